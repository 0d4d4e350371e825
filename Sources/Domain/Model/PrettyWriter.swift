internal import Foundation

/// Writes JSON as ``CanonicalJSON/encodePretty(_:)`` lays it out, without the cost of a general encoder.
///
/// Members come in the order of their names: that is the caller's to keep.
public struct PrettyWriter {
    private(set) var bytes: [UInt8] = []
    private var depth: Int
    private var isFirst = true

    init(depth: Int) { self.depth = depth }

    /// An object with what `members` writes.
    public mutating func object(_ members: (inout PrettyWriter) -> Void) {
        open(UInt8(ascii: "{"))
        members(&self)
        close(UInt8(ascii: "}"))
    }

    /// A list with what `write` makes of each element.
    public mutating func list<Element>(
        _ elements: [Element], _ write: (inout PrettyWriter, Element) -> Void
    ) {
        open(UInt8(ascii: "["))
        for element in elements {
            next()
            write(&self, element)
        }
        close(UInt8(ascii: "]"))
    }

    /// The name of the member whose value comes next.
    public mutating func key(_ name: StaticString) {
        next()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes += $0 }
        bytes += "\" : ".utf8
    }

    /// A member that is a text.
    public mutating func member(_ name: StaticString, _ text: String) {
        key(name)
        string(text)
    }

    /// A member that is a text; nothing where there is none.
    public mutating func member(_ name: StaticString, ifPresent text: String?) {
        if let text { member(name, text) }
    }

    /// A member that is a number.
    public mutating func member(_ name: StaticString, _ number: Int) {
        key(name)
        bytes += String(number).utf8
    }

    /// A member that is a list.
    public mutating func member<Element>(
        _ name: StaticString, _ elements: [Element], _ write: (inout PrettyWriter, Element) -> Void
    ) {
        key(name)
        list(elements, write)
    }

    /// A text.
    public mutating func string(_ text: String) {
        var text = text
        let isPlain = text.withUTF8 { utf8 in
            guard utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) else {
                return false
            }
            bytes.append(0x22)
            bytes += utf8
            bytes.append(0x22)
            return true
        }
        guard !isPlain else { return }
        // What has to be escaped, and how, the encoder knows.
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        guard let encoded = try? encoder.encode(text) else {
            preconditionFailure("every text can be encoded")
        }
        bytes += encoded
    }

    private mutating func open(_ sign: UInt8) {
        bytes.append(sign)
        bytes.append(0x0A)
        depth += 1
        isFirst = true
    }

    private mutating func close(_ sign: UInt8) {
        depth -= 1
        bytes.append(0x0A)
        indent()
        bytes.append(sign)
        isFirst = false
    }

    private mutating func next() {
        if !isFirst { bytes += ",\n".utf8 }
        isFirst = false
        indent()
    }

    private mutating func indent() {
        for _ in 0..<depth { bytes += "  ".utf8 }
    }
}

/// Something that knows how it looks in ``CanonicalJSON/encodePretty(_:)``.
public protocol PrettyJSON: Encodable, Sendable {
    /// Writes what encoding it gives.
    func write(to json: inout PrettyWriter)
}
