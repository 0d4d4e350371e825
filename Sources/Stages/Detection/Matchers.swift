/// Label matchers that narrow every query of a batch.
struct Matchers: Hashable, Sendable {
    /// For every metric: `cluster="prod-eu"`, `namespace="prod"`.
    var common: [String] = []
    /// For metrics that have a `pod` label.
    var pods: [String] = []

    /// `metric{…}` for a metric with a `pod` label.
    func pod(_ metric: String, _ more: String...) -> String {
        Matchers.selector(metric, more + common + pods)
    }

    /// `metric{…}` for any other metric.
    func object(_ metric: String, _ more: String...) -> String { Matchers.selector(metric, more + common) }

    private static func selector(_ metric: String, _ matchers: [String]) -> String {
        let kept = matchers.filter { !$0.isEmpty }
        return kept.isEmpty ? metric : "\(metric){\(kept.joined(separator: ","))}"
    }

    /// `label="value"` with the value's quotes and backslashes escaped.
    static func equal(_ label: String, _ value: String) -> String { "\(label)=\(quoted(value))" }

    /// `label=~"pattern"`; the pattern is a regular expression, anchored at both ends by PromQL.
    static func like(_ label: String, _ pattern: String) -> String { "\(label)=~\(quoted(pattern))" }

    /// Escapes what a regular expression reads specially; names of Kubernetes objects hold only dots.
    static func literal(_ name: String) -> String {
        var text = ""
        for character in name {
            if "\\.+*?()|[]{}^$".contains(character) { text.append("\\") }
            text.append(character)
        }
        return text
    }

    private static func quoted(_ value: String) -> String {
        var text = "\""
        for character in value {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
        return text + "\""
    }
}
