public import Settings

extension RepositorySettings {
    /// Takes where a fixture's checkout comes from, or after `folder ` what its folder is called; nil where it does not say.
    public mutating func setOrigin(_ text: String?) {
        guard let line = text?.split(separator: "\n").first.map(String.init) else { return }
        if line.hasPrefix("folder ") {
            folders = [String(line.dropFirst(7))]
        } else {
            origin = line
        }
    }
}
