internal import Model
public import Ports

/// What is known of the roots of an answer: which files each reads, and how many rows it has there.
///
/// It tells which of them have to be evaluated again after a change, and which files that takes.
public struct RootFiles: Sendable, Hashable {
    /// A root.
    public struct Row: Sendable, Hashable {
        /// Tells it from all others.
        public var key: String
        /// A digest of everything that the list of roots says of it.
        public var print: UInt64
        /// How many rows of the answer are of it.
        public var rows: Int
        /// The files that it reads, by their numbers.
        public var files: [Int]

        /// Where it stands among others: they are sorted by path, id and environment.
        public var place: (path: String, id: String, environment: String) {
            let parts = key.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
            return parts.count < 4 ? ("", "", "") : (parts[2], parts[1], parts[3])
        }

        /// Makes a row.
        public init(key: String, print: UInt64, rows: Int, files: [Int]) {
            (self.key, self.print, self.rows, self.files) = (key, print, rows, files)
        }
    }

    /// The files, by number.
    public var paths: [String]
    /// The roots, in the order of the answer.
    public var roots: [Row]

    /// Puts together what was kept.
    public init(paths: [String], roots: [Row]) { (self.paths, self.roots) = (paths, roots) }

    /// Takes down which files roots read; `rows` has the number of rows of each, and `more` the files of each that are no layers.
    init(_ all: [Root], rows: [Int], beside more: [String: Set<String>], index: RepositoryIndex) {
        var numbers: [String: Int] = [:]
        var paths: [String] = []
        func number(_ path: String) -> Int {
            if let known = numbers[path] { return known }
            numbers[path] = paths.count
            paths.append(path)
            return paths.count - 1
        }
        roots = zip(all, rows).map { root, rows in
            // Where it is declared has a part in it too.
            let declared = [root.path, String(root.id.prefix { $0 != "#" })].filter(index.isFile)
            let files = Set(root.layers + declared).union(more[root.shortKey] ?? []).sorted()
            return Row(key: root.key, print: root.print, rows: rows, files: files.map(number))
        }
        self.paths = paths
    }

    /// What has to be evaluated again.
    public struct Reach: Sendable {
        /// Numbers of the roots whose rows may be others.
        public var roots: [Int]
        /// All files that this takes.
        public var paths: Set<String>
    }

    /// More files than these are not looked at: evaluating everything is as quick.
    private static let mostFiles = 4_000

    /// What may be another one after a change; nil where that is not known, or too much.
    ///
    /// Of `read`, what an answer was read from, those files count always that speak of others: scripts, settings, owners.
    public func reach(of change: TreeChange, in tree: any SourceTree, read: [String]) -> Reach? {
        var homes: Set<String> = []
        for entry in tree.entries {
            guard entry.kind == .file || entry.kind == .executable else { return nil }
            let name = RepositoryPath.name(of: entry.path)
            let home = RepositoryPath.directory(of: entry.path)
            // A helmfile at the top is around everything: there its values count one by one.
            if name == "Chart.yaml" || name.hasPrefix("helmfile") && !home.isEmpty { homes.insert(home) }
        }
        // The files of a chart, and those around a helmfile, count as one: the outermost of them.
        var known: [String: String?] = [:]
        func home(_ directory: String) -> String? {
            if let home = known[directory] { return home }
            let home =
                (directory.isEmpty ? nil : home(RepositoryPath.directory(of: directory)))
                ?? (homes.contains(directory) ? directory + "/" : nil)
            known[directory] = .some(home)
            return home
        }
        func unit(_ path: String) -> String { home(RepositoryPath.directory(of: path)) ?? path }
        var numbers: [String: Int] = [:]
        let units = paths.map { path -> Int in
            let unit = unit(path)
            let number = numbers[unit] ?? numbers.count
            numbers[unit] = number
            return number
        }
        var readers: [[Int]] = Array(repeating: [], count: numbers.count)
        for (position, root) in roots.enumerated() {
            for number in Set(root.files.map { units[$0] }) { readers[number].append(position) }
        }
        var first: Set<Int> = []
        guard let taken = change.taken(in: tree) else { return nil }
        for path in taken.union(change.contents.keys) {
            guard let number = numbers[unit(path)], !readers[number].isEmpty else { return nil }
            first.formUnion(readers[number])
        }
        let moved = Set(change.added.keys).union(change.removed.keys)
        // What lies beside a file that comes or goes may be one root with it.
        let places = Set(moved.map { RepositoryPath.directory(of: $0) })
        for path in moved.union(paths) where places.contains(RepositoryPath.directory(of: path)) {
            if let number = numbers[unit(path)] { first.formUnion(readers[number]) }
        }
        // A helmfile at the top may read whatever it finds.
        for (position, root) in roots.enumerated() where root.key.hasPrefix(Root.Kind.helmfile.rawValue) {
            if root.files.contains(where: { isHelmfileAtTop(paths[$0]) }) { first.insert(position) }
        }
        // Roots with rows say of them who else reads the token; that goes on from one to the other.
        var reached = first
        if change.isMove {
            // Roots that read other files than before share other files, too: those around them have to be there wholly.
            for number in Set(first.flatMap { roots[$0].files.map { units[$0] } }) {
                reached.formUnion(readers[number])
            }
        }
        var waiting = reached.sorted()
        var beside: Set<Int> = []
        while let next = waiting.popLast() {
            for number in Set(roots[next].files.map { units[$0] }) {
                for reader in readers[number] where !reached.contains(reader) {
                    guard roots[reader].rows > 0 else {
                        beside.insert(reader)
                        continue
                    }
                    reached.insert(reader)
                    waiting.append(reader)
                }
            }
            guard reached.count < RootFiles.mostFiles else { return nil }
        }
        var found: Set<String> = []
        var wanted: Set<String> = []
        for root in reached.union(beside) {
            for number in roots[root].files {
                let path = paths[number]
                let unit = unit(path)
                if unit == path { found.insert(path) } else { wanted.insert(unit) }
            }
        }
        let layered = Set(paths)
        found.formUnion(
            read.filter {
                !layered.contains($0) && RootFiles.speaksOfOthers($0)
                    || places.contains(RepositoryPath.directory(of: $0))
            })
        found.formUnion(change.paths)
        if wanted.contains("/") { return nil }
        for entry in tree.entries where !wanted.isEmpty {
            let unit = unit(entry.path)
            if unit != entry.path, wanted.contains(unit) { found.insert(entry.path) }
        }
        guard found.count <= RootFiles.mostFiles else { return nil }
        return Reach(roots: reached.sorted(), paths: found)
    }

    private func isHelmfileAtTop(_ path: String) -> Bool {
        path.hasPrefix("helmfile") && (!path.contains("/") || path.hasPrefix("helmfile.d/"))
    }

    /// True for a file whose contents may concern any root.
    private static func speaksOfOthers(_ path: String) -> Bool {
        !PathConventions.isManifest(path) || path.hasPrefix(".")
            || LocalChange.programs.contains(RepositoryPath.name(of: path))
    }
}

extension Root {
    /// Tells it from all others.
    var key: String {
        [kind.rawValue, id, path, environment, release, cluster].map { $0 ?? "" }.joined(separator: "\u{1F}")
    }

    /// A digest of everything.
    var print: UInt64 {
        var print = Fingerprint()
        print.add(key)
        for list in [namespaces, layers, shares, excluded.map { [$0] } ?? []] {
            print.add("\(list.count)")
            for text in list { print.add(text) }
        }
        return print.value
    }
}
