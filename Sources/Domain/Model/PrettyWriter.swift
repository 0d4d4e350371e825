internal import Foundation

/// Writes JSON as ``CanonicalJSON/encodePretty(_:)`` lays it out, without the cost of a general encoder.
///
/// Members come in the order of their names: that is the caller's to keep.
public struct PrettyWriter {
    private let text = GrowingBytes()
    var bytes: [UInt8] { text.bytes }
    var count: Int { text.count }
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

    /// The elements of a list without its brackets.
    mutating func elements<Element>(_ elements: [Element], _ write: (inout PrettyWriter, Element) -> Void) {
        depth += 1
        isFirst = true
        for element in elements {
            next()
            write(&self, element)
        }
        depth -= 1
    }

    /// The name of the member whose value comes next.
    public mutating func key(_ name: StaticString) {
        next()
        name.withUTF8Buffer { text.append(quoted: $0) }
        text.append(0x20, 0x3A)
        text.append(0x20)
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
        var digits = String(number)
        digits.withUTF8 { text.append($0) }
    }

    /// A member that is a list.
    public mutating func member<Element>(
        _ name: StaticString, _ elements: [Element], _ write: (inout PrettyWriter, Element) -> Void
    ) {
        key(name)
        list(elements, write)
    }

    /// A text.
    public mutating func string(_ string: String) {
        var string = string
        let isPlain = string.withUTF8 { utf8 in
            guard GrowingBytes.arePlain(utf8) else { return false }
            text.append(quoted: utf8)
            return true
        }
        guard !isPlain else { return }
        // What has to be escaped, and how, the encoder knows.
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        guard let encoded = try? encoder.encode(string) else {
            preconditionFailure("every text can be encoded")
        }
        Array(encoded).withUnsafeBufferPointer { text.append($0) }
    }

    private mutating func open(_ sign: UInt8) {
        text.append(sign, 0x0A)
        depth += 1
        isFirst = true
    }

    private mutating func close(_ sign: UInt8) {
        depth -= 1
        text.append(0x0A)
        text.append(0x20, times: 2 * depth)
        text.append(sign)
        isFirst = false
    }

    private mutating func next() {
        if !isFirst { text.append(0x2C, 0x0A) }
        isFirst = false
        text.append(0x20, times: 2 * depth)
    }
}

/// Something that knows how it looks in ``CanonicalJSON/encodePretty(_:)``.
public protocol PrettyJSON: Encodable, Sendable {
    /// Writes what encoding it gives.
    func write(to json: inout PrettyWriter)
}
