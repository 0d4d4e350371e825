import Provenance

/// Comma-separated values with a line of names first; every cell comes from the bytes that it stands on.
struct CSVReader {
    private struct Cell {
        var text: String
        /// Quotes included.
        var range: Range<Int>
    }

    private let bytes: [UInt8]
    private var index = 0

    static func decode(_ source: Value) throws(FunctionError) -> Value {
        var reader = CSVReader(bytes: Array((source.string ?? "").utf8))
        guard let names = try reader.row() else { throw .message("there is no line of names") }
        var types: [String: ValueType] = [:]
        for name in names {
            guard types.updateValue(.string, forKey: Strings.normalized(name.text)) == nil else {
                throw .message("two columns have the same name")
            }
        }
        var objects: [Value] = []
        while let row = try reader.row() {
            guard row.count == names.count else {
                throw .message("a line has \(row.count) fields, not \(names.count)")
            }
            objects.append(
                Value(
                    .object(
                        Members(
                            zip(names, row).map { name, cell in
                                let value = Value(
                                    .string(Text(Strings.normalized(cell.text))),
                                    source.exactOrigins(of: cell.range)
                                        ?? source.looseOrigins(of: cell.range).derived)
                                return .init(
                                    Strings.normalized(name.text), value,
                                    keyOrigins: source.origins(of: name.range))
                            }))))
        }
        return Value(.list(objects, .object(types)), source.origins.derived)
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// The next line that is not empty; nil at the end.
    private mutating func row() throws(FunctionError) -> [Cell]? {
        while index < bytes.count, lineEnd(at: index) > 0 { index += lineEnd(at: index) }
        guard index < bytes.count else { return nil }
        var cells = [try cell()]
        while index < bytes.count, bytes[index] == 0x2C {
            index += 1
            cells.append(try cell())
        }
        if index < bytes.count {
            let length = lineEnd(at: index)
            guard length > 0 else { throw .message("a quoted field goes on after its quote") }
            index += length
        }
        return cells
    }

    /// The bytes of the line end at a place: a line feed, with a carriage return before it, or one alone at the very end.
    private func lineEnd(at place: Int) -> Int {
        if bytes[place] == 0x0A { return 1 }
        guard bytes[place] == 0x0D else { return 0 }
        return place + 1 == bytes.count ? 1 : bytes[place + 1] == 0x0A ? 2 : 0
    }

    private mutating func cell() throws(FunctionError) -> Cell {
        let start = index
        guard index < bytes.count, bytes[index] == 0x22 else {
            while index < bytes.count, bytes[index] != 0x2C, lineEnd(at: index) == 0 {
                guard bytes[index] != 0x22 else { throw .message("a quote in a field without quotes") }
                index += 1
            }
            return Cell(text: String(decoding: bytes[start..<index], as: UTF8.self), range: start..<index)
        }
        index += 1
        var text: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x22 {
                index += 1
                guard index < bytes.count, bytes[index] == 0x22 else {
                    return Cell(text: String(decoding: text, as: UTF8.self), range: start..<index)
                }
                text.append(0x22)
            } else if byte == 0x0D, lineEnd(at: index) > 0 {
                // Line ends in quotes are line feeds, however they are written.
                text.append(0x0A)
                index += lineEnd(at: index) - 1
            } else {
                text.append(byte)
            }
            index += 1
        }
        throw .message("a quoted field does not end")
    }
}
