internal import HelmChart
internal import Model
internal import YAML

/// The chart of a chart repository, or of a registry, that a source of an Application names.
struct ElsewhereChart {
    private let name: String
    private let version: String?

    /// The path that stands for the chart; nil where no layout of it is known, or its version is not said.
    var layout: String? { LaidOutCharts.path(of: name, version: version) }

    /// The chart of a source as it is written; nil for a source of something else.
    init?(_ source: YAMLNodeView) {
        func text(_ key: String) -> String? { source[key]?.resolved.scalar?.text }
        self.init(
            chart: text("chart"), path: text("path"), repository: text("repoURL"),
            version: text("targetRevision"))
    }

    /// The same of a source that something makes.
    init?(_ source: ValueTree) {
        self.init(
            chart: source["chart"]?.text, path: source["path"]?.text, repository: source["repoURL"]?.text,
            version: source["targetRevision"]?.text)
    }

    private init?(chart: String?, path: String?, repository: String?, version: String?) {
        self.version = version.flatMap { FileMarks.isPlaceholder($0) ? nil : $0 }
        if let chart, !chart.isEmpty {
            name = RepositoryPath.name(of: chart)
            return
        }
        // The address of an artifact is that of the chart itself.
        guard let repository, repository.hasPrefix("oci://"), ["", ".", "./"].contains(path ?? "") else {
            return nil
        }
        name = RepositoryPath.name(of: repository)
        if layout == nil { return nil }
    }
}
