internal import Diagnostics
internal import Model

/// One line of a usage table.
public struct UsageRow: Hashable, Sendable {
    /// Which workload.
    public var id: String
    /// The timestamp as it was written.
    public var timestamp: String
    /// What was measured.
    public var sample: UsageSample
}

/// Reads `id,timestamp,cpu_cores,mem_bytes`, a piece of the file at a time.
///
/// The first line names the columns, in any order; others are passed over. Timestamps are RFC 3339 or seconds since the
/// epoch and do not go back for one id; ids may be mixed. An empty cell, `NaN`, an infinite or a negative number,
/// more than 10,000 cores or 10¹⁵ bytes were not measured. Cells may be quoted as in RFC 4180; lines end with LF or CRLF.
public struct UsageTableReader: Sendable {
    private struct Columns {
        var id: Int
        var timestamp: Int
        var cpu: Int
        var memory: Int
    }

    /// Longer lines are no usage table.
    private static let longestLine = 65_536

    private let path: String
    private var columns: Columns?
    private var line = 1
    private var rest: [UInt8] = []
    private var latest: [String: Double] = [:]

    /// For a table that errors call `path`.
    public init(path: String) { self.path = path }

    /// Takes the next bytes and hands over the rows that are complete.
    ///
    /// - Throws: `Failure` with path, line and column.
    public mutating func read(_ bytes: some Sequence<UInt8>, _ take: (UsageRow) throws -> Void) throws {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                try finishLine(take)
            } else {
                rest.append(byte)
                if rest.count > UsageTableReader.longestLine {
                    throw failure(1, "the line is longer than \(UsageTableReader.longestLine) bytes")
                }
            }
        }
    }

    /// Takes the last line where it has no line feed.
    ///
    /// - Throws: `Failure` also where there was no line at all.
    public mutating func finish(_ take: (UsageRow) throws -> Void) throws {
        if !rest.isEmpty { try finishLine(take) }
        if columns == nil { throw failure(1, "the file is empty: it needs a line of column names") }
    }

    private mutating func finishLine(_ take: (UsageRow) throws -> Void) throws {
        defer {
            rest.removeAll(keepingCapacity: true)
            line += 1
        }
        if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
        if line == 1, rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest.removeFirst(3) }
        guard let columns else {
            self.columns = try header()
            return
        }
        if rest.isEmpty { return }
        try take(try row(columns))
    }

    private func header() throws -> Columns {
        let names = cells().map(\.text)
        func place(_ name: String) throws -> Int {
            guard let place = names.firstIndex(of: name) else {
                throw failure(
                    1, "there is no column `\(name)`; the columns are id, timestamp, cpu_cores, mem_bytes")
            }
            return place
        }
        return Columns(
            id: try place("id"), timestamp: try place("timestamp"), cpu: try place("cpu_cores"),
            memory: try place("mem_bytes"))
    }

    private mutating func row(_ columns: Columns) throws -> UsageRow {
        let cells = cells()
        let needed = max(columns.id, columns.timestamp, columns.cpu, columns.memory)
        guard needed < cells.count else {
            throw failure(rest.count + 1, "the line has \(cells.count) cells and needs \(needed + 1)")
        }
        let id = cells[columns.id].text
        let stamp = cells[columns.timestamp]
        guard !id.isEmpty else { throw failure(cells[columns.id].column, "the id is empty") }
        guard let time = seconds(stamp.text) else {
            throw failure(
                stamp.column,
                "`\(stamp.text)` is no timestamp; write 2026-11-20T00:00:00Z or seconds since the epoch")
        }
        if let before = latest[id], time < before {
            throw failure(stamp.column, "time goes back for `\(id)`; sort the rows of each id by time")
        }
        latest[id] = time
        let sample = UsageSample(
            time: time, cpu: try number(cells[columns.cpu]), memory: try number(cells[columns.memory]))
        return UsageRow(id: id, timestamp: stamp.text, sample: sample)
    }

    private func seconds(_ text: String) -> Double? {
        if let number = Double(text) { return number.isFinite && abs(number) < 1e12 ? number : nil }
        return Timestamp(text).map { Double($0.milliseconds) / 1000 }
    }

    private func number(_ cell: Cell) throws -> Double? {
        if cell.text.isEmpty { return nil }
        guard let value = Double(cell.text) else {
            throw failure(
                cell.column, "`\(cell.text)` is no number; leave the cell empty where nothing was measured")
        }
        return value
    }

    private struct Cell {
        var text: String
        var column: Int
    }

    private func cells() -> [Cell] {
        var cells: [Cell] = []
        var bytes: [UInt8] = []
        var start = 1
        var isQuoted = false
        var place = 0
        while place < rest.count {
            let byte = rest[place]
            if isQuoted, byte == UInt8(ascii: "\""), place + 1 < rest.count, rest[place + 1] == byte {
                bytes.append(byte)
                place += 1
            } else if byte == UInt8(ascii: "\""), isQuoted || bytes.isEmpty {
                isQuoted.toggle()
            } else if byte == UInt8(ascii: ","), !isQuoted {
                cells.append(Cell(text: String(decoding: bytes, as: UTF8.self), column: start))
                bytes.removeAll(keepingCapacity: true)
                start = place + 2
            } else {
                bytes.append(byte)
            }
            place += 1
        }
        cells.append(Cell(text: String(decoding: bytes, as: UTF8.self), column: start))
        return cells
    }

    private func failure(_ column: Int, _ what: String) -> Failure {
        Failure(.badInput, "reading the usage table", "\(path):\(line):\(column): \(what)")
    }
}
