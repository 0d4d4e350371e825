/// A value of a template, with its origins.
public struct GoValue {
    /// What it is.
    public var data: GoData
    /// Where it comes from; for text that is kept in the text itself, for collections these are their own.
    private var ownOrigins: Origins
    /// The type of a list's elements.
    var elements = GoElements.any
    /// True for Go's slice or map that was never made, which encoders write as `null`.
    var isNil = false
    /// Whether it stands in a collection or was taken from one, and has not passed a pipeline since.
    var isBoxed = false

    /// Makes a value.
    public init(_ data: GoData, _ origins: Origins = .none) {
        if case .string(let text) = data, !origins.isEmpty, text.runs.isEmpty {
            self.data = .string(GoText(text.bytes, origins))
        } else {
            self.data = data
        }
        ownOrigins = origins
    }

    /// The origins; the elements of a collection have their own.
    public var origins: Origins {
        if case .string(let text) = data { return text.isEmpty ? ownOrigins : text.origins }
        return ownOrigins
    }

    /// Origins of the value and of everything in it; a map that is met again is not gone through again.
    public var deepOrigins: Origins {
        var seen: Set<ObjectIdentifier> = []
        var result = Origins.none
        var waiting = [self]
        while let value = waiting.popLast() {
            result.formUnion(value.origins)
            switch value.data {
            case .list(let items): waiting += items
            case .map(let map):
                guard seen.insert(ObjectIdentifier(map)).inserted else { continue }
                for entry in map.entries.values {
                    result.formUnion(entry.keyOrigins)
                    waiting.append(entry.value)
                }
            default: break
            }
        }
        return result
    }

    /// The value as one taken from a collection, which Go's messages call an interface.
    func boxed(in collection: GoValue) -> GoValue {
        guard collection.elements == .any else { return self }
        var value = self
        value.isBoxed = true
        return value
    }

    /// The same value, with more deciders.
    public func decided(by origins: Origins) -> GoValue {
        let deciders = origins.asDeciders
        guard !deciders.isEmpty else { return self }
        var result = self
        result.ownOrigins.formUnion(deciders)
        if case .string(var text) = data {
            text.mark(from: 0, branch: .outside, deciders: deciders.deciders, isVolatile: deciders.isVolatile)
            result.data = .string(text)
        }
        return result
    }

    /// Text.
    public static func string(_ text: String, _ origins: Origins = .none) -> GoValue {
        GoValue(.string(GoText(text, origins)), origins)
    }
    /// Text with origins of its own.
    public static func text(_ text: GoText) -> GoValue { GoValue(.string(text)) }
    /// A boolean.
    public static func bool(_ flag: Bool, _ origins: Origins = .none) -> GoValue {
        GoValue(.bool(flag), origins)
    }
    /// Go's `int`.
    public static func int(_ number: Int, _ origins: Origins = .none) -> GoValue {
        GoValue(.int(Int64(number)), origins)
    }
    /// Go's `float64`, which every number of a values file is.
    public static func float(_ number: Double, _ origins: Origins = .none) -> GoValue {
        GoValue(.float(number), origins)
    }
    /// A list.
    public static func list(_ items: [GoValue], _ origins: Origins = .none) -> GoValue {
        GoValue(.list(items), origins)
    }
    /// A list whose elements have one type of Go, as functions that split text give them.
    static func list(_ items: [GoValue], _ origins: Origins = .none, of elements: GoElements) -> GoValue {
        var value = GoValue(.list(items), origins)
        value.elements = elements
        return value
    }
    /// Go's slice that was never made.
    static func nilSlice(_ origins: Origins, of elements: GoElements = .any) -> GoValue {
        var value = GoValue(.list([]), origins)
        value.elements = elements
        value.isNil = true
        return value
    }
    /// Go's map that was never made: it can be read, and not written to.
    static func nilMap(_ origins: Origins) -> GoValue {
        var value = GoValue(.map(GoMap()), origins)
        value.isNil = true
        return value
    }
    /// A map.
    public static func map(_ entries: [String: GoValue], _ origins: Origins = .none) -> GoValue {
        GoValue(.map(GoMap(entries.mapValues { GoMap.Entry(value: $0) })), origins)
    }
    /// Nothing.
    public static var null: GoValue { GoValue(.null) }
}

/// What a value is.
public enum GoData {
    /// No value at all, which Go prints as `<no value>`.
    case missing
    /// The nil interface: a key without value.
    case null
    /// A boolean.
    case bool(Bool)
    /// Go's `int`.
    case int(Int64)
    /// Go's `int64`.
    case int64(Int64)
    /// Go's `float64`.
    case float(Double)
    /// A string.
    case string(GoText)
    /// A slice.
    case list([GoValue])
    /// A map with text keys; shared, as in Go.
    case map(GoMap)
    /// Something with methods.
    case object(any GoObject)
}

/// What Go's type system knows of a list's elements.
enum GoElements: String, Sendable {
    case any = "interface {}"
    case string = "string"
    case int = "int"
    case lists = "[]interface {}"
    case bytes = "uint8"
}

/// A map, shared by everybody who holds it: `set` changes it for all, as in Go.
public final class GoMap {
    /// A value and where its key comes from.
    public struct Entry {
        /// The value.
        public var value: GoValue
        /// The origins of the key.
        public var keyOrigins: Origins
        /// Makes an entry.
        public init(value: GoValue, keyOrigins: Origins = .none) {
            self.value = value
            self.keyOrigins = keyOrigins
        }
    }

    /// The entries.
    public var entries: [String: Entry]
    /// True for Go's `map[string]string`, whose missing keys are empty text.
    public var isOfStrings = false
    /// Go's name of the type where it has a name of its own, such as Helm's `chartutil.Values`.
    public var typeName: String?
    /// Who knows the entries that are not here; nil where there are none.
    public var unknown: String?

    /// Makes a map.
    public init(_ entries: [String: Entry] = [:]) { self.entries = entries }

    /// The keys in the order in which Go visits them: by bytes.
    public var sortedKeys: [String] {
        entries.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The value of a key.
    public subscript(key: String) -> GoValue? { entries[key]?.value }
}

/// Something with fields and methods, such as `.Files` and `.Capabilities.APIVersions`.
public protocol GoObject: AnyObject {
    /// Go's name of the type, for messages.
    var typeName: String { get }
    /// A field, or the result of a method; nil when there is none of this name.
    func member(_ name: String, _ arguments: [GoValue]) throws -> GoValue?
    /// What printing gives.
    var printed: String { get }
    /// What `range`, `index` and the encoders see.
    var contents: GoData { get }
}

/// A function or method refuses its arguments; the run adds position and template stack.
public struct GoFault: Error, Sendable, Hashable {
    /// The kind of what this engine knows but does not compute: whatever depends on it is held.
    public static let unsupported = "template-unsupported"

    /// One line.
    public var message: String
    /// The kind of diagnostic it becomes.
    public var id: String
    /// Go's whole message, where it says more than `message`.
    var chain: String?
    /// The function or method that is not computed.
    public var function: String?
    /// Makes a fault.
    public init(_ message: String, id: String = "template-execution") {
        self.message = message
        self.id = id
    }
}
