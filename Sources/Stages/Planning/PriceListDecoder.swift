public import Diagnostics

/// Reads a price file: `version`, `source`, `currency`, `region` and `perHour`; unknown keys are errors.
public struct PriceListDecoder: Sendable {
    /// Makes a decoder.
    public init() {}

    /// The list, and everything that is wrong with the file; nil when anything is.
    public func decode(_ node: ConfigNode) -> (list: PriceList?, diagnostics: [Diagnostic]) {
        var reader = Reader()
        reader.check(node, keys: ["version", "source", "currency", "region", "perHour"])
        if reader.number(node["version"], of: "version", at: node.span) != 1 {
            reader.complain("settings-bad-value", "`version` must be 1", node["version"]?.span ?? node.span)
        }
        let source = reader.text(node["source"], of: "source", at: node.span)
        let currency = reader.text(node["currency"], of: "currency", at: node.span)
        guard let hours = node["perHour"] else {
            reader.complain("settings-missing-key", "a price list needs the key `perHour`", node.span)
            return (nil, reader.diagnostics)
        }
        reader.check(hours, keys: ["vcpu", "memoryGiB", "instances"])
        var list = PriceList(source: source ?? "", currency: currency ?? "")
        list.processorHour = hours["vcpu"].flatMap { reader.price($0, "vcpu") }
        list.gibHour = hours["memoryGiB"].flatMap { reader.price($0, "memoryGiB") }
        if let machines = hours["instances"] {
            guard case .map(let entries) = machines.value else {
                reader.complain("settings-bad-value", "`instances` must be a mapping", machines.span)
                return (nil, reader.diagnostics)
            }
            for entry in entries { list.instanceHour[entry.key] = reader.price(entry.value, entry.key) }
        }
        return (reader.diagnostics.isEmpty ? list : nil, reader.diagnostics)
    }

    private struct Reader {
        var diagnostics: [Diagnostic] = []

        mutating func complain(_ id: DiagnosticID, _ message: String, _ span: SourceSpan) {
            diagnostics.append(Diagnostic(id, .error, message, at: span))
        }

        mutating func check(_ node: ConfigNode, keys: [String]) {
            guard case .map(let entries) = node.value else {
                complain("settings-bad-value", "a price list must be a mapping", node.span)
                return
            }
            for entry in entries where !keys.contains(entry.key) {
                let hint =
                    Suggestion.nearest(to: entry.key, among: keys).map { "; did you mean `\($0)`?" } ?? ""
                complain(
                    "settings-unknown-key", "unknown key `\(entry.key)` in the price list\(hint)",
                    entry.keySpan)
            }
        }

        mutating func text(_ node: ConfigNode?, of key: String, at parent: SourceSpan) -> String? {
            guard let node else {
                complain("settings-missing-key", "a price list needs the key `\(key)`", parent)
                return nil
            }
            guard let text = node.scalarText, !text.isEmpty else {
                complain("settings-bad-value", "`\(key)` must be a text", node.span)
                return nil
            }
            return text
        }

        mutating func number(_ node: ConfigNode?, of key: String, at parent: SourceSpan) -> Double? {
            guard let node, case .number(let value, _) = node.value else { return nil }
            return value
        }

        mutating func price(_ node: ConfigNode, _ key: String) -> Double? {
            guard case .number(let value, _) = node.value, value.isFinite, value >= 0 else {
                complain(
                    "settings-bad-value", "the price of `\(key)` must be a number that is not negative",
                    node.span)
                return nil
            }
            return value
        }
    }
}
