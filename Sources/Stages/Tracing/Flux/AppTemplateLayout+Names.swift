/// How versions of app-template name the controllers of a release.
extension AppTemplateLayout {
    /// The name of a controller of so many; several where it hangs on the version, and that is not said.
    func names(_ release: LaidOutRelease, _ id: String, count: Int) -> Set<String> {
        let name = release.name
        guard count > 1 else { return [name.lowercased()] }
        let long = "\(name)-\(id)".lowercased()
        let hasSuffix = name.hasSuffix("-\(id)")
        guard id == "main" || id == name || hasSuffix else { return [long] }
        guard let version = release.version.flatMap(AppTemplateLayout.numbers), version[0] >= 3 else {
            return [name.lowercased(), long]
        }
        // The suffix is left out where it is the name (not in 4.0), and since 4.0 where the name ends in it.
        let isNamed = id == name && !version.starts(with: [4, 0])
        return isNamed || hasSuffix && version[0] >= 4 ? [name.lowercased()] : [long]
    }

    /// The numbers of a single version, `[4, 0, 1]` of `v4.0.1`; nil for a range, and for what is no release.
    static func numbers(_ version: String) -> [Int]? {
        let text = version.hasPrefix("v") ? version.dropFirst() : version[...]
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        return parts.count == 3 && !parts.contains(nil) ? parts.compactMap(\.self) : nil
    }
}
