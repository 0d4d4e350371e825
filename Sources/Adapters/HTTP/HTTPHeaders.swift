/// Header fields in the order they came, looked up without regard to case.
public struct HTTPHeaders: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// One `name: value` line.
    public struct Field: Sendable, Hashable {
        /// As written.
        public var name: String
        /// Without surrounding blanks.
        public var value: String
        /// Makes a field.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All fields, repeated names included.
    public private(set) var fields: [Field]

    /// Takes fields in order.
    public init(_ fields: [Field] = []) { self.fields = fields }

    /// Takes fields in order.
    public init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field($0, $1) }
    }

    /// Adds a field behind those already there.
    public mutating func append(_ name: String, _ value: String) { fields.append(Field(name, value)) }

    /// Every value of `name`.
    public func values(_ name: String) -> [String] {
        let wanted = name.lowercased()
        return fields.filter { $0.name.lowercased() == wanted }.map(\.value)
    }

    /// The first value of `name`; setting it replaces all, setting nil removes all.
    public subscript(name: String) -> String? {
        get { values(name).first }
        set {
            let wanted = name.lowercased()
            fields.removeAll { $0.name.lowercased() == wanted }
            if let newValue { append(name, newValue) }
        }
    }

    /// The first field that could smuggle a second header or request line in, if any.
    var firstMalformed: Field? { fields.first { !Self.isName($0.name) || !Self.isValue($0.value) } }

    /// True for what may stand before the colon.
    static func isName(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy { isTokenByte($0) } }

    /// True for what may stand behind it: no line breaks, no control characters.
    static func isValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
