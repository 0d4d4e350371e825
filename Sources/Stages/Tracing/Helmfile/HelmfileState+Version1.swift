internal import HelmChart

extension HelmfileState {
    /// A part of a file as version 1 of helmfile reads it; nil where that is no way out.
    ///
    /// Since version 1 only files called `.gotmpl` are templates: one that cannot be filled in is written for it, when its braces
    /// all stand in texts, which are filled in release by release.
    func asPlainYAML(
        _ bytes: [UInt8], _ part: Range<Int>, _ path: String, _ directory: String, _ problem: ChartProblem
    ) -> ValueTree? {
        guard problem.isCertain, !path.hasSuffix(".gotmpl") else { return nil }
        let own = HelmfileState.blanked(bytes, outside: part)
        if let plain = try? HelmfileState.plain(own, file: index.realFile(path) ?? path) { return plain }
        guard problem.description.hasSuffix("\"Release\"") else { return nil }
        return try? rendered(bytes, part, path, directory, release: HelmfileState.fieldsFilledInLater)
    }
}
