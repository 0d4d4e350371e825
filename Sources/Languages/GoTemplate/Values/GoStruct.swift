/// A struct of Go, such as `.Capabilities`: its fields have names, and no function on maps sees them.
public final class GoStruct: GoObject {
    /// One field.
    public struct Field {
        /// Its name in templates.
        public var name: String
        /// Its value.
        public var value: GoValue
        /// Its name in JSON and YAML; nil for the same.
        public var encodedName: String?
        /// Whether encoders leave it out when it is empty.
        public var omitsEmpty: Bool

        /// Makes a field.
        public init(_ name: String, _ value: GoValue, as encodedName: String? = nil, omitsEmpty: Bool = false)
        {
            self.name = name
            self.value = value
            self.encodedName = encodedName
            self.omitsEmpty = omitsEmpty
        }
    }

    /// Go's name of the type.
    public let typeName: String
    private let fields: [Field]
    private let methods: [String: GoValue]
    private let embedded: String?

    /// Makes a struct.
    ///
    /// - Parameters:
    ///   - typeName: Go's name of the type, with a star for a pointer.
    ///   - fields: its fields in their order.
    ///   - methods: results of methods without arguments; that of `String` is what printing gives.
    ///   - embedded: the name of the last field that belongs to a struct inside of it, which printing shows.
    public init(
        _ typeName: String, _ fields: [Field], methods: [String: GoValue] = [:], embedded: String? = nil
    ) {
        self.methods = methods
        self.typeName = typeName
        self.fields = fields
        self.embedded = embedded
    }

    /// What printing gives.
    public var printed: String {
        if let text = methods["String"]?.text { return text.string }
        var text = typeName.hasPrefix("*") ? "&{" : "{"
        if embedded != nil { text += "{" }
        for (index, field) in fields.enumerated() {
            text += (index > 0 ? " " : "") + ((try? GoFormat.text(field.value).string) ?? "")
            if field.name == embedded { text += "}" }
        }
        return text + "}"
    }

    /// Nothing: it is neither a map nor a list.
    public var contents: GoData { .missing }

    /// A field, or the result of a method.
    public func member(_ name: String, _ arguments: [GoValue]) throws -> GoValue? {
        if let result = methods[name] {
            guard arguments.isEmpty else {
                throw GoFault("wrong number of args for \(name): want 0 got \(arguments.count)")
            }
            return result
        }
        guard let field = fields.first(where: { $0.name == name }) else { return nil }
        guard arguments.isEmpty else { throw GoFault("\(name) is not a method but has arguments") }
        return field.value
    }

    /// What encoders write.
    var encoded: GoValue {
        var entries: [String: GoValue] = [:]
        for field in fields where !field.omitsEmpty || !GoStruct.isEmpty(field.value) {
            entries[field.encodedName ?? field.name] = field.value
        }
        return .map(entries)
    }

    private static func isEmpty(_ value: GoValue) -> Bool {
        switch value.data {
        case .missing, .null: true
        case .bool(let flag): !flag
        case .string(let text): text.isEmpty
        case .list(let items): items.isEmpty
        case .map(let map): map.entries.isEmpty
        default: false
        }
    }
}
