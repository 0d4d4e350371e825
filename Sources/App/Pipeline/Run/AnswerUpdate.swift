internal import Diagnostics
internal import Foundation
internal import Tracing

/// Brings the text of an answer up to date after numbers in manifests have changed.
///
/// Whatever does not look as the answer's writer writes it means that the answer is computed again.
struct AnswerUpdate {
    /// What the text is.
    enum Form: String, Sendable {
        /// Of roots, which say nothing of numbers.
        case roots
        /// An inventory as JSON.
        case json
        /// The cells of an inventory.
        case cells
    }

    private let form: Form
    /// The text as it is by now.
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8], _ form: Form) {
        self.form = form
        self.bytes = bytes
    }

    /// Applies the changes of a file; false where that cannot be done for certain.
    mutating func apply(_ changes: [SizeChange], to old: SourceFile) -> Bool {
        guard old.path.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
        else { return false }
        switch form {
        case .roots: return true
        case .cells: return applyToCells(changes, old)
        case .json: return applyToJSON(changes, old)
        }
    }

    // MARK: Cells

    private mutating func applyToCells(_ changes: [SizeChange], _ old: SourceFile) -> Bool {
        for change in changes {
            let place = Array(old.location(change.old).utf8)
            let ends: [[UInt8]] = [
                [CellText.cell] + place + [CellText.row],
                [CellText.cell] + place + Array(" (shared)".utf8) + [CellText.row],
            ]
            var result: [UInt8] = []
            var taken = 0
            let positions = ends.flatMap { ByteSearch.positions(of: $0, in: bytes) }
            guard change.isSize || positions.isEmpty else { return false }
            for position in positions.sorted() {
                guard let start = bytes[..<position].lastIndex(of: CellText.cell),
                    String(decoding: bytes[(start + 1)..<position], as: UTF8.self) == change.before
                else { return false }
                result += bytes[taken...start]
                result += Array(change.after.utf8)
                taken = position
            }
            bytes = result + bytes[taken...]
        }
        return true
    }

    // MARK: JSON

    private mutating func applyToJSON(_ changes: [SizeChange], _ old: SourceFile) -> Bool {
        var edits: [(range: Range<Int>, text: String)] = []
        var rows: Set<Range<Int>> = []
        for position in ByteSearch.positions(of: Array("\"file\" : \"\(old.path)\"".utf8), in: bytes) {
            guard let place = OriginText(bytes, around: position) else {
                // A step that says what is overridden quotes the number.
                guard let line = OriginText.reason(in: bytes, after: position) else { continue }
                for change in changes {
                    let quoted = Array("`\(change.before)`".utf8)
                    for quote in ByteSearch.positions(of: quoted, in: bytes, line) {
                        guard
                            OriginText.isAt(
                                old.lines.position(of: change.old.indices.lowerBound), bytes, position)
                        else { continue }
                        edits.append((quote..<(quote + quoted.count), "`\(change.after)`"))
                    }
                }
                continue
            }
            guard let moved = AnswerUpdate.moved(place.start.value, place.end.value, changes) else {
                return false
            }
            edits.append((place.start.range, "\(moved.start)"))
            edits.append((place.end.range, "\(moved.end)"))
            guard let change = moved.change else { continue }
            // Only the token that decides a row may be one that changed.
            guard change.isSize, place.indentation == 6, place.token.text == change.before,
                let row = ByteSearch.row(around: position, in: bytes), rows.insert(row).inserted
            else { return false }
            edits.append((place.token.range, change.after))
            for value in ByteSearch.positions(of: Array("\"value\" : ".utf8), in: bytes, row) {
                let start = value + 11
                let was = Array("\(change.before)\"".utf8)
                guard bytes[value + 10] == UInt8(ascii: "\""), bytes[start...].starts(with: was) else {
                    return false
                }
                edits.append((start..<(start + was.count - 1), change.after))
            }
        }
        edits.sort { $0.range.lowerBound < $1.range.lowerBound }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 64 * edits.count)
        var taken = 0
        for edit in edits {
            guard edit.range.lowerBound >= taken else { return false }
            result += bytes[taken..<edit.range.lowerBound]
            result += edit.text.utf8
            taken = edit.range.upperBound
        }
        bytes = result + bytes[taken...]
        return true
    }

    /// Where a token is after the changes, and the change that is its own; nil where one goes through it.
    private static func moved(
        _ start: Int, _ end: Int, _ changes: [SizeChange]
    ) -> (start: Int, end: Int, change: SizeChange?)? {
        var growth = 0
        for change in changes {
            let old = change.old.indices
            if old == start..<end {
                return (start + growth, start + growth + change.new.indices.count, change)
            }
            if old.upperBound <= start {
                growth += change.new.indices.count - old.count
            } else if old.lowerBound < end {
                return nil
            }
        }
        return (start + growth, end + growth, nil)
    }
}

/// The lines of an origin in an inventory: column, end, file, line, start, token.
private struct OriginText {
    /// Blanks before each of them.
    let indentation: Int
    let start: (value: Int, range: Range<Int>)
    let end: (value: Int, range: Range<Int>)
    let token: (text: String, range: Range<Int>)

    /// The origin whose `file` stands at a position; nil for anything else that has a file.
    init?(_ bytes: [UInt8], around position: Int) {
        let newline = UInt8(ascii: "\n")
        guard let before = bytes[..<position].lastIndex(of: newline),
            let above = bytes[..<before].lastIndex(of: newline),
            let after = bytes[position...].firstIndex(of: newline),
            let second = bytes[(after + 1)...].firstIndex(of: newline),
            let third = bytes[(second + 1)...].firstIndex(of: newline),
            let fourth = bytes[(third + 1)...].firstIndex(of: newline)
        else { return nil }
        indentation = position - before - 1
        guard let end = OriginText.number("end", in: bytes, (above + 1)..<before),
            let start = OriginText.number("start", in: bytes, (second + 1)..<third),
            let key = OriginText.value("token", in: bytes, (third + 1)..<fourth), key.count >= 2
        else { return nil }
        (self.end, self.start) = (end, start)
        let range = (key.lowerBound + 1)..<(key.upperBound - 1)
        token = (String(decoding: bytes[range], as: UTF8.self), range)
    }

    /// The line with the reason of a step, which stands two lines below its file.
    static func reason(in bytes: [UInt8], after position: Int) -> Range<Int>? {
        let newline = UInt8(ascii: "\n")
        guard let first = bytes[position...].firstIndex(of: newline),
            let second = bytes[(first + 1)...].firstIndex(of: newline),
            let third = bytes[(second + 1)...].firstIndex(of: newline),
            value("reason", in: bytes, (second + 1)..<third) != nil
        else { return nil }
        return (second + 1)..<third
    }

    /// True when the step whose `file` stands at a position is at that place.
    static func isAt(_ place: SourcePosition, _ bytes: [UInt8], _ position: Int) -> Bool {
        let newline = UInt8(ascii: "\n")
        guard let before = bytes[..<position].lastIndex(of: newline),
            let above = bytes[..<before].lastIndex(of: newline),
            let after = bytes[position...].firstIndex(of: newline),
            let next = bytes[(after + 1)...].firstIndex(of: newline)
        else { return false }
        return number("column", in: bytes, (above + 1)..<before)?.0 == place.column
            && number("line", in: bytes, (after + 1)..<next)?.0 == place.line
    }

    private static func value(_ key: String, in bytes: [UInt8], _ line: Range<Int>) -> Range<Int>? {
        let text = bytes[line].drop { $0 == 0x20 }
        let prefix = Array("\"\(key)\" : ".utf8)
        guard text.starts(with: prefix) else { return nil }
        let upper = text.last == UInt8(ascii: ",") ? text.endIndex - 1 : text.endIndex
        return (text.startIndex + prefix.count)..<upper
    }

    private static func number(_ key: String, in bytes: [UInt8], _ line: Range<Int>) -> (Int, Range<Int>)? {
        guard let range = value(key, in: bytes, line),
            let number = Int(String(decoding: bytes[range], as: UTF8.self))
        else { return nil }
        return (number, range)
    }
}

/// Finds bytes in long texts.
enum ByteSearch {
    /// Where `needle` begins.
    static func positions(of needle: [UInt8], in bytes: [UInt8], _ range: Range<Int>? = nil) -> [Int] {
        var found: [Int] = []
        bytes.withUnsafeBytes { all in
            var start = range?.lowerBound ?? 0
            let end = (range?.upperBound ?? all.count) - needle.count
            guard let base = all.baseAddress, start <= end, let offset = rarest(of: needle, in: all[start...])
            else { return }
            let sign = Int32(needle[offset])
            while start <= end, let hit = memchr(base + start + offset, sign, end - start + 1) {
                let position = UnsafeRawPointer(hit) - base - offset
                let isHere = memcmp(base + position, needle, needle.count) == 0
                if isHere { found.append(position) }
                start = position + (isHere ? needle.count : 1)
            }
        }
        return found
    }

    /// Which byte of a needle is the rarest one, by the beginning of the text; nil of an empty one.
    private static func rarest(of needle: [UInt8], in bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
        var counts = [Int](repeating: 0, count: 256)
        for byte in bytes.prefix(4096) { counts[Int(byte)] += 1 }
        return needle.indices.min { counts[Int(needle[$0])] < counts[Int(needle[$1])] }
    }

    /// The row of an inventory around a position: it begins and ends with a brace behind two blanks.
    static func row(around position: Int, in bytes: [UInt8]) -> Range<Int>? {
        let (open, close) = (Array("\n  {\n".utf8), Array("\n  }".utf8))
        var start = position
        while start >= 0, !bytes[start...].starts(with: open) { start -= 1 }
        var end = position
        while end < bytes.count, !bytes[end...].starts(with: close) { end += 1 }
        return start < 0 || end >= bytes.count ? nil : start..<end
    }
}

/// Cells of a table as they are kept, before their columns are aligned.
enum CellText {
    /// Ends a cell.
    static let cell: UInt8 = 0x1F
    /// Ends a row.
    static let row: UInt8 = 0x1E

    static func text(_ rows: [[String]]) -> String {
        let cells = rows.map { $0.joined(separator: "\u{1F}") + "\u{1E}" }
        return cells.joined()
    }

    static func rows(_ text: String) -> [[String]] {
        text.split(separator: "\u{1E}").map { row in
            row.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
