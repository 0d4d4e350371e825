import Model
import TestSupport
import Testing

@testable import Policy

/// A category of the default pack with one limit moved a little.
struct PolicyMutation: Sendable, CustomTestStringConvertible {
    let file: String
    let text: String
    let cases: String
    let testDescription: String

    /// Every limit of every category with a test file, up and down.
    static func all() throws -> [PolicyMutation] {
        let tree = try PolicyPackTests.tree("policies", beside: [:])
        func text(_ path: String) throws -> String {
            String(decoding: try tree.read(path) ?? [], as: UTF8.self)
        }
        return try tree.entries.map(\.path).filter { $0.hasSuffix("_test.yaml") }.flatMap { path in
            let policy = path.replacing("_test.yaml", with: ".yaml")
            let (original, cases) = (try text(policy), try text(path))
            let file = policy.split(separator: "/").last.map { String($0.dropLast(5)) } ?? ""
            // Where nothing is merged whatever the file says, only what is asked before that tells one decision from another.
            let isForPeople = !cases.contains("merge: true")
            return changes(of: original).filter { !isForPeople || toldApart.contains($0.what) }.map {
                change in
                PolicyMutation(
                    file: file, text: original.replacingCharacters(change.range, with: change.value),
                    cases: cases,
                    testDescription: "\(file) \(change.what): \(original[change.range]) → \(change.value)")
            }
        }
    }

    /// Limits whose hold comes before the word that people merge it.
    private static let toldApart: Set = ["min", "max", "step", "history", "coverage", "more", "within"]

    private struct Change {
        var what: String
        var range: Range<String.Index>
        var value: String
    }

    private static func changes(of text: String) -> [Change] {
        var found: [Change] = []
        func add(_ what: some StringProtocol, _ place: Substring, _ values: [String]) {
            found += values.map {
                Change(what: String(what), range: place.startIndex..<place.endIndex, value: $0)
            }
        }
        for match in text.matches(of: /(?m)^bounds: .*$/) {
            for limit in match.output.matches(of: /(min|max|step): "?(\d+)/) {
                add(limit.1, limit.2, moved(limit.2, by: 8))
            }
        }
        for match in text.matches(of: /(?m)^evidence: .*$/) {
            for limit in match.output.matches(of: /(history|freshness): (\d+[mhd])/) {
                add(limit.1, limit.2, spans(limit.2))
            }
            for limit in match.output.matches(of: /coverage: (\d+)%/) {
                add("coverage", limit.1, moved(limit.1, by: 1000))
            }
            for limit in match.output.matches(of: /confidence: 0(\.\d+)/) {
                let hundredths = Int((Double("0" + limit.1) ?? 0) * 100 + 0.5)
                add("confidence", limit.1, [".\(hundredths - 5)", ".\(hundredths + 5)"])
            }
        }
        for budget in text.matches(of: /(?m)^ +- \{ scope: (\w+), actions: (\d+), per: (\d+[mhd])/) {
            add("\(budget.1) actions", budget.2, moved(budget.2, by: 1000))
            add("\(budget.1) per", budget.3, spans(budget.3))
        }
        for again in text.matches(of: /(?m)^recurrence: \{ more: (\d+), within: (\d+[mhd])/) {
            add("more", again.1, moved(again.1, by: 1000))
            add("within", again.2, spans(again.2))
        }
        for window in text.matches(of: /(?m)^  (alert|sweep): (always|never)$/) {
            add(window.1, window.2, [window.2 == "always" ? "never" : "always"])
        }
        for window in text.matches(of: /days: \[([a-z, ]+)\], hours: "(\d\d):00-(\d\d):00"/) {
            add("days", window.1, days(window.1))
            for (name, hour) in [("from", window.2), ("to", window.3)] {
                let number = Int(hour) ?? 0
                let place = hour.startIndex..<text.index(hour.endIndex, offsetBy: 3)
                add(name, text[place], ["\(two(number)):01", "\(two(number - 1)):59"])
            }
        }
        for review in text.matches(of: /(?m)^reviewBy: (\S+)$/) {
            add("reviewBy", review.1, ["2027-05-01", "2027-07-01"])
        }
        return found
    }

    /// More and less by a part, at least one; nothing that leaves no amount.
    private static func moved(_ text: Substring, by part: Int) -> [String] {
        let number = Int(text) ?? 0
        let step = max(1, number / part)
        return [number - step, number + step].filter { $0 > 0 }.map(String.init)
    }

    /// A tenth shorter and longer.
    private static func spans(_ text: Substring) -> [String] {
        let minutes = Int((TimeSpan(String(text))?.seconds ?? 0) / 60)
        return ["\(minutes * 9 / 10)m", "\(minutes * 11 / 10)m"]
    }

    /// Each day more, each day less.
    private static func days(_ text: Substring) -> [String] {
        let present = text.split(separator: ", ").map(String.init)
        return ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map { day in
            (present.contains(day) ? present.filter { $0 != day } : present + [day]).joined(separator: ", ")
        }
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<String.Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
