/// A value in which every leaf knows where it comes from.
///
/// The origins of a container belong to everything in it: reading an element through ``element(at:)`` or ``member(_:)`` adds
/// them, which is how the condition that chose a map stays with the values taken from it.
public struct Value: Sendable {
    /// What a value holds.
    public enum Content: Sendable {
        /// No value, of a type.
        case null(ValueType)
        /// A boolean.
        case bool(Bool)
        /// A number.
        case number(Number)
        /// A string.
        case string(Text)
        /// A list with the type of its elements.
        case list([Value], ValueType)
        /// A set with the type of its elements, in Terraform's order of iteration.
        case set([Value], ValueType)
        /// A tuple.
        case tuple([Value])
        /// A map with the type of its elements.
        case map(Members, ValueType)
        /// An object.
        case object(Members)
        /// Something that the files do not say.
        case unknown(Unknown)
        /// A string that the files say in part: unknown, with what is known of it.
        case partial(PartialText)
        /// An object that the files say in part: unknown, with the attributes that are known.
        case open(OpenObject)
        /// A collection of which it is not known what is in it, with what may be.
        case candidates(Candidates)
    }

    /// What it holds.
    public var content: Content {
        didSet { weight = Self.weight(of: content) }
    }
    /// How many values it is, itself and all below counted as often as they are used, and a string for each 64 bytes.
    ///
    /// Values share their parts, so that a small file can make an endless one; who walks through all of one looks here first.
    public private(set) var weight: Int
    /// Where it comes from.
    public var origins: Origins
    /// True for what must not be shown.
    public var isSensitive: Bool
    /// True for an unknown value whose origins name everything that it may depend on, whichever way it would go.
    ///
    /// Of other unknown values the origins may name less: what decides them is in the expressions that they come from.
    public var isTraced = false

    /// Makes a value.
    public init(_ content: Content, _ origins: Origins = .none, isSensitive: Bool = false) {
        self.content = content
        self.origins = origins
        self.isSensitive = isSensitive
        weight = Self.weight(of: content)
    }

    /// Makes an unknown value that depends on nothing but its origins.
    public init(tracing unknown: Unknown, _ origins: Origins = .none, isSensitive: Bool = false) {
        self.init(.unknown(unknown), origins, isSensitive: isSensitive)
        isTraced = true
    }

    private static func weight(of content: Content) -> Int {
        var sum = 1
        switch content {
        case .string(let text): sum += text.string.utf8.count / 64
        case .list(let elements, _), .set(let elements, _), .tuple(let elements):
            for element in elements { sum = min(sum + element.weight, 1 << 60) }
        case .map(let members, _), .object(let members):
            for entry in members.entries { sum = min(sum + entry.value.weight, 1 << 60) }
        case .candidates(let candidates): sum = min(sum + candidates.weight, 1 << 60)
        default: break
        }
        return sum
    }

    /// How many elements or members it has itself, and a string for each 64 bytes.
    public var breadth: Int {
        switch content {
        case .string: weight
        default: elements?.count ?? members?.count ?? 1
        }
    }

    /// The type; that of an unknown value as far as it is known.
    public var type: ValueType {
        switch content {
        case .null(let type): type
        case .bool: .bool
        case .number: .number
        case .string: .string
        case .list(_, let element): .list(element)
        case .set(_, let element): .set(element)
        case .tuple(let elements): .tuple(elements.map(\.type))
        case .map(_, let element): .map(element)
        case .object(let members):
            .object(Dictionary(members.entries.map { ($0.key, $0.value.type) }, uniquingKeysWith: { $1 }))
        case .unknown(let unknown): unknown.type
        case .partial: .string
        case .open(let object): object.unknown.type
        case .candidates(let candidates): candidates.unknown.type
        }
    }

    /// True for no value.
    public var isNull: Bool {
        if case .null = content { true } else { false }
    }
    /// Why it is unknown; nil when it is known at the top, whatever is in it.
    public var unknown: Unknown? {
        switch content {
        case .unknown(let unknown): unknown
        case .partial(let text): text.unknown
        case .open(let object): object.unknown
        case .candidates(let candidates): candidates.unknown
        default: nil
        }
    }
    /// What is known of an unknown string; nil where nothing is, and for all other values.
    ///
    /// It stays with a value that is handed on. Whoever makes another value out of it makes one without.
    public var partial: PartialText? {
        if case .partial(let text) = content { text } else { nil }
    }
    /// What is known of an unknown object; nil where nothing is, and for all other values.
    public var open: OpenObject? {
        if case .open(let object) = content { object } else { nil }
    }
    /// The boolean.
    public var bool: Bool? {
        if case .bool(let bool) = content { bool } else { nil }
    }
    /// The number.
    public var number: Number? {
        if case .number(let number) = content { number } else { nil }
    }
    /// The string.
    public var string: String? {
        if case .string(let text) = content { text.string } else { nil }
    }
    /// The elements of a list, set or tuple, without the origins of the container.
    public var elements: [Value]? {
        switch content {
        case .list(let elements, _), .set(let elements, _), .tuple(let elements): elements
        default: nil
        }
    }
    /// The members of a map or object, without the origins of the container.
    public var members: Members? {
        switch content {
        case .map(let members, _), .object(let members): members
        default: nil
        }
    }

    /// An element with what it inherits from the container.
    public func element(at index: Int) -> Value? {
        guard let elements, elements.indices.contains(index) else { return nil }
        return elements[index].inheriting(from: self)
    }

    /// A member with what it inherits from the container.
    public func member(_ key: String) -> Value? { members?[key].map { $0.inheriting(from: self) } }

    /// An attribute of an object that is known in part: what the files say of it, or unknown like the rest.
    ///
    /// It follows what chose the object, and nothing that the other attributes are made of. Of a collection of candidates it
    /// is one of those.
    public func openMember(_ name: String) -> Value? {
        guard let open else { return candidateMember(name) }
        var value = open.members[name] ?? Value(tracing: open.rest(name))
        value.origins = value.origins.taken(from: origins.shell)
        value.isSensitive = value.isSensitive || isSensitive
        return value
    }

    /// The value with origins and sensitivity of the container it was taken from.
    public func inheriting(from container: Value) -> Value {
        var value = self
        value.origins = origins.taken(from: container.origins)
        value.isSensitive = isSensitive || container.isSensitive
        return value
    }

    /// The value as one that another one chose, such as a condition or an index.
    public func chosen(by other: Value, _ hop: Hop? = nil) -> Value {
        var value = self
        value.origins = origins.chosen(by: other.origins)
        if let hop { value.origins = value.origins.passing(hop) }
        value.isSensitive = isSensitive || other.isSensitive
        return value
    }

    /// The value after it passed a place.
    public func passing(_ hop: Hop) -> Value {
        var value = self
        value.origins = origins.passing(hop)
        return value
    }

    /// The first unknown in the value or below it.
    public var firstUnknown: Unknown? {
        var waiting = [self]
        while let value = waiting.popLast() {
            if let unknown = value.unknown { return unknown }
            if let elements = value.elements { waiting.append(contentsOf: elements.reversed()) }
            if let members = value.members {
                waiting.append(contentsOf: members.entries.reversed().map(\.value))
            }
        }
        return nil
    }

    /// True where the origins of everything in the value name all that it may depend on.
    public var isDeeplyTraced: Bool {
        var waiting = [self]
        while let value = waiting.popLast() {
            if value.unknown != nil, !value.isTraced { return false }
            if let elements = value.elements { waiting += elements }
            if let members = value.members { waiting += members.entries.map(\.value) }
        }
        return true
    }

    /// Origins of everything in the value: what a function has that looks at all of it.
    public var deepOrigins: Origins {
        guard elements != nil || members != nil else { return origins }
        var origins = origins
        var waiting = [self]
        while let value = waiting.popLast() {
            for element in value.elements ?? [] {
                origins = origins.joined(element.origins)
                if element.elements != nil || element.members != nil { waiting.append(element) }
            }
            for entry in value.members?.entries ?? [] {
                origins = origins.joined(entry.keyOrigins).joined(entry.value.origins)
                if entry.value.elements != nil || entry.value.members != nil { waiting.append(entry.value) }
            }
        }
        return origins.derived
    }

    /// True when the value or anything in it must not be shown.
    public var isDeeplySensitive: Bool {
        var waiting = [self]
        while let value = waiting.popLast() {
            if value.isSensitive { return true }
            if let elements = value.elements { waiting += elements }
            if let members = value.members { waiting += members.entries.map(\.value) }
        }
        return false
    }
}
