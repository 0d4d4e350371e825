public import Diagnostics

/// Reads Trimtab's own files (`.trimtab.yml`, policies, safety cases), strictly and with a position for every part.
///
/// Scalars follow YAML 1.2's core schema, which agrees with JSON: `yes`, `on` and `0777` with their surprises are not
/// booleans and octals here. Whatever two readers could understand differently is an error: duplicate keys, tags other
/// than `!!str`, more than one document, keys that are not text.
public enum YAMLConfiguration {
    /// What no file of settings reaches, and no decoder has to fear.
    public static let limits = YAMLLimits(size: 1 << 20, nesting: 50, aliases: 1000, expandedNodes: 100_000)

    /// The decoded file; nil when there is an error among the diagnostics, `.null` when it is empty.
    public static func decode(
        _ file: SourceFile, limits: YAMLLimits = limits
    ) -> (node: ConfigNode?, diagnostics: [Diagnostic]) {
        let parsed = YAMLParser.parse(file.bytes, path: file.path, limits: limits)
        var decoder = Decoder()
        decoder.diagnostics = parsed.diagnostics.map(hardened)
        guard !parsed.hasErrors else { return (nil, decoder.diagnostics) }
        if parsed.documents.count > 1 {
            decoder.diagnostics.append(
                Diagnostic(
                    .yamlSeveralDocuments, .error,
                    "a second document begins here; configuration is one document",
                    at: parsed.tree.span(parsed.documents[1].range)))
        }
        let node: ConfigNode
        if let root = parsed.documents.first?.root {
            node = decoder.decode(root)
        } else {
            node = ConfigNode(.null, at: SourceSpan(path: file.path, range: ByteRange(0..<0)))
        }
        let hasErrors = decoder.diagnostics.contains { $0.severity == .error }
        return (hasErrors ? nil : node, decoder.diagnostics)
    }

    /// In configuration a duplicate key is a mistake, not a habit.
    private static func hardened(_ diagnostic: Diagnostic) -> Diagnostic {
        guard diagnostic.id == .yamlDuplicateKey else { return diagnostic }
        var diagnostic = diagnostic
        diagnostic.severity = .error
        diagnostic.message = diagnostic.message.replacingSuffix("; the last one counts", with: "")
        return diagnostic
    }

    private struct Decoder {
        var diagnostics: [Diagnostic] = []

        /// Aliases are followed; a span then points at the anchor, where the text stands.
        mutating func decode(_ view: YAMLNodeView) -> ConfigNode {
            let view = view.resolved
            if let tag = view.tag, tag != YAMLTag.string {
                diagnostics.append(
                    Diagnostic(
                        .yamlTag, .error, "the tag `\(tag)` has no meaning in configuration",
                        at: view.tree.span(view.range)))
            }
            switch view.kind {
            case .scalar, .alias: return ConfigNode(value(of: view), at: view.span)
            case .sequence: return ConfigNode(.list(view.items.map { decode($0) }), at: view.span)
            case .mapping: return ConfigNode(.map(entries(of: view)), at: view.span)
            }
        }

        private mutating func entries(of mapping: YAMLNodeView) -> [ConfigNode.Entry] {
            for entry in mapping.entries where entry.key.resolved.scalar == nil {
                diagnostics.append(
                    Diagnostic(.yamlKeyNotText, .error, "a key must be text", at: entry.key.span))
            }
            // Looking every key up takes the square of their number; only what merges needs it, and doubles are errors.
            let merges = mapping.entries.contains { $0.key.resolved.scalar?.text == "<<" }
            let effective = merges ? mapping.effectiveEntries() : Array(mapping.entries)
            return effective.compactMap { entry in
                let key = entry.key.resolved
                guard let text = key.scalar?.text else { return nil }
                return ConfigNode.Entry(key: text, keySpan: key.span, value: decode(entry.value))
            }
        }

        private func value(of view: YAMLNodeView) -> ConfigNode.Value {
            guard let scalar = view.scalar else { return .null }
            guard scalar.style == .plain, scalar.tag == nil else { return .string(scalar.text) }
            return YAMLCoreSchema.value(of: scalar.text)
        }
    }
}

extension String {
    fileprivate func replacingSuffix(_ suffix: String, with other: String) -> String {
        hasSuffix(suffix) ? dropLast(suffix.count) + other : self
    }
}
