internal import Model

/// Writes a catalogue in the form that ``CatalogueReader`` reads; equal catalogues give equal bytes.
public struct CatalogueWriter: Sendable {
    private let source: String
    private let read: String

    /// Writes with who says so and on which day (`2026-11-21`) it was read.
    public init(source: String, read: String) {
        self.source = source
        self.read = read
    }

    /// The text of the file.
    public func text(_ catalogue: MachineCatalogue) -> String {
        var text = "version: 1\nsource: \(quoted(source))\nread: \(read)\nfamilies:"
        if catalogue.all.isEmpty { return text + " []\n" }
        text += "\n"
        var last: [String] = []
        for spec in catalogue.all {
            // What a family's head says is the same for all of its types, or they are two entries of the file.
            let head = [
                spec.family, spec.service, spec.architecture, spec.generation.map(String.init) ?? "",
                spec.hasLocalDisks ? "true" : "",
            ]
            if head != last {
                text += "  - family: \(quoted(spec.family))\n    service: \(spec.service)\n"
                text += "    architecture: \(spec.architecture)\n"
                if let generation = spec.generation { text += "    generation: \(generation)\n" }
                if spec.hasLocalDisks { text += "    localDisks: true\n" }
                text += "    sizes:\n"
                last = head
            }
            text += "      \(quoted(spec.name)): { \(fields(spec).joined(separator: ", ")) }\n"
        }
        return text
    }

    private func fields(_ spec: MachineSpec) -> [String] {
        var fields = [
            "vcpu: \(CatalogueWriter.number(spec.processors))",
            "memoryGiB: \(CatalogueWriter.number(spec.memoryGiB))",
        ]
        if spec.isBurstable, spec.baseline == nil { fields.append("burstable: true") }
        if let baseline = spec.baseline { fields.append("baseline: \(CatalogueWriter.number(baseline))") }
        for (key, allowance) in [("network", spec.network), ("disk", spec.disk), ("iops", spec.operations)] {
            guard let allowance else { continue }
            fields.append(
                "\(key): [\(CatalogueWriter.number(allowance.steady)), \(CatalogueWriter.number(allowance.burst))]"
            )
        }
        return fields
    }

    /// At most six decimals, and none that say nothing.
    static func number(_ value: Double) -> String {
        var text = value.fixed(6)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// In quotes, except for what is surely a plain word of YAML.
    private func quoted(_ text: String) -> String {
        let isPlain =
            text.first?.isLetter == true
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-_".contains($0)) }
        guard !isPlain || ["true", "false", "null", "yes", "no", "on", "off"].contains(text.lowercased())
        else {
            return text
        }
        var made = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": made += "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: made += " "
            default: made.unicodeScalars.append(scalar)
            }
        }
        return made + "\""
    }
}
