internal import HelmChart

extension HelmfileState {
    /// The values of the secrets of a release, which lie over its others; nil where what they override cannot be told.
    mutating func secrets(of release: HelmfileRelease) throws -> ValueTree? {
        var result = ValueTree.empty
        let ignores = release.tree["missingFileHandler"]?.text.map { $0 != "Error" } ?? ignoresMissing
        for item in release.tree["secrets"]?.items ?? [] {
            guard let text = item.text else { return nil }
            let found = paths(release.directory, try filled(text, release.tree, release.directory))
            guard !found.isEmpty else { return nil }
            for file in found {
                guard let real = index.realFile(file) else {
                    if ignores { continue }
                    return nil
                }
                guard file.hasSuffix(".yaml") || file.hasSuffix(".yml"),
                    let values = EncryptedValues.read(try document(file, release: nil), real)
                else { return nil }
                result = result.overlaid(by: values)
            }
        }
        return result
    }

    /// The values of one item of an environment's secrets, which lie over its others; nil where what they override cannot be told.
    mutating func secrets(_ item: ValueTree, _ directory: String, ignoresMissing: Bool) throws -> ValueTree? {
        guard let text = item.text else { return nil }
        let found = paths(directory, text)
        guard !found.isEmpty else { return nil }
        var result = ValueTree.empty
        for file in found {
            guard let real = index.realFile(file) else {
                if ignoresMissing { continue }
                return nil
            }
            guard file.hasSuffix(".yaml") || file.hasSuffix(".yml"),
                let values = EncryptedValues.read(try document(file, release: nil), real)
            else { return nil }
            result = result.overlaid(by: EncryptedValues.withoutEmpty(values, real))
        }
        return result
    }
}
