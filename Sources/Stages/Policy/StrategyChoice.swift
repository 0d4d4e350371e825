public import Diagnostics
public import Model
internal import Settings

/// Which strategy the categories want for which requests.
public struct StrategyChoice: Sendable {
    /// What a strategy sizes.
    static let attributes = ["resources.requests.cpu", "resources.requests.memory"]

    private let categories: [Category]

    /// Of the categories of the target branch.
    public init(_ policies: PolicySet) { self.init(policies.categories.map(\.category)) }

    init(_ categories: [Category]) { self.categories = categories.filter { $0.strategy != nil } }

    /// The strategy that a category declares for this kind and attribute; nil where none does.
    public func strategy(kind: String, attribute: String) -> SizingStrategyName? {
        categories.first { StrategyChoice.covers($0, kind, attribute) }?.strategy
    }

    /// Categories of which two want different strategies for the same requests, and such as size no request.
    var diagnostics: [Diagnostic] {
        var found: [Diagnostic] = []
        for (place, category) in categories.enumerated() {
            let sized = StrategyChoice.attributes.filter { attribute in
                category.attributes.contains { Wildcard.matches($0, attribute) }
            }
            if sized.isEmpty {
                found.append(
                    Diagnostic(
                        .policyStrategy, .error,
                        "a strategy sizes requests of CPU and memory; this category covers neither",
                        at: StrategyChoice.span(category)))
            }
            for other in categories[..<place]
            where other.strategy != category.strategy
                && sized.contains(where: { StrategyChoice.share(other, category, $0) })
            {
                found.append(
                    Diagnostic(
                        .policyStrategy, .error,
                        "\(other.name) wants \(StrategyChoice.word(other)) for the same requests; a finding is made "
                            + "before its file is known, so paths cannot tell them apart",
                        at: StrategyChoice.span(category),
                        notes: [Diagnostic.Note("the other one is here", at: StrategyChoice.span(other))]))
            }
        }
        return found
    }

    private static func covers(_ category: Category, _ kind: String, _ attribute: String) -> Bool {
        (category.resources.isEmpty || category.resources.contains { Wildcard.matches($0, kind) })
            && category.attributes.contains { Wildcard.matches($0, attribute) }
    }

    /// Whether two categories can cover this attribute of one kind.
    private static func share(_ a: Category, _ b: Category, _ attribute: String) -> Bool {
        guard a.attributes.contains(where: { Wildcard.matches($0, attribute) }) else { return false }
        if a.resources.isEmpty || b.resources.isEmpty { return true }
        return a.resources.contains { one in
            b.resources.contains { Wildcard.matches(one, $0) || Wildcard.matches($0, one) }
        }
    }

    private static func word(_ category: Category) -> String { "`\(category.strategy?.rawValue ?? "")`" }

    private static func span(_ category: Category) -> SourceSpan {
        category.spans["strategy"] ?? SourceSpan(path: category.path, range: ByteRange(0..<0))
    }
}

extension DiagnosticID {
    /// A strategy that sizes nothing, or two for the same requests.
    public static let policyStrategy: DiagnosticID = "policy-strategy"
}
