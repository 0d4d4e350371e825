internal import GoTemplate
internal import HelmChart
internal import Model
internal import YAML

/// Values files that SOPS encrypted: their keys stand there as they are, and what they hold is for others to know.
enum EncryptedValues {
    /// The values of a file, those that are encrypted unknown; nil for a file of another form, whose keys cannot be told.
    static func read(_ file: ValueTree, _ path: String) -> ValueTree? {
        guard case .mapping(let entries) = file, file["sops"]?["mac"]?.text != nil else { return nil }
        let own = entries.filter { $0.key != "sops" }
        // What is no YAML is one encrypted text as a whole.
        if own.count == 1, own[0].key == "data", own[0].value.text != nil { return nil }
        return hidden(.mapping(own), [], path)
    }

    private static func hidden(_ tree: ValueTree, _ keys: [String], _ path: String) -> ValueTree {
        switch tree {
        case .mapping(let entries):
            return .mapping(entries.map { ($0.key, hidden($0.value, keys + [$0.key], path)) })
        case .list(let items):
            return .list(items.enumerated().map { hidden($1, keys + ["\($0)"], path) })
        case .scalar:
            guard tree.text?.hasPrefix("ENC[") == true else { return tree }
            let name = "\(UnknownValue.encrypted)`\(keys.joined(separator: "."))` of \(path)"
            return .scalar(.string(HelmfileFunctions.unknown + "secret"), tokens: [.unknown(name)])
        }
    }

    /// Values whose empty ones are unknown: whether those of an environment count over what is below depends on helmfile's version.
    static func withoutEmpty(_ tree: ValueTree, _ path: String) -> ValueTree {
        switch tree {
        case .mapping(let entries):
            return .mapping(entries.map { ($0.key, withoutEmpty($0.value, path)) })
        case .list: return tree
        case .scalar:
            guard ["", "null", "~", "false", "0"].contains(tree.text ?? "") else { return tree }
            return .scalar(
                .string(HelmfileFunctions.unknown + "empty"), tokens: [.unknown("an empty value of \(path)")])
        }
    }
}
