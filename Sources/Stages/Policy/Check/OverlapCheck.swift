internal import Diagnostics
internal import Model
internal import Settings

/// Pairs of categories that can cover the same change: then the lower posture counts, which may surprise.
///
/// Paths are compared as written: two different globs that share files are not found.
struct OverlapCheck {
    private let categories: [Category]

    init(_ categories: [Category]) { self.categories = categories }

    var diagnostics: [Diagnostic] {
        var found: [Diagnostic] = []
        for (index, first) in categories.enumerated() {
            for second in categories.dropFirst(index + 1) where OverlapCheck.overlap(first, second) {
                let winner = (first.posture, first.name) < (second.posture, second.name) ? first : second
                found.append(
                    Diagnostic(
                        .policyOverlap, .warning,
                        "\(second.name) covers the same changes as \(first.name); \(winner.name) (\(winner.posture.name)) counts",
                        at: OverlapCheck.span(second),
                        notes: [Diagnostic.Note("\(first.name) is here", at: OverlapCheck.span(first))]))
            }
        }
        return found
    }

    private static func overlap(_ a: Category, _ b: Category) -> Bool {
        a.action == b.action && share(a.resources, b.resources, emptyIsAll: true)
            && share(a.attributes, b.attributes, emptyIsAll: false) && pathsShare(a.paths, b.paths)
    }

    private static func share(_ a: [String], _ b: [String], emptyIsAll: Bool) -> Bool {
        if emptyIsAll, a.isEmpty || b.isEmpty { return true }
        return a.contains { one in b.contains { Wildcard.matches(one, $0) || Wildcard.matches($0, one) } }
    }

    private static func pathsShare(_ a: [String], _ b: [String]) -> Bool {
        a.contains("**") || b.contains("**") || !Set(a).isDisjoint(with: b)
    }

    private static func span(_ category: Category) -> SourceSpan {
        category.spans["applies"] ?? SourceSpan(path: category.path, range: ByteRange(0..<0))
    }
}
