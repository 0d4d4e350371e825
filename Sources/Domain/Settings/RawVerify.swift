internal import Diagnostics
internal import Model

/// `verify` of a category as written.
struct RawVerify {
    static let keys = ["applyBy", "for", "expect", "else"]
    static let expectationKeys = ["query", "is", "than"]
    /// Words that stand for the value which the change sets.
    static let newValueWords = ["limit", "request", "value"]

    let cursor: MapCursor
    let applyBy: Located<TimeSpan>?
    let watch: Located<TimeSpan>?
    let expectations: [ExpectationTemplate]
    let otherwise: Located<VerificationPlan.Otherwise>?

    init(_ cursor: MapCursor) {
        self.cursor = cursor
        applyBy = cursor.timeSpan("applyBy")
        watch = cursor.timeSpan("for")
        expectations = cursor.maps("expect", keys: RawVerify.expectationKeys, each: "an expectation")
            .compactMap(RawVerify.expectation)
        otherwise = cursor.word("else", of: [("escalate", .escalate), ("revert", .revert)])
    }

    func validate() -> Category.Verify? {
        if case .list(let items) = cursor.node("expect")?.value, items.isEmpty {
            cursor.reject(
                "expect", "`expect` must name at least one expectation; nothing expected is never met")
        }
        guard let applyBy = cursor.require("applyBy", applyBy), let watch = cursor.require("for", watch),
            cursor.require("expect", cursor.node("expect")) != nil,
            let otherwise = cursor.require("else", otherwise)
        else { return nil }
        return Category.Verify(
            applyBy: applyBy.value, watch: watch.value, expectations: expectations,
            otherwise: otherwise.value)
    }

    private static func expectation(_ cursor: MapCursor) -> ExpectationTemplate? {
        let query = cursor.text("query")
        let comparisons: [Expectation.Comparison] = [.equal, .less, .lessOrEqual, .greater, .greaterOrEqual]
        let comparison = cursor.word("is", of: comparisons.map { ($0.rawValue, $0) })
        let threshold = threshold(of: cursor)
        guard let query = cursor.require("query", query), let comparison = cursor.require("is", comparison),
            let threshold = cursor.require("than", threshold)
        else { return nil }
        if let problem = placeholderProblem(query.value) {
            cursor.reject("query", problem)
            return nil
        }
        return ExpectationTemplate(
            query: query.value, comparison: comparison.value, threshold: threshold, span: cursor.span)
    }

    /// A query that is not about the target says nothing about the change.
    static func placeholderProblem(_ query: String) -> String? {
        var rest = Substring(query)
        var found = false
        while let open = rest.range(of: "{{"), let close = rest[open.upperBound...].range(of: "}}") {
            let name = rest[open.upperBound..<close.lowerBound].filter { $0 != " " }
            guard name == "target" || name == "value" else {
                return "`{{\(name)}}` is no placeholder; there are `{{target}}` and `{{value}}`"
            }
            found = found || name == "target"
            rest = rest[close.upperBound...]
        }
        return found ? nil : "the query must select the changed target with `{{target}}`"
    }

    private static func threshold(of cursor: MapCursor) -> ExpectationTemplate.Threshold? {
        guard let node = cursor.node("than") else { return nil }
        if case .number(let number, _) = node.value { return .number(number) }
        if case .string(let text) = node.value {
            let parts = text.split(separator: "*").map { $0.filter { $0 != " " } }
            if parts.count == 1, newValueWords.contains(parts[0]) { return .factorOfNewValue(1) }
            if parts.count == 2, newValueWords.contains(parts[1]), let factor = Double(parts[0]),
                factor.isFinite
            {
                return .factorOfNewValue(factor)
            }
        }
        cursor.reject("than", "`than` must be a number, or a factor of the new value such as 0.75 * limit")
        return nil
    }
}

extension Substring {
    /// The first place of `needle`; the standard library's own search needs another import.
    fileprivate func range(of needle: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(needle) {
                return start..<index(start, offsetBy: needle.count)
            }
            start = index(after: start)
        }
        return nil
    }
}
