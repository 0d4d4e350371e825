internal import Diagnostics
internal import HelmChart
internal import Model

/// Charts that a chart of applications may install in a way that cannot be told.
///
/// Where it is not known what such a chart renders, the paths that its templates and values speak of are all that tells
/// what it may install.
struct SupposedApplications {
    let ecosystem: ChartEcosystem

    private var library: ChartLibrary { ecosystem.library }

    /// The charts that what `outer` renders may install.
    ///
    /// - Throws: what reading a file throws.
    func contexts(of outer: ChartContext, _ hold: Hold) throws -> [ChartContext] {
        var directories: Set<String> = []
        let texts = try texts(outer)
        for template in try templates(outer.directory) {
            for line in template.split(whereSeparator: \.isNewline) {
                guard let path = SupposedApplications.path(in: line) else { continue }
                directories.formUnion(charts(path, texts))
            }
        }
        directories.remove(outer.directory)
        return directories.sorted().map { directory in
            var context = ChartContext(directory: directory, root: outer.root, kind: .argocd)
            context.isSupposed = true
            context.environment = outer.environment
            context.cluster = outer.cluster
            context.hold = Hold(
                hold.reason, "\(outer.label) may install \(directory) in another way: \(hold.detail)")
            return context
        }
    }

    /// The texts of the templates that make applications.
    private func templates(_ directory: String) throws -> [String] {
        let files = ecosystem.index.files(below: directory.isEmpty ? "templates" : "\(directory)/templates")
        return try files.compactMap { path in
            guard let source = try ecosystem.index.store.source(path),
                FileMarks.contains(source.bytes, "kind: Application")
            else { return nil }
            return String(decoding: source.bytes, as: UTF8.self)
        }
    }

    /// The values that the chart is given, as texts.
    private func texts(_ outer: ChartContext) throws -> [[UInt8]] {
        let own = outer.directory.isEmpty ? "values.yaml" : "\(outer.directory)/values.yaml"
        return try outer.readFiles.union([own]).sorted().compactMap {
            try ecosystem.index.store.source($0)?.bytes
        }
    }

    /// What a line says behind `path:`; nil where it says nothing of the kind.
    private static func path(in line: Substring) -> String? {
        let text = line.drop { " -\t".contains($0) }
        guard text.hasPrefix("path:") else { return nil }
        let value = text.dropFirst(5).filter { $0 != "\"" && $0 != "'" }.drop { $0 == " " }
        let end = value.lastIndex { $0 != " " && $0 != "\r" }
        return end.map { String(value[...$0]) }
    }

    /// Charts that a path may mean: itself, or where a template fills a part in, those that it fits and values speak of.
    private func charts(_ path: String, _ texts: [[UInt8]]) -> [String] {
        guard let open = path.firstRange(of: "{{") else {
            return RepositoryPath.join("", path).map { library.isChart($0) ? [$0] : [] } ?? []
        }
        let start = path[..<open.lowerBound].lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        return library.directories.filter { directory in
            guard !directory.isEmpty, RepositoryPath.isInside(directory, start) else { return false }
            let rest = start.isEmpty ? directory : String(directory.dropFirst(start.count + 1))
            guard let first = rest.split(separator: "/").first else { return false }
            return texts.contains { text in
                FileMarks.containsWord(text, rest) || start.contains("/")
                    || !start.isEmpty
                        && FileMarks.containsWord(text, String(first))
            }
        }
    }
}
