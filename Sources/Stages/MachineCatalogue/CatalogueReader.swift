public import Diagnostics

/// Reads a catalogue file: `version`, `source`, `read` and `families`; unknown keys are errors with a position.
public enum CatalogueReader {
    /// The catalogue, and everything that is wrong with the file; nil when anything is.
    public static func decode(
        _ node: ConfigNode
    ) -> (catalogue: MachineCatalogue?, diagnostics: [Diagnostic]) {
        var reader = Reader()
        reader.check(node, keys: ["version", "source", "read", "families"], what: "a catalogue")
        if case .number(1, _)? = node["version"]?.value {
        } else {
            reader.complain(
                "settings-bad-value", "`version` must be 1", node["version"]?.span ?? node.span)
        }
        _ = reader.text(node["source"], "source", of: "a catalogue", at: node.span)
        let specs = reader.list(node["families"], "families", of: "a catalogue", at: node.span).flatMap {
            reader.family($0)
        }
        return (reader.diagnostics.isEmpty ? MachineCatalogue(specs) : nil, reader.diagnostics)
    }

    private static let services = [
        "ec2", "rds", "elasticache", "opensearch", "compute", "virtual-machines",
    ]
    private static let architectures = ["x86_64", "arm64"]

    private struct Reader {
        var diagnostics: [Diagnostic] = []
        private var seen: Set<String> = []

        mutating func family(_ node: ConfigNode) -> [MachineSpec] {
            let what = "a family"
            check(
                node,
                keys: ["family", "service", "architecture", "generation", "source", "localDisks", "sizes"],
                what: what)
            let family = text(node["family"], "family", of: what, at: node.span)
            let service = word(node["service"], "service", CatalogueReader.services, node.span)
            let architecture = word(
                node["architecture"], "architecture", CatalogueReader.architectures, node.span)
            let generation = node["generation"].flatMap { number($0, "generation", 0...1000) }.map(Int.init)
            let hasLocalDisks = node["localDisks"].flatMap { flag($0, "localDisks") } ?? false
            guard let sizes = node["sizes"], case .map(let entries) = sizes.value else {
                complain(
                    node["sizes"] == nil ? "settings-missing-key" : "settings-bad-value",
                    "a family needs `sizes`, a mapping of types", node["sizes"]?.span ?? node.span)
                return []
            }
            return entries.compactMap { entry in
                if !seen.insert(entry.key).inserted {
                    complain(
                        "settings-contradiction", "`\(entry.key)` is listed a second time", entry.keySpan)
                }
                guard
                    var spec = spec(
                        entry,
                        MachineSpec(
                            name: entry.key, family: family ?? "", service: service ?? "",
                            architecture: architecture ?? "", generation: generation, processors: 0,
                            memoryGiB: 0))
                else { return nil }
                spec.hasLocalDisks = hasLocalDisks
                return spec
            }
        }

        private mutating func spec(_ entry: ConfigNode.Entry, _ empty: MachineSpec) -> MachineSpec? {
            let node = entry.value
            let what = "`\(entry.key)`"
            check(
                node,
                keys: ["vcpu", "memoryGiB", "burstable", "baseline", "network", "disk", "iops"], what: what)
            guard let processors = required(node, "vcpu", 0.01...10_000, what),
                let memory = required(node, "memoryGiB", 0.01...1_000_000, what)
            else { return nil }
            var spec = empty
            spec.processors = processors
            spec.memoryGiB = memory
            spec.baseline = node["baseline"].flatMap { number($0, "baseline", 0.001...1) }
            spec.isBurstable =
                node["burstable"].flatMap { flag($0, "burstable") } ?? (spec.baseline != nil)
            spec.network = node["network"].flatMap { allowance($0, "network") }
            spec.disk = node["disk"].flatMap { allowance($0, "disk") }
            spec.operations = node["iops"].flatMap { allowance($0, "iops") }
            return spec
        }

        private mutating func allowance(_ node: ConfigNode, _ key: String) -> Allowance? {
            guard case .list(let items) = node.value, items.count == 2,
                let steady = number(items[0], key, 0...1e9), let burst = number(items[1], key, 0...1e9),
                steady <= burst
            else {
                complain(
                    "settings-bad-value",
                    "`\(key)` must be a pair: what is there for ever, and what in bursts", node.span)
                return nil
            }
            return Allowance(steady: steady, burst: burst)
        }

        mutating func complain(_ id: DiagnosticID, _ message: String, _ span: SourceSpan) {
            diagnostics.append(Diagnostic(id, .error, message, at: span))
        }

        mutating func check(_ node: ConfigNode, keys: [String], what: String) {
            guard case .map(let entries) = node.value else {
                complain("settings-bad-value", "\(what) must be a mapping", node.span)
                return
            }
            for entry in entries where !keys.contains(entry.key) {
                let hint =
                    Suggestion.nearest(to: entry.key, among: keys).map { "; did you mean `\($0)`?" } ?? ""
                complain(
                    "settings-unknown-key", "unknown key `\(entry.key)` in \(what)\(hint)", entry.keySpan)
            }
        }

        mutating func text(
            _ node: ConfigNode?, _ key: String, of what: String, at parent: SourceSpan
        ) -> String? {
            guard let node else {
                complain("settings-missing-key", "\(what) needs the key `\(key)`", parent)
                return nil
            }
            guard let text = node.scalarText, !text.isEmpty else {
                complain("settings-bad-value", "`\(key)` must be a text", node.span)
                return nil
            }
            return text
        }

        mutating func list(
            _ node: ConfigNode?, _ key: String, of what: String, at parent: SourceSpan
        ) -> [ConfigNode] {
            guard let node else {
                complain("settings-missing-key", "\(what) needs the key `\(key)`", parent)
                return []
            }
            guard case .list(let items) = node.value else {
                complain("settings-bad-value", "`\(key)` must be a list", node.span)
                return []
            }
            return items
        }

        private mutating func word(
            _ node: ConfigNode?, _ key: String, _ words: [String], _ parent: SourceSpan
        ) -> String? {
            guard let text = text(node, key, of: "a family", at: parent) else { return nil }
            guard words.contains(text) else {
                complain(
                    "settings-bad-value", "`\(key)` must be one of \(words.joined(separator: ", "))",
                    node?.span ?? parent)
                return nil
            }
            return text
        }

        private mutating func required(
            _ node: ConfigNode, _ key: String, _ range: ClosedRange<Double>, _ what: String
        ) -> Double? {
            guard let value = node[key] else {
                complain("settings-missing-key", "\(what) needs the key `\(key)`", node.span)
                return nil
            }
            return number(value, key, range)
        }

        private mutating func number(
            _ node: ConfigNode, _ key: String, _ range: ClosedRange<Double>
        ) -> Double? {
            guard case .number(let value, _) = node.value, range.contains(value) else {
                complain(
                    "settings-bad-value",
                    "`\(key)` must be a number between \(range.lowerBound) and \(range.upperBound)",
                    node.span)
                return nil
            }
            return value
        }

        private mutating func flag(_ node: ConfigNode, _ key: String) -> Bool? {
            guard case .bool(let value) = node.value else {
                complain("settings-bad-value", "`\(key)` must be true or false", node.span)
                return nil
            }
            return value
        }
    }
}
