internal import Diagnostics
internal import HelmChart
internal import Model
internal import Ports
internal import Synchronization

/// The charts of the repository, each read once, with dependencies that are in the repository put in their places.
final class ChartLibrary: Sendable {
    /// A chart, or why there is none.
    typealias Reading = Result<Chart, ChartProblem>

    let index: RepositoryIndex
    /// Directories with a `Chart.yaml`, sorted; the empty one is the repository's root.
    let directories: [String]
    private let own = Mutex<[String: Reading]>([:])
    private let complete = Mutex<[String: Reading]>([:])
    private let outlines = Mutex<[String: Reading]>([:])
    private let byName = Lazily<[String: [String]]>()
    private let takers = Lazily<[String: [String]]>()
    private let users = Lazily<[String: Set<String>]>()
    private let kustomizedTable = Lazily<KustomizedManifests.Table>()
    private let kustomizedApplications = Lazily<KustomizedApplications.Found>()

    /// The same charts over files of which others changed.
    private let before: ChartLibrary?

    init(_ index: RepositoryIndex, before: ChartLibrary? = nil) {
        self.index = index
        self.before = before
        directories = index.files.filter { RepositoryPath.name(of: $0) == "Chart.yaml" }.map {
            RepositoryPath.directory(of: $0)
        }
    }

    /// How Applications and ApplicationSets in files are deployed.
    func kustomized() throws -> KustomizedManifests.Table {
        try kustomizedTable.get {
            try KustomizedManifests.table(
                try declaredApplications("Application") + declaredApplications("ApplicationSet"), in: index)
        }
    }

    /// Applications as kustomizations make them that change what their files say.
    func applicationsOfKustomizations() throws -> KustomizedApplications.Found {
        try kustomizedApplications.get { try KustomizedApplications(library: self).find() }
    }

    func isChart(_ directory: String) -> Bool {
        index.realFile(directory.isEmpty ? "Chart.yaml" : "\(directory)/Chart.yaml") != nil
    }

    /// True for a file that is a template of a chart, or lies where those do.
    func isTemplate(_ path: String) -> Bool {
        RepositoryPath.ancestors(of: path).contains { directory in
            isChart(directory)
                && RepositoryPath.isInside(path, directory.isEmpty ? "templates" : "\(directory)/templates")
        }
    }

    /// True for a chart whose templates speak of Applications.
    func mentionsApplications(_ directory: String) throws -> Bool {
        let templates = index.files(below: directory.isEmpty ? "templates" : "\(directory)/templates")
        return try templates.contains { path in
            guard let source = try index.store.source(path) else { return false }
            return FileMarks.contains(source.bytes, "kind: Application")
        }
    }

    /// The chart of a directory with everything of the repository that belongs to it.
    func chart(_ directory: String) throws -> Reading {
        if let before { return try before.chart(directory) }
        if let known = complete.withLock({ $0[directory] }) { return known }
        if let chart = LaidOutCharts.chart(at: directory) {
            complete.withLock { $0[directory] = .success(chart) }
            return .success(chart)
        }
        let reading = try completed(try alone(directory), in: directory, above: [directory])
        complete.withLock { $0[directory] = reading }
        return reading
    }

    /// The chart of a directory with nothing but what lies in it.
    private func alone(_ directory: String) throws -> Reading {
        if let known = own.withLock({ $0[directory] }) { return known }
        let reading: Reading
        do throws(ChartProblem) {
            reading = .success(
                try ChartLoader().load(directory: try files(below: directory), path: directory))
        } catch {
            reading = .failure(error)
        }
        own.withLock { $0[directory] = reading }
        return reading
    }

    /// What `Chart.yaml` alone says; cheap.
    func outline(_ directory: String) throws -> Reading {
        if let before { return try before.outline(directory) }
        if let known = outlines.withLock({ $0[directory] }) { return known }
        let base = directory.isEmpty ? "" : directory + "/"
        var files: [ChartFile] = []
        for name in ["Chart.yaml", "requirements.yaml"] {
            guard let path = index.realFile(base + name), let source = try index.store.source(path) else {
                continue
            }
            files.append(ChartFile(name: name, path: path, bytes: source.bytes))
        }
        let reading: Reading
        do throws(ChartProblem) {
            reading = .success(try ChartLoader().load(directory: files, path: directory))
        } catch {
            reading = .failure(error)
        }
        outlines.withLock { $0[directory] = reading }
        return reading
    }

    /// Directories of the charts to which one of the files belongs, directly or as that of a dependency.
    func charts(reading files: Set<String>) throws -> Set<String> {
        var found: Set<String> = []
        for file in files {
            for path in [file] + index.aliases(of: file) {
                found.formUnion(RepositoryPath.ancestors(of: path).filter { isChart($0) })
            }
        }
        let users = try users.get {
            var users: [String: Set<String>] = [:]
            for directory in directories {
                guard case .success(let chart) = try outline(directory) else { continue }
                for dependency in chart.metadata.dependencies {
                    if let used = try find(dependency, from: directory) {
                        users[used, default: []].insert(directory)
                    }
                }
            }
            return users
        }
        var waiting = Array(found)
        while let next = waiting.popLast() {
            for user in users[next] ?? [] where found.insert(user).inserted { waiting.append(user) }
        }
        return found
    }

    /// Charts that take the one of a directory from beside them, `file://../common`, sorted.
    func dependents(of directory: String) throws -> [String] {
        let table = try takers.get {
            var takers: [String: [String]] = [:]
            for taker in directories where PathConventions.notDeployed(taker + "/x") == nil {
                guard case .success(let chart) = try outline(taker) else { continue }
                for dependency in chart.metadata.dependencies where dependency.repository.hasPrefix("file://")
                {
                    guard let path = RepositoryPath.join(taker, String(dependency.repository.dropFirst(7))),
                        path != taker
                    else { continue }
                    takers[path, default: []].append(taker)
                }
            }
            return takers
        }
        return table[directory] ?? []
    }

    // MARK: Files

    private func files(below directory: String) throws(ChartProblem) -> [ChartFile] {
        var files: [ChartFile] = []
        try collect(directory, as: "", into: &files, depth: 0)
        return files.sorted { $0.name < $1.name }
    }

    private func collect(
        _ directory: String, as prefix: String, into files: inout [ChartFile], depth: Int
    ) throws(ChartProblem) {
        guard depth < 8 else { throw ChartProblem(.limit, "\(directory): links lead in a circle") }
        let start = directory.isEmpty ? "" : directory + "/"
        for path in index.files(below: directory) {
            try add(path, as: prefix + path.dropFirst(start.count), into: &files)
        }
        for (real, links) in index.links {
            for link in links where link.hasPrefix(start) {
                let name = prefix + link.dropFirst(start.count)
                if index.isFile(real) {
                    try add(real, as: name, into: &files)
                } else if !RepositoryPath.isInside(directory, real) {
                    try collect(real, as: name + "/", into: &files, depth: depth + 1)
                }
            }
        }
    }

    private func add(_ path: String, as name: String, into files: inout [ChartFile]) throws(ChartProblem) {
        guard files.count < index.store.limits.chartFiles else {
            throw ChartProblem(.limit, "a chart has more than \(index.store.limits.chartFiles) files")
        }
        guard let source = try? index.store.source(path) else {
            // What is too large to be read is no template and no values file that people write.
            return
        }
        files.append(ChartFile(name: name, path: path, bytes: source.bytes))
    }

    // MARK: Dependencies

    /// The chart with what is missing in it taken from the repository, where name and version match.
    private func completed(_ reading: Reading, in directory: String, above: [String]) throws -> Reading {
        guard case .success(var chart) = reading else { return reading }
        guard above.count < 12 else {
            return .failure(ChartProblem(.limit, "\(directory): charts depend on each other without end"))
        }
        for position in chart.dependencies.indices {
            let inner = try completed(
                .success(chart.dependencies[position]), in: chart.dependencies[position].path, above: above)
            guard case .success(let inner) = inner else { return inner }
            chart.dependencies[position] = inner
        }
        for dependency in chart.missing {
            guard !chart.dependencies.contains(where: { $0.satisfies(dependency) }) else { continue }
            guard let found = try find(dependency, from: directory) else {
                LaidOutCharts.chart(for: dependency).map { chart.dependencies.append($0) }
                continue
            }
            guard !above.contains(found) else { continue }
            let inner = try completed(try alone(found), in: found, above: above + [found])
            guard case .success(var inner) = inner else { continue }
            inner.standing = .borrowed(from: found)
            chart.dependencies.append(inner)
        }
        return .success(chart)
    }

    /// The directory of the one chart that is meant; nil where there is none, or more than one.
    private func find(_ dependency: ChartDependency, from directory: String) throws -> String? {
        if dependency.repository.hasPrefix("file://") {
            guard let path = RepositoryPath.join(directory, String(dependency.repository.dropFirst(7))),
                isChart(path), case .success(let chart) = try outline(path), chart.satisfies(dependency)
            else { return nil }
            return path
        }
        let fitting = try charts(named: dependency.name).filter { candidate in
            guard case .success(let chart) = try outline(candidate) else { return false }
            return chart.satisfies(dependency)
        }
        return fitting.count == 1 ? fitting[0] : nil
    }

    /// Charts of that name that do not belong to another one.
    func charts(named name: String) throws -> [String] {
        let names = try byName.get {
            var names: [String: [String]] = [:]
            for directory in directories where PathConventions.notDeployed(directory + "/x") == nil {
                if RepositoryPath.ancestors(of: directory).contains(where: { $0 != directory && isChart($0) })
                {
                    continue
                }
                guard case .success(let chart) = try outline(directory) else { continue }
                names[chart.metadata.name.text, default: []].append(directory)
            }
            return names
        }
        return names[name] ?? []
    }
}
