internal import Diagnostics
public import Model
internal import Ports

/// What scripts and pipelines of a repository say of its charts, images and files, as far as anything here depends on it.
struct ProgramFacts: Sendable {
    private let holds: [String: Hold]
    private let images: BuiltImages.Found
    private let written: [String: String]

    /// Reads all of them.
    ///
    /// - Throws: what reading the tree throws.
    init(_ tree: any SourceTree) throws {
        let index = RepositoryIndex(SourceStore(tree: tree, limits: .default))
        holds = try ProgramInstallations(library: ChartLibrary(index)).holds()
        images = try BuiltImages(index) { _ in false }.find()
        written = try WrittenFiles(index).find()
    }

    /// The charts of which these say something else than others, where that is all; nil where it is not.
    func charts(besides other: ProgramFacts) -> Set<String>? {
        guard images == other.images, written == other.written else { return nil }
        return Set(holds.keys).union(other.holds.keys).filter { holds[$0] != other.holds[$0] }
    }

    private static let names: Set<String> = [
        "Makefile", "makefile", "GNUmakefile", "justfile", "Justfile", "Jenkinsfile",
    ]

    /// True for a file of which nothing but these facts is taken, where the repository has no Terraform.
    static func areAll(of path: String, _ bytes: [UInt8]) -> Bool {
        if path.hasPrefix(".github/workflows/") {
            // What may be an object is read as one.
            return PathConventions.isYAML(path) && !FileMarks.contains(bytes, "kind")
        }
        let name = RepositoryPath.name(of: path)
        return !LocalChange.hasHiddenPart(path)
            && (names.contains(name) || [".sh", ".bash", ".mk"].contains { name.hasSuffix($0) })
    }
}

extension LocalChange {
    /// The files of a change that nobody notices: such as deploy nothing and were not asked for, and programs that say the same as before.
    ///
    /// `questions` are those that were asked about paths; what the programs ask comes to them.
    ///
    /// - Throws: what reading the trees throws.
    public func unnoticed(
        in change: TreeChange, before old: [TreeEntry], beside parts: RootFiles,
        _ questions: inout Set<UInt64>
    ) throws -> Set<String> {
        // Through a link, what is nobody's concern where it lies may be read elsewhere.
        guard tree.entries.allSatisfy({ $0.kind == .file || $0.kind == .executable }) else { return [] }
        let read = Set(parts.paths)
        func mayPass(_ path: String) throws -> Bool {
            try !read.contains(path) && !values.contains(path) && !isInChart(path)
                && !mayRead(path, alsoHelmfiles: true)
        }
        var passing = try Set(
            change.added.keys.filter(LocalChange.isForeign).filter(mayPass)
                + change.removed.keys.filter(LocalChange.isForeign).filter(mayPass))
        var programs: [String] = []
        for (path, bytes) in change.contents.map({ ($0, [$1.old, $1.new]) })
            + [change.added, change.removed].joined().map({ ($0, [$1]) })
        where bytes.allSatisfy({ ProgramFacts.areAll(of: path, $0) }) {
            if try mayPass(path) { programs.append(path) }
        }
        let hasCode = tree.entries.contains { entry in
            LocalChange.endings.contains { entry.path.hasSuffix($0) }
        }
        guard !programs.isEmpty, !hasCode, !marks.contains(.helmfiles) else { return passing }
        let (all, known) = (Set(tree.entries.map(\.path)), Set(change.added.keys))
        let before = TreeSlice(
            tree, paths: all.subtracting(known),
            replacing: change.contents.mapValues(\.old).merging(change.removed) { $1 },
            more: old.filter { change.removed[$0.path] != nil })
        let after = TreeSlice(tree, paths: all)
        guard let charts = try ProgramFacts(before).charts(besides: ProgramFacts(after)),
            try areDeclared(charts, beside: parts, after)
        else { return passing }
        questions.formUnion(after.questions.hashes)
        passing.formUnion(programs)
        return passing
    }

    /// True for charts that something declares: a program that installs such a one too says nothing of how it is deployed.
    private func areDeclared(
        _ charts: Set<String>, beside parts: RootFiles, _ tree: any SourceTree
    ) throws -> Bool {
        guard !charts.isEmpty else { return true }
        // Roots of the chart itself, of which one that is left out reads nothing.
        var left: Set<String> = []
        var own: Set<String> = []
        for root in parts.roots where root.key.hasPrefix("\(Root.Kind.helm.rawValue)\u{1F}") {
            let directory = root.place.path == "." ? "" : root.place.path
            if root.files.isEmpty { left.insert(directory) } else { own.insert(directory) }
        }
        guard charts.isSubset(of: left), charts.isDisjoint(with: own) else { return false }
        // Of those that render Applications, these are looked at all the same.
        let library = ChartLibrary(RepositoryIndex(SourceStore(tree: tree, limits: .default)))
        return try charts.allSatisfy { try !library.mentionsApplications($0) }
    }

    /// True where a file that comes or goes gives another answer to a question that was asked about paths.
    ///
    /// `old` are the entries of the tree before.
    public func isAsked(
        of change: TreeChange, before old: [TreeEntry], among questions: Set<UInt64>
    ) -> Bool {
        func folders(_ entries: [TreeEntry]) -> Set<String> {
            entries.reduce(into: []) { folders, entry in
                for folder in RepositoryPath.ancestors(of: entry.path) {
                    guard folders.insert(folder).inserted else { break }
                }
            }
        }
        guard change.isMove else { return false }
        let others = folders(old).symmetricDifference(folders(tree.entries))
        return [change.added, change.removed].joined().contains { path, _ in
            TreeQuestions.concern(
                path, folders: RepositoryPath.ancestors(of: path).filter(others.contains), among: questions,
                // Whoever reads it is evaluated.
                besideItself: change.removed[path] != nil && PathConventions.isYAML(path)
                    && !PathConventions.isKustomization(path))
        }
    }
}
