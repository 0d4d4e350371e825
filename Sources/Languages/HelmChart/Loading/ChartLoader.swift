internal import YAML

/// Makes a chart of its files.
public struct ChartLoader: Sendable {
    private let limits: ChartLimits

    /// Makes a loader.
    public init(limits: ChartLimits = ChartLimits()) { self.limits = limits }

    /// The chart that the files of a directory are; `.helmignore` is obeyed.
    ///
    /// - Parameters:
    ///   - files: all files below the directory, by their path in it.
    ///   - path: the directory in the repository.
    /// - Returns: the chart.
    /// - Throws: ``ChartProblem`` when it is no chart, or a chart in it is none.
    public func load(directory files: [ChartFile], path: String) throws(ChartProblem) -> Chart {
        let ignore = HelmIgnore(files.first { $0.name == ".helmignore" }?.bytes ?? [])
        return try load(files.filter { !ignore.ignores($0.name) }, path: path, depth: 0)
    }

    /// The chart that an archive is.
    public func load(archive bytes: [UInt8], path: String) throws(ChartProblem) -> Chart {
        try load(try ChartArchive.files(bytes, path: path, limits: limits), path: path + "!", depth: 0)
    }

    private func load(_ files: [ChartFile], path: String, depth: Int) throws(ChartProblem) -> Chart {
        guard depth < limits.depth else {
            throw ChartProblem(.limit, "\(path): more than \(limits.depth) charts inside each other")
        }
        func file(_ name: String) -> ChartFile? { files.first { $0.name == name } }
        guard let manifest = file("Chart.yaml") else {
            throw ChartProblem(.invalid, "\(path) has no Chart.yaml")
        }
        let requirements = file("requirements.yaml").map { YAMLParser.parse($0.bytes, path: $0.path) }
        let metadata = try ChartMetadata(
            YAMLParser.parse(manifest.bytes, path: manifest.path), requirements: requirements)
        var chart = Chart(
            metadata: metadata, path: path, templates: [], files: [], values: nil, schema: nil,
            dependencies: [], standing: .own)
        var inner: [String: [ChartFile]] = [:]
        var order: [String] = []
        for file in files {
            switch file.name {
            case "Chart.yaml", "Chart.lock": break
            case "values.yaml": chart.values = YAMLParser.parse(file.bytes, path: file.path)
            case "values.schema.json": chart.schema = file
            default:
                if file.name.hasPrefix("templates/") {
                    chart.templates.append(ChartLoader.withoutMark(file))
                } else if file.name.hasPrefix("charts/"), !file.name.hasSuffix(".prov") {
                    var nested = file
                    nested.name = String(file.name.dropFirst(7))
                    let name = String(nested.name.prefix { $0 != "/" })
                    if inner[name] == nil { order.append(name) }
                    inner[name, default: []].append(nested)
                } else {
                    chart.files.append(ChartLoader.withoutMark(file))
                }
            }
        }
        for name in order.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            guard let files = inner[name],
                let nested = try nested(name, files, in: path, depth: depth + 1)
            else { continue }
            chart.dependencies.append(nested)
        }
        return chart
    }

    private func nested(
        _ name: String, _ files: [ChartFile], in path: String, depth: Int
    ) throws(ChartProblem) -> Chart? {
        guard !name.hasPrefix("."), !name.hasPrefix("_") else { return nil }
        if name.hasSuffix(".tgz") {
            // Of a pointer of Git LFS the chart is elsewhere, as one that nobody brought along.
            guard let archive = files.first, archive.name == name, !archive.isLargeFilePointer else {
                return nil
            }
            let unpacked = try ChartArchive.files(archive.bytes, path: archive.path, limits: limits)
            return try load(unpacked, path: archive.path + "!", depth: depth)
        }
        let own = files.compactMap { file -> ChartFile? in
            guard file.name.count > name.count + 1 else { return nil }
            var file = file
            file.name = String(file.name.dropFirst(name.count + 1))
            return file
        }
        // Files that merely lie in charts/ are no charts.
        guard !own.isEmpty else { return nil }
        return try load(own, path: "\(path)/charts/\(name)", depth: depth)
    }

    /// Without a byte order mark, which Helm drops; its places then are not those of the file, and the path says so.
    private static func withoutMark(_ file: ChartFile) -> ChartFile {
        guard file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { return file }
        return ChartFile(
            name: file.name, path: file.path + "!without its byte order mark",
            bytes: Array(file.bytes.dropFirst(3)))
    }
}
