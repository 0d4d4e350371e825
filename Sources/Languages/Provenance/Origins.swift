public import Diagnostics

/// A place that a value passed, with a plain reason: `condition chose this branch`, `default of var.size`.
public struct Hop: Hashable, Sendable {
    /// Where.
    public var span: SourceSpan
    /// Why, for people.
    public var reason: String
    /// Makes a hop.
    public init(_ span: SourceSpan, _ reason: String) {
        self.span = span
        self.reason = reason
    }
}

/// An attribute that an object, as it is written in a file, leaves out.
public struct Vacancy: Hashable, Sendable {
    /// The object, from brace to brace.
    public var object: SourceSpan
    /// The attribute.
    public var key: String
    /// Names an attribute that is not there.
    public init(_ key: String, of object: SourceSpan) {
        self.key = key
        self.object = object
    }
}

/// Where a value comes from: literal tokens, the tokens of conditions that chose it, and the places it passed.
///
/// A shared, immutable graph: joining two origins costs the same however large they are, and reading walks every
/// node once.
public struct Origins: Sendable {
    /// What ``Origins`` flatten to.
    public struct Summary: Sendable {
        /// Tokens whose text went into the value, in the order met.
        public var tokens: [SourceSpan] = []
        /// Tokens that decided which value it is without going into it, in the order met.
        public var controls: [SourceSpan] = []
        /// Places passed, from the value towards the token.
        public var hops: [Hop] = []
        /// Tokens and controls as one set: nothing outside it matters to the value.
        public var all: Set<SourceSpan> { Set(tokens).union(controls) }
    }

    final class Node: Sendable {
        enum Content: Sendable {
            case token(SourceSpan)
            case hop(Hop, Node?)
            case control(Node)
            /// What the value was taken out of: its tokens are controls, its places were passed on the way.
            case around(Node)
            case join(Node, Node)
            /// A part of the inner token; of what is inside only controls and hops are left.
            case part(SourceSpan, Node)
            /// What a text was put together from, whose parts say it one by one.
            case content(Node)
            /// Released.
            case empty
        }
        // Written once more than by `init`: on release, when nobody else refers to the node.
        nonisolated(unsafe) private(set) var content: Content
        init(_ content: Content) { self.content = content }

        // A chain as long as a loop must not be released by recursion as deep.
        deinit {
            var waiting: [Node] = []
            giveUp(&waiting)
            while var node = waiting.popLast() {
                if isKnownUniquelyReferenced(&node) { node.giveUp(&waiting) }
            }
        }

        private func giveUp(_ waiting: inout [Node]) {
            switch content {
            case .token, .empty: return
            case .hop(_, let inner): if let inner { waiting.append(inner) }
            case .control(let inner), .around(let inner), .part(_, let inner), .content(let inner):
                waiting.append(inner)
            case .join(let a, let b):
                waiting.append(a)
                waiting.append(b)
            }
            content = .empty
        }
    }

    var node: Node?
    /// The token whose value this is, unchanged; nil for what is computed, or comes from no token.
    public var identity: SourceSpan? {
        if case .token(let span) = place { span } else { nil }
    }
    /// Where a null that nobody wrote would get a value; kept as long as ``identity`` would be.
    public var vacancy: Vacancy? {
        if case .vacancy(let box) = place { box.vacancy } else { nil }
    }
    private var place: Place?

    // Small: evaluation holds several values on the stack for each step it goes down.
    private enum Place: Sendable {
        case token(SourceSpan)
        case vacancy(Box)
    }

    private final class Box: Sendable {
        let vacancy: Vacancy
        init(_ vacancy: Vacancy) { self.vacancy = vacancy }
    }

    /// From nowhere: built in, or computed from nothing.
    public static let none = Origins(node: nil, identity: nil)

    private init(node: Node?, identity: SourceSpan?) {
        self.node = node
        place = identity.map { .token($0) }
    }

    private init(node: Node?, place: Place?) {
        self.node = node
        self.place = place
    }

    /// Those of an attribute that a written object leaves out.
    public init(vacancy: Vacancy) {
        let reason = "the object has no `\(vacancy.key)`"
        let lower = vacancy.object.range.lower
        let brace = SourceSpan(path: vacancy.object.path, range: ByteRange(lower: lower, upper: lower + 1))
        node = Node(.hop(Hop(brace, reason), nil))
        place = .vacancy(Box(vacancy))
    }

    /// The value of a literal token.
    public init(token: SourceSpan) {
        node = Node(.token(token))
        place = .token(token)
    }

    /// True when nothing is known about where it comes from.
    public var isEmpty: Bool { node == nil }

    /// The same origins for a value that was computed from it.
    public var derived: Origins { Origins(node: node, identity: nil) }

    /// What a value has that is computed from both.
    public func joined(_ other: Origins) -> Origins {
        guard let a = node else { return other.derived }
        guard let b = other.node, a !== b else { return derived }
        return Origins(node: Node(.join(a, b)), identity: nil)
    }

    /// The same value, chosen by something that has `other` as its origins.
    public func chosen(by other: Origins) -> Origins {
        guard let decider = other.node else { return self }
        let control = Node(.control(decider))
        guard let own = node else { return Origins(node: control, place: place) }
        return Origins(node: Node(.join(own, control)), place: place)
    }

    /// The same value, taken out of a container that has `other` as its origins.
    ///
    /// Tokens of the container decide like those of ``chosen(by:)``; the places it passed, the value has passed too.
    public func taken(from other: Origins) -> Origins {
        guard let container = other.node else { return self }
        let around = Node(.around(container))
        guard let own = node else { return Origins(node: around, place: place) }
        return Origins(node: Node(.join(around, own)), place: place)
    }

    /// The same value, after it passed a place.
    public func passing(_ hop: Hop) -> Origins {
        Origins(node: Node(.hop(hop, node)), place: place)
    }

    /// The origins of a part of the token that this is the value of.
    public func part(_ span: SourceSpan) -> Origins {
        Origins(node: node.map { Node(.part(span, $0)) } ?? Node(.token(span)), identity: span)
    }

    /// The origins of a text whose parts have their own, for ``deciders`` to leave out.
    public var content: Origins { Origins(node: node.map { Node(.content($0)) }, identity: nil) }

    /// What chose the value as a whole, without what went into it.
    public var deciders: Origins {
        var deciders: Node?
        var waiting = node.map { [$0] } ?? []
        while let node = waiting.popLast() {
            switch node.content {
            case .token, .content, .empty: break
            case .hop(_, let inner): if let inner { waiting.append(inner) }
            case .part(_, let inner): waiting.append(inner)
            case .control, .around: deciders = deciders.map { Node(.join($0, node)) } ?? node
            case .join(let a, let b): waiting += [a, b]
            }
        }
        return Origins(node: deciders, identity: nil)
    }

    /// What chose the value as a whole and the places it passed, without what went into it.
    public var shell: Origins {
        var shell = deciders.node
        var hops: [Hop] = []
        var waiting = node.map { [$0] } ?? []
        while let node = waiting.popLast() {
            switch node.content {
            case .hop(let hop, let inner):
                hops.append(hop)
                if let inner { waiting.append(inner) }
            case .part(_, let inner): waiting.append(inner)
            case .join(let a, let b): waiting += [b, a]
            case .token, .content, .empty, .control, .around: break
            }
        }
        for hop in hops.reversed() { shell = Node(.hop(hop, shell)) }
        return Origins(node: shell, identity: nil)
    }

    /// How a node is reached: as what went in, as what decided, or beside a part that stands for it.
    private enum Role { case token, control, beside, around }

    /// All tokens, controls and hops, each once.
    public func summary() -> Summary {
        var summary = Summary()
        var seen: [Role: Set<ObjectIdentifier>] = [:]
        var tokens: Set<SourceSpan> = []
        var controls: Set<SourceSpan> = []
        var hops: Set<Hop> = []
        var waiting: [(Node, Role)] = node.map { [($0, .token)] } ?? []
        while let (node, role) = waiting.popLast() {
            guard seen[role, default: []].insert(ObjectIdentifier(node)).inserted else { continue }
            switch node.content {
            case .token(let span):
                if role == .token, tokens.insert(span).inserted { summary.tokens.append(span) }
                if role == .control || role == .around, controls.insert(span).inserted {
                    summary.controls.append(span)
                }
            case .hop(let hop, let inner):
                if role != .control, hops.insert(hop).inserted { summary.hops.append(hop) }
                if let inner { waiting.append((inner, role)) }
            case .empty: break
            case .control(let inner): waiting.append((inner, .control))
            case .around(let inner): waiting.append((inner, role == .control ? .control : .around))
            case .part(let span, let inner):
                if role == .token, tokens.insert(span).inserted { summary.tokens.append(span) }
                if role == .control || role == .around, controls.insert(span).inserted {
                    summary.controls.append(span)
                }
                waiting.append((inner, role == .control ? .control : .beside))
            case .content(let inner): waiting.append((inner, role))
            case .join(let a, let b):
                waiting.append((b, role))
                waiting.append((a, role))
            }
        }
        return summary
    }
}
