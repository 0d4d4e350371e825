public import Diagnostics

/// A token in a file: the literal that decides a value.
public struct Origin: Hashable, Sendable, Codable {
    /// Path relative to the repository's root; a symbolic link is resolved to the real file.
    public var file: String
    /// The bytes of the token, quotes included; for a part of a string, that part.
    public var range: ByteRange
    /// Line, from 1.
    public var line: Int
    /// Column, from 1, in UTF-8 bytes.
    public var column: Int
    /// Source text of the token with its quotes.
    public var token: String

    /// Makes an origin from a file and the token's range.
    public init(_ file: SourceFile, _ range: ByteRange) {
        let position = file.lines.position(of: Int(range.lower))
        self.file = file.path
        self.range = range
        line = position.line
        column = position.column
        token = file.text(range)
    }

    /// `path:line:column`.
    public var location: String { "\(file):\(line):\(column)" }
}

/// One step from the resource to the origin, with a plain reason.
public struct Hop: Hashable, Sendable, Codable {
    /// Path relative to the repository's root.
    public var file: String
    /// Line, from 1.
    public var line: Int
    /// Column, from 1, in UTF-8 bytes.
    public var column: Int
    /// `module argument`, `prod.tfvars overrides the default`.
    public var reason: String

    /// Makes a hop at a byte offset of a file.
    public init(_ file: SourceFile, at offset: Int, _ reason: String) {
        let position = file.lines.position(of: offset)
        self.file = file.path
        line = position.line
        column = position.column
        self.reason = reason
    }
}

/// An attribute that a token decides: one row of a blast radius.
public struct DecidedAttribute: Hashable, Sendable, Codable {
    /// The root it belongs to, where that is another one than the trace's.
    public var root: String?
    /// Environment or workspace of that root.
    public var environment: String?
    /// Helm or Flux release of that root.
    public var release: String?
    /// Namespace, for Kubernetes.
    public var namespace: String?
    /// Resource in the form of the ADDRESS argument.
    public var resource: String
    /// Attribute path.
    public var attribute: String
    /// Value in force.
    public var value: String

    /// Makes a row.
    public init(
        root: String? = nil, environment: String? = nil, release: String? = nil, namespace: String? = nil,
        resource: String, attribute: String, value: String
    ) {
        self.root = root
        self.environment = environment
        self.release = release
        self.namespace = namespace
        self.resource = resource
        self.attribute = attribute
        self.value = value
    }
}

/// An attribute with its value before and after a change of the token.
public struct ChangedAttribute: Hashable, Sendable, Codable {
    /// The root it belongs to.
    public var root: String
    /// Environment or workspace of that root.
    public var environment: String?
    /// Helm or Flux release of that root.
    public var release: String?
    /// Namespace, for Kubernetes.
    public var namespace: String?
    /// Resource in the form of the ADDRESS argument.
    public var resource: String
    /// Attribute path.
    public var attribute: String
    /// Value in force; nil for what is not known, or not there.
    public var before: String?
    /// Value with the change; nil for what is not known, or not there any more.
    public var after: String?

    /// Makes a row.
    public init(
        root: String, environment: String? = nil, release: String? = nil, namespace: String? = nil,
        resource: String, attribute: String, before: String?, after: String?
    ) {
        self.root = root
        self.environment = environment
        self.release = release
        self.namespace = namespace
        self.resource = resource
        self.attribute = attribute
        self.before = before
        self.after = after
    }
}

/// Where a value that nothing sets would be set.
public struct Insertion: Hashable, Sendable, Codable {
    /// The most specific file of the repository that can set it.
    public var file: String
    /// Key path inside the file.
    public var keyPath: String
    /// The line it would follow, from 1.
    public var line: Int
    /// Source of the item that goes behind the last of the list at ``keyPath``, with ``placeholder`` for the value; nil where
    /// the last key of the path gets the value itself.
    public var item: String?

    /// Stands for the value in ``item``.
    public static let placeholder = "\u{E000}"

    /// Makes an insertion point.
    public init(file: String, keyPath: String, line: Int, item: String? = nil) {
        self.file = file
        self.keyPath = keyPath
        self.line = line
        self.item = item
    }

    private enum CodingKeys: String, CodingKey {
        case file, line
        case keyPath = "key_path"
    }
}

/// The answer to "which literal decides this attribute?".
public struct Trace: Hashable, Sendable {
    /// What was found.
    public enum Status: Hashable, Sendable {
        /// One token decides this attribute and no other of its root.
        case literal(Origin)
        /// One token decides this attribute and others.
        case shared(Origin)
        /// Nothing sets it; here it would be set.
        case absent(Insertion)
        /// No answer that could be trusted.
        case held(Hold)
    }

    /// The attribute asked for.
    public var target: Target
    /// What was found.
    public var status: Status
    /// The value in force, as text; nil when it is not known.
    public var value: String?
    /// From the resource to the origin.
    public var hops: [Hop]
    /// Attributes of the same root that follow the token with an equal value.
    public var alsoDecides: [DecidedAttribute]
    /// Attributes of the same root that follow it otherwise.
    public var alsoAffects: [DecidedAttribute]
    /// The same for other roots.
    public var elsewhere: [DecidedAttribute]
    /// For a derived value: the tokens it is computed from.
    public var derivesFrom: [Origin]
    /// For a token that decides elsewhere too: where an override for this root alone would be written.
    public var override: Insertion?
    /// What another value would change, where one was asked about.
    public var changes: [ChangedAttribute]?
    /// How many attributes were evaluated for the blast radius.
    public var evaluatedAttributes = 0
    /// How many other roots were evaluated for the blast radius.
    public var evaluatedRoots = 0

    /// Makes a trace.
    public init(
        target: Target, status: Status, value: String? = nil, hops: [Hop] = [],
        alsoDecides: [DecidedAttribute] = [], alsoAffects: [DecidedAttribute] = [],
        elsewhere: [DecidedAttribute] = [], derivesFrom: [Origin] = []
    ) {
        self.target = target
        self.status = status
        self.value = value
        self.hops = hops
        self.alsoDecides = alsoDecides
        self.alsoAffects = alsoAffects
        self.elsewhere = elsewhere
        self.derivesFrom = derivesFrom
    }

    /// The deciding token, for `literal` and `shared`.
    public var origin: Origin? {
        switch status {
        case .literal(let origin), .shared(let origin): origin
        default: nil
        }
    }

    /// Where a change of this attribute alone writes a key of its own; nil where it changes the deciding token.
    public var insertion: Insertion? {
        switch status {
        case .absent(let insertion): insertion
        case .literal, .shared:
            alsoDecides.isEmpty && alsoAffects.isEmpty && elsewhere.isEmpty ? nil : override
        case .held: nil
        }
    }

    /// The file that a change of this attribute alone writes; nil for a held trace.
    public var editedFile: String? { insertion?.file ?? origin?.file }
}

extension Trace: Encodable {
    private enum CodingKeys: String, CodingKey {
        case status, reason, detail, value, origin, hops, elsewhere, insertion, changes
        case alsoDecides = "also_decides"
        case alsoAffects = "also_affects"
        case derivesFrom = "derives_from"
    }

    private enum OriginKeys: String, CodingKey { case file, line, column, start, end, token }

    /// Writes the stable JSON form of `trimtab trace -o json`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch status {
        case .literal: try container.encode("literal", forKey: .status)
        case .shared: try container.encode("shared", forKey: .status)
        case .absent(let insertion):
            try container.encode("absent", forKey: .status)
            try container.encode(insertion, forKey: .insertion)
        case .held(let hold):
            try container.encode("held", forKey: .status)
            try container.encode(hold.reason, forKey: .reason)
            try container.encode(hold.detail, forKey: .detail)
        }
        try container.encodeIfPresent(value, forKey: .value)
        if let origin {
            try Trace.encode(origin, to: container.nestedContainer(keyedBy: OriginKeys.self, forKey: .origin))
        }
        try container.encode(hops, forKey: .hops)
        try container.encode(alsoDecides, forKey: .alsoDecides)
        try container.encode(alsoAffects, forKey: .alsoAffects)
        try container.encode(elsewhere, forKey: .elsewhere)
        try container.encodeIfPresent(changes, forKey: .changes)
        var list = container.nestedUnkeyedContainer(forKey: .derivesFrom)
        for origin in derivesFrom {
            try Trace.encode(origin, to: list.nestedContainer(keyedBy: OriginKeys.self))
        }
    }

    private static func encode(_ origin: Origin, to container: KeyedEncodingContainer<OriginKeys>) throws {
        var container = container
        try container.encode(origin.file, forKey: .file)
        try container.encode(origin.line, forKey: .line)
        try container.encode(origin.column, forKey: .column)
        try container.encode(origin.range.lower, forKey: .start)
        try container.encode(origin.range.upper, forKey: .end)
        try container.encode(origin.token, forKey: .token)
    }
}

extension Trace {
    /// What stands before and behind the names that an inventory adds.
    public struct Members {
        private let trace: Trace

        /// The members of a trace, in the order of their names.
        public init(_ trace: Trace) { self.trace = trace }

        /// Those before `attribute`.
        public func first(to json: inout PrettyWriter) {
            json.member("also_affects", trace.alsoAffects) { $1.write(to: &$0) }
            json.member("also_decides", trace.alsoDecides) { $1.write(to: &$0) }
        }

        /// Those from there to `environment`.
        public func second(to json: inout PrettyWriter) {
            json.member("derives_from", trace.derivesFrom) { $1.write(to: &$0) }
            if case .held(let hold) = trace.status { json.member("detail", hold.detail) }
            json.member("elsewhere", trace.elsewhere) { $1.write(to: &$0) }
        }

        /// Those from there to `namespace`.
        public func third(to json: inout PrettyWriter) {
            json.member("hops", trace.hops) { $1.write(to: &$0) }
            guard case .absent(let insertion) = trace.status else { return }
            json.key("insertion")
            json.object {
                $0.member("file", insertion.file)
                $0.member("key_path", insertion.keyPath)
                $0.member("line", insertion.line)
            }
        }

        /// Those from there to `release`.
        public func fourth(to json: inout PrettyWriter) {
            if let origin = trace.origin {
                json.key("origin")
                origin.write(to: &json)
            }
            if case .held(let hold) = trace.status { json.member("reason", hold.reason.rawValue) }
        }

        /// Those behind `root`.
        public func last(to json: inout PrettyWriter) {
            let status =
                switch trace.status {
                case .literal: "literal"
                case .shared: "shared"
                case .absent: "absent"
                case .held: "held"
                }
            json.member("status", status)
            json.member("value", ifPresent: trace.value)
        }
    }
}

extension Origin {
    fileprivate func write(to json: inout PrettyWriter) {
        json.object {
            $0.member("column", column)
            $0.member("end", Int(range.upper))
            $0.member("file", file)
            $0.member("line", line)
            $0.member("start", Int(range.lower))
            $0.member("token", token)
        }
    }
}

extension Hop {
    fileprivate func write(to json: inout PrettyWriter) {
        json.object {
            $0.member("column", column)
            $0.member("file", file)
            $0.member("line", line)
            $0.member("reason", reason)
        }
    }
}

extension DecidedAttribute {
    fileprivate func write(to json: inout PrettyWriter) {
        json.object {
            $0.member("attribute", attribute)
            $0.member("environment", ifPresent: environment)
            $0.member("namespace", ifPresent: namespace)
            $0.member("release", ifPresent: release)
            $0.member("resource", resource)
            $0.member("root", ifPresent: root)
            $0.member("value", value)
        }
    }
}
