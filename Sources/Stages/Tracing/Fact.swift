/// One attribute of one root as it was evaluated: what inventories and blast radii are made of.
public struct Fact: Hashable, Sendable {
    /// Which attribute of which resource in which root.
    public struct Key: Hashable, Sendable, Comparable {
        /// Id of the root.
        public var root: String
        /// Environment of the root.
        public var environment: String?
        /// Release of the root.
        public var release: String?
        /// Namespace, for Kubernetes.
        public var namespace: String?
        /// The resource in the form of the ADDRESS argument.
        public var resource: String
        /// The attribute path.
        public var attribute: String

        /// Names an attribute.
        public init(
            root: String, environment: String? = nil, release: String? = nil, namespace: String? = nil,
            resource: String,
            attribute: String
        ) {
            self.root = root
            self.environment = environment
            self.release = release
            self.namespace = namespace
            self.resource = resource
            self.attribute = attribute
        }

        /// The container that the resource names; nil for a whole object.
        var container: String? { resource.split(separator: "/").dropFirst(2).first.map(String.init) }

        private var order: [String] {
            [root, environment ?? "", release ?? "", namespace ?? "", resource, attribute]
        }

        /// Orders by root, then resource, then attribute.
        public static func < (a: Key, b: Key) -> Bool { a.order.lexicographicallyPrecedes(b.order) }
    }

    /// A token by file and range.
    public struct Token: Hashable, Sendable {
        /// Real path of the file.
        public var file: String
        /// First byte.
        public var lower: UInt32
        /// One past the last byte.
        public var upper: UInt32
    }

    /// Which attribute.
    public var key: Key
    /// The value as text; nil when it is not known.
    public var value: String?
    /// The token that decides it; nil when no single one does.
    public var token: Token?
    /// Tokens that it follows otherwise, or may follow.
    public var affectedBy: Set<Token> = []
    /// Equal before and after a change if and only if nothing that may decide the attribute changed.
    public var fingerprint: UInt64 = 0

    /// True for a value that is not printed.
    public var isSensitive = false

    /// Makes a fact.
    public init(
        key: Key, value: String? = nil, token: Token? = nil, affectedBy: Set<Token> = [],
        fingerprint: UInt64 = 0
    ) {
        self.key = key
        self.value = value
        self.token = token
        self.affectedBy = affectedBy
        self.fingerprint = fingerprint
    }
}

/// A hash that is the same in every process: FNV-1a over 64 bits.
struct Fingerprint {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ text: String) {
        for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
        value = (value ^ 0xFF) &* 0x100_0000_01b3
    }

    mutating func add(_ other: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) {
            value = (value ^ ((other >> shift) & 0xFF)) &* 0x100_0000_01b3
        }
    }

    static func of(_ text: String) -> UInt64 {
        var print = Fingerprint()
        print.add(text)
        return print.value
    }
}
