public import Diagnostics
public import Provenance
public import YAML

/// A value of a manifest that knows which tokens decide it and where its mappings are written.
///
/// Values are copied when they are changed; an object that several overlays render is shared until one of them changes it.
public struct Node: Sendable {
    /// What a node is.
    public enum Content: Sendable {
        /// A single value.
        case scalar(Scalar)
        /// Keys and values in order, each key once.
        case mapping([Entry])
        /// A list.
        case sequence([Node])
    }

    /// A key and its value.
    public struct Entry: Sendable {
        /// The key as text; for Kustomize a key is what is written.
        public var key: String
        /// The value.
        public var value: Node
        /// Makes an entry.
        public init(_ key: String, _ value: Node) {
            self.key = key
            self.value = value
        }
    }

    /// A place where a mapping is written, so that keys can be added to it.
    public struct Site: Sendable, Hashable {
        /// File and bytes; of a document inside a text the bytes in the file around it.
        public var span: SourceSpan
        /// The kustomization directory that reads the file.
        public var layer: String
        /// True for a patch, false for the object itself.
        public var isPatch: Bool
        /// True when the mapping stands in a text inside another document, or is used through an alias.
        public var isEmbedded: Bool
    }

    /// What it is.
    public var content: Content
    /// Which tokens decide it.
    public var origins: Origins
    /// Of a mapping or a list: where it is written, the strongest last.
    public var sites: [Site]

    /// Makes a node.
    public init(_ content: Content, origins: Origins = .none, sites: [Site] = []) {
        self.content = content
        self.origins = origins
        self.sites = sites
    }

    /// A text.
    public init(text: String, origins: Origins = .none) {
        self.init(.scalar(Scalar(text: text, value: .string(text))), origins: origins)
    }

    /// An empty mapping.
    public static var emptyMapping: Node { Node(.mapping([])) }
}

/// A single value.
public struct Scalar: Sendable, Hashable {
    /// The text, quotes and escapes undone.
    public var text: String
    /// What Kustomize takes it for.
    public var value: YAMLScalarValue

    /// Makes a scalar.
    public init(text: String, value: YAMLScalarValue) {
        self.text = text
        self.value = value
    }

    /// Another text of the same type where it can be of that type.
    public func replacing(_ text: String) -> Scalar {
        if case .string = value { return Scalar(text: text, value: .string(text)) }
        return Scalar(text: text, value: YAMLDialect.kustomize.resolve(text, style: .plain, tag: nil))
    }
}

// MARK: Reading

extension Node {
    /// The scalar.
    public var scalar: Scalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }
    /// The text of a scalar.
    public var text: String? { scalar?.text }
    /// The entries of a mapping; empty for anything else.
    public var entries: [Entry] {
        if case .mapping(let entries) = content { entries } else { [] }
    }
    /// The items of a list; empty for anything else.
    public var items: [Node] {
        if case .sequence(let items) = content { items } else { [] }
    }
    /// True for a mapping.
    public var isMapping: Bool {
        if case .mapping = content { true } else { false }
    }
    /// True for a list.
    public var isSequence: Bool {
        if case .sequence = content { true } else { false }
    }
    /// True for no value.
    public var isNull: Bool { scalar?.value == .null }
    /// True for a mapping without keys.
    var isEmptyMapping: Bool {
        if case .mapping(let entries) = content { entries.isEmpty } else { false }
    }

    /// The value of a key.
    public subscript(_ key: String) -> Node? {
        guard case .mapping(let entries) = content else { return nil }
        // Entries are looked at in their place: a copy of each would be counted by everything in it.
        return entries.withUnsafeBufferPointer { entries in
            for position in entries.indices where entries[position].key == key {
                return entries[position].value
            }
            return nil
        }
    }

    /// The value behind some keys.
    public func at(_ keys: String...) -> Node? { at(keys) }

    /// The value behind some keys.
    public func at(_ keys: [String]) -> Node? {
        var node = self
        for key in keys {
            guard let next = node[key] else { return nil }
            node = next
        }
        return node
    }

    /// The texts of a list of scalars.
    var texts: [String] { items.compactMap(\.text) }

    /// A flag.
    var flag: Bool? {
        if case .bool(let flag)? = scalar?.value { flag } else { nil }
    }

    /// Origins of everything in it.
    public var deepOrigins: Origins {
        switch content {
        case .scalar: origins
        case .mapping(let entries): entries.reduce(Origins.none) { $0.joined($1.value.deepOrigins) }
        case .sequence(let items): items.reduce(Origins.none) { $0.joined($1.deepOrigins) }
        }
    }
}

// MARK: Changing

extension Node {
    /// Sets the value of a key, at the end where it is new.
    mutating func set(_ key: String, _ value: Node) {
        guard case .mapping(var entries) = content else { return }
        content = .sequence([])
        if let index = entries.firstIndex(where: { $0.key == key }) {
            entries[index].value = value
        } else {
            entries.append(Entry(key, value))
        }
        content = .mapping(entries)
    }

    /// Removes a key.
    mutating func remove(_ key: String) {
        guard case .mapping(var entries) = content else { return }
        entries.removeAll { $0.key == key }
        content = .mapping(entries)
    }

    /// Changes the value of a key in place; false where there is none.
    @discardableResult
    mutating func change(_ key: String, _ change: (inout Node) throws -> Void) rethrows -> Bool {
        guard case .mapping(var entries) = content, let index = entries.firstIndex(where: { $0.key == key })
        else { return false }
        // Given up first, so that the entries are not copied.
        content = .sequence([])
        defer { content = .mapping(entries) }
        try change(&entries[index].value)
        return true
    }

    /// Changes the value of a key in place, which is `initial` where it is missing.
    mutating func change(
        _ key: String, or initial: @autoclosure () -> Node, _ change: (inout Node) throws -> Void
    ) rethrows {
        if self[key] == nil { set(key, initial()) }
        try self.change(key, change)
    }

    /// Changes every item in place.
    mutating func changeItems(_ change: (inout Node) throws -> Void) rethrows {
        guard case .sequence(var items) = content else { return }
        content = .mapping([])
        defer { content = .sequence(items) }
        for index in items.indices { try change(&items[index]) }
    }

    /// Takes another text that was computed from what was there and `other`.
    mutating func setText(_ text: String, origins: Origins) {
        guard case .scalar(let scalar) = content else {
            content = .scalar(Scalar(text: text, value: .string(text)))
            self.origins = origins
            return
        }
        content = .scalar(scalar.replacing(text))
        self.origins = origins
    }
}

extension Node {
    /// True when both say the same, whatever the origins; the order of keys does not count.
    public func isEqual(_ other: Node) -> Bool {
        switch (content, other.content) {
        case (.scalar(let a), .scalar(let b)): return a.value == b.value
        case (.sequence(let a), .sequence(let b)):
            return a.count == b.count && zip(a, b).allSatisfy { $0.isEqual($1) }
        case (.mapping(let a), .mapping(let b)):
            return a.count == b.count
                && a.allSatisfy { entry in other[entry.key].map { entry.value.isEqual($0) } ?? false }
        default: return false
        }
    }
}

extension Node {
    /// The token it comes from, or the first of several.
    var place: SourceSpan? { origins.identity ?? origins.summary().tokens.first }
}
