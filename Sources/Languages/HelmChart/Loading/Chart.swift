internal import GoTemplate
public import YAML

/// A chart as it lies in the repository, with the charts in it.
public struct Chart: Sendable {
    /// Where a chart comes from.
    public enum Standing: Sendable, Hashable {
        /// The root, or a chart in `charts/` of another.
        case own
        /// Taken from elsewhere in the repository because name and version match; where.
        case borrowed(from: String)
        /// What is known of a chart that is not there: it renders a part of what that one would.
        case laidOut
    }

    /// What `Chart.yaml` says.
    public var metadata: ChartMetadata
    /// Its directory in the repository, or what stands for one in an archive.
    public var path: String
    /// Files below `templates/`.
    public var templates: [ChartFile]
    /// Files that `.Files` gives.
    public var files: [ChartFile]
    /// `values.yaml`.
    public var values: YAMLFile?
    /// `values.schema.json`.
    public var schema: ChartFile?
    /// The charts in it.
    public var dependencies: [Chart]
    /// Where it comes from.
    public var standing: Standing

    /// Dependencies that are declared and not there.
    public var missing: [ChartDependency] {
        metadata.dependencies.filter { declared in !dependencies.contains { $0.satisfies(declared) } }
    }

    /// True when name and version are what the dependency asks for.
    public func satisfies(_ dependency: ChartDependency) -> Bool {
        guard metadata.name.text == dependency.name else { return false }
        return dependency.version.isEmpty
            || ChartVersions.isCompatible(metadata.version.text, with: dependency.version)
    }

    /// Files below `crds/`, those of dependencies included.
    public var customResourceDefinitions: [ChartFile] {
        files.filter {
            $0.name.hasPrefix("crds/")
                && ($0.name.hasSuffix(".yaml") || $0.name.hasSuffix(".yml") || $0.name.hasSuffix(".json"))
        }
            + dependencies.flatMap(\.customResourceDefinitions)
    }

    /// Every file whose bytes may decide what it renders, those of dependencies included.
    public var allPaths: Set<String> {
        var paths: Set<String> = [metadata.root.tree.path]
        for file in templates + files { paths.insert(file.path) }
        if let values { paths.insert(values.path) }
        if let schema { paths.insert(schema.path) }
        for chart in dependencies { paths.formUnion(chart.allPaths) }
        return paths
    }
}

extension Chart {
    /// The chart with another content of one file; equal to itself when the file is not of the chart.
    public func replacing(_ path: String, with bytes: [UInt8]) -> Chart {
        var chart = self
        func changed(_ file: ChartFile) -> ChartFile {
            file.path == path ? ChartFile(name: file.name, path: path, bytes: bytes) : file
        }
        chart.templates = templates.map(changed)
        chart.files = files.map(changed)
        chart.schema = schema.map(changed)
        if values?.path == path { chart.values = YAMLParser.parse(bytes, path: path) }
        if let metadata = metadata.replacing(path, with: bytes) { chart.metadata = metadata }
        chart.dependencies = dependencies.map { $0.replacing(path, with: bytes) }
        return chart
    }
}
