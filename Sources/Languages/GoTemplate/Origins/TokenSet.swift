public import Diagnostics

/// The number of a source token in a ``TokenTable``.
public struct TokenID: Hashable, Sendable, Comparable {
    /// The index in the table.
    public let rawValue: UInt32
    /// Takes the index.
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// Orders by first appearance.
    public static func < (a: TokenID, b: TokenID) -> Bool { a.rawValue < b.rawValue }
}

/// A small set of tokens, sorted; copies are cheap.
public struct TokenSet: Hashable, Sendable {
    /// The members in order.
    public private(set) var members: [TokenID]

    /// Makes a set.
    public init(_ members: [TokenID] = []) {
        self.members = members.count < 2 ? members : Array(Set(members)).sorted()
    }

    /// True for no members.
    public var isEmpty: Bool { members.isEmpty }

    /// Whether a token belongs to it.
    public func contains(_ token: TokenID) -> Bool { members.contains(token) }

    /// Adds all of another set.
    public mutating func formUnion(_ other: TokenSet) {
        if other.members.isEmpty || members == other.members { return }
        if members.isEmpty { return members = other.members }
        var merged: [TokenID] = []
        merged.reserveCapacity(members.count + other.members.count)
        var left = 0
        var right = 0
        while left < members.count && right < other.members.count {
            let (a, b) = (members[left], other.members[right])
            merged.append(min(a, b))
            if a <= b { left += 1 }
            if b <= a { right += 1 }
        }
        merged.append(contentsOf: members[left...])
        merged.append(contentsOf: other.members[right...])
        members = merged
    }
}

/// Where a value comes from: the tokens it is made of, and those that decided which tokens these are.
public struct Origins: Hashable, Sendable {
    /// Tokens whose text is in the value.
    public var tokens: TokenSet
    /// Tokens that chose: conditions of branches in which it was assigned, tests of `ternary`, what `default` looked at.
    public var deciders: TokenSet
    /// True when a random or time function had a part in it, so that a second run need not agree.
    public var isVolatile: Bool

    /// Makes origins.
    public init(
        tokens: TokenSet = TokenSet(), deciders: TokenSet = TokenSet(), isVolatile: Bool = false
    ) {
        self.tokens = tokens
        self.deciders = deciders
        self.isVolatile = isVolatile
    }

    /// One token.
    public init(_ token: TokenID) { self.init(tokens: TokenSet([token])) }

    /// No origin.
    public static let none = Origins()

    /// True when nothing is known.
    public var isEmpty: Bool { tokens.isEmpty && deciders.isEmpty && !isVolatile }

    /// Adds all of another.
    public mutating func formUnion(_ other: Origins) {
        tokens.formUnion(other.tokens)
        deciders.formUnion(other.deciders)
        isVolatile = isVolatile || other.isVolatile
    }

    /// Both.
    public func union(_ other: Origins) -> Origins {
        var result = self
        result.formUnion(other)
        return result
    }

    /// The same tokens in the role of deciders only.
    public var asDeciders: Origins {
        var set = deciders
        set.formUnion(tokens)
        return Origins(deciders: set, isVolatile: isVolatile)
    }
}

/// Numbers source tokens, so that sets of them are small.
public final class TokenTable {
    private var spans: [SourceSpan] = []
    private var numbers: [SourceSpan: TokenID] = [:]
    /// The numbers of what stands for values that are not known.
    public private(set) var unknown = TokenSet()

    /// Makes an empty table.
    public init() {}

    /// The number of a token, new or known.
    public func id(_ span: SourceSpan) -> TokenID {
        if let known = numbers[span] { return known }
        let id = TokenID(rawValue: UInt32(spans.count))
        spans.append(span)
        numbers[span] = id
        if span.isUnknown { unknown.formUnion(TokenSet([id])) }
        return id
    }

    /// The first unknown value that has a part in something; nil where all is known.
    public func unknown(in origins: Origins) -> SourceSpan? {
        guard !unknown.members.isEmpty else { return nil }
        return unknown.members.first {
            origins.tokens.members.contains($0) || origins.deciders.members.contains($0)
        }.map { self[$0] }
    }

    /// The token of a number that this table gave out.
    public subscript(id: TokenID) -> SourceSpan { spans[Int(id.rawValue)] }

    /// How many tokens are known.
    public var count: Int { spans.count }
}

extension SourceSpan {
    /// What stands for a value that no file of the repository says; it follows whatever is made of that value.
    public static func unknown(_ what: String) -> SourceSpan {
        SourceSpan(path: "?\(what)", range: ByteRange(0..<0))
    }

    /// True for what stands for an unknown value.
    public var isUnknown: Bool { path.utf8.first == UInt8(ascii: "?") }

    /// What is not known.
    public var unknownName: String { String(path.dropFirst()) }
}
