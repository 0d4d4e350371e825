internal import HelmChart
internal import Model

extension Helmfiles {
    /// The chart that a release installs: one of the repository, or what stands for one of elsewhere whose layout is known.
    func directory(of release: HelmfileRelease) throws -> String? {
        let isRemote = release.chart.contains("://")
        if !isRemote, let directory = RepositoryPath.join(release.directory, release.chart),
            library.isChart(directory)
        {
            return directory
        }
        let parts = release.chart.split(separator: "/")
        guard
            isRemote ? release.chart.hasPrefix("oci://") : parts.count == 2 && !release.chart.hasPrefix("."),
            let name = parts.last.map({ String($0.prefix { $0 != ":" }) }),
            release.tree["postRenderer"] == nil, try library.charts(named: name).isEmpty
        else { return nil }
        return LaidOutCharts.path(of: name, version: release.tree["version"]?.text)
    }
}
