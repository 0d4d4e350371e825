internal import Diagnostics
internal import Model
internal import YAML

/// Tells sources that mean this repository, as it is read, from those that mean another one or another revision.
///
/// A repository does not know its own address, and mirrors have several. The last part of the address tells: the one from
/// which most is deployed whose path is here is this repository, and what has another name is another one. A single short
/// path that is here by chance says nothing. Where the checkout was made from an address whose last part is among the names,
/// that one is this repository.
struct OwnRepository: Sendable {
    /// What deploys from one name.
    private struct Uses {
        var count = 0
        var directories: Set<String> = []
        /// True where something takes a directory with the file that declares it.
        var includesItself = false

        /// False for what may be here by chance.
        var isTelling: Bool {
            includesItself || directories.count > 1 || directories.contains { $0.contains("/") }
        }
    }

    /// A source of Flux as something speaks of it.
    struct SourceName {
        var name: String
        /// Nil where it is not said, or filled in.
        var namespace: String?

        /// Nil without a name.
        init?(_ name: String?, namespace: String?) {
            guard let name else { return nil }
            self.name = name
            self.namespace = namespace.flatMap { FileMarks.isPlaceholder($0) || $0.isEmpty ? nil : $0 }
        }
    }

    /// Where a source of Flux takes its files from.
    private struct GitSource {
        /// The file that declares it.
        var file: String
        /// Nil where its file does not say it.
        var namespace: String?
        var url: String?
        /// Branch, tag or commit; nil for the default branch.
        var revision: String?
        /// What it leaves out, as Git's patterns.
        var ignore: String?
    }

    /// The name of this repository, as far as it is known.
    private let own: String?
    /// True where so much is deployed from that name that one from which nothing is here is another repository's.
    private let isOwnSure: Bool
    /// Names of other repositories.
    private let others: Set<String>
    /// Names that may be this repository's.
    private let unclear: Set<String>
    /// Sources of Flux by their names.
    private let sources: [String: [GitSource]]
    /// Directories that something takes from other repositories and nothing from this one, with those addresses.
    private let copies: [String: String]
    /// The last part of the address that the checkout was made from.
    private let origin: String?
    /// Names from which something is deployed whose path is here.
    private let used: Set<String>
    /// Branches from which this repository is deployed.
    private let branches: Set<String>

    init(_ index: RepositoryIndex) throws {
        let origin = index.origin.flatMap(OwnRepository.remoteName)
        self.origin = origin
        var uses: [String: Uses] = [:]
        var taken: [String: [String: String]] = [:]
        var revisions: [(name: String, revision: String?)] = []
        // Names of which everything is deployed at a fixed revision.
        var whole: Set<String> = []
        func count(_ url: String?, _ path: String?, _ revision: String?, in file: String) {
            if let url, let path, let revision, !FileMarks.isPlaceholder(url),
                OwnRepository.isFixed(revision),
                ["", ".", "./", "/"].contains(path)
            {
                whole.insert(OwnRepository.name(url))
            }
            guard let url, let path, !FileMarks.isPlaceholder(url), !FileMarks.isPlaceholder(path),
                let directory = RepositoryPath.join(
                    "", path.hasPrefix("/") ? String(path.dropFirst()) : path),
                !directory.isEmpty, index.isDirectory(directory)
            else { return }
            let name = OwnRepository.name(url)
            uses[name, default: Uses()].count += 1
            taken[directory, default: [:]][name] = url
            uses[name]?.directories.insert(directory)
            if RepositoryPath.isInside(file, directory) { uses[name]?.includesItself = true }
            revisions.append((name, revision))
        }
        let objects = try index.manifests().objects
        var sources: [String: [GitSource]] = [:]
        for object in objects where object.kind == "GitRepository" {
            sources[object.name, default: []].append(OwnRepository.source(object))
        }
        // From these a cluster takes what it is.
        var synced: Set<String> = []
        for object in objects {
            guard let sync = FluxInstanceLayout.sync(of: object) else { continue }
            sources[sync.name, default: []].append(
                GitSource(
                    file: object.file.path,
                    namespace: SourceName(sync.name, namespace: object.namespace)?.namespace,
                    url: sync.url, revision: sync.revision))
            count(sync.url, sync.path, sync.revision, in: object.file.path)
            if let url = sync.url { synced.insert(OwnRepository.name(url)) }
        }
        for object in objects {
            let spec = object.node["spec"]
            switch (object.kind, object.group) {
            case ("Kustomization", "kustomize.toolkit.fluxcd.io"):
                let reference = spec?["sourceRef"]
                guard reference?["kind"]?.scalar?.text == "GitRepository" else { continue }
                let name = SourceName(
                    reference?["name"]?.scalar?.text,
                    namespace: reference?["namespace"]?.scalar?.text ?? object.namespace)
                let meant = OwnRepository.nearest(
                    OwnRepository.meant(name, among: sources), to: object.file.path)
                count(
                    meant.last?.url, RepositoryPath.clamped(spec?["path"]?.scalar?.text ?? ""),
                    meant.last?.revision,
                    in: object.file.path)
                // Clusters may each have a source of that name, for a branch of its own.
                for source in meant.dropLast() {
                    if let url = source.url { revisions.append((OwnRepository.name(url), source.revision)) }
                }
            case ("Application", "argoproj.io"):
                for source in [spec?["source"]].compactMap({ $0 }) + (spec?["sources"]?.items ?? []) {
                    let source = source.resolved
                    count(
                        source["repoURL"]?.scalar?.text, source["path"]?.scalar?.text,
                        source["targetRevision"]?.scalar?.text, in: object.file.path)
                }
            case ("ApplicationSet", "argoproj.io"):
                let made = spec?["template"]?["spec"]
                for source in [made?["source"]].compactMap({ $0 }) + (made?["sources"]?.items ?? []) {
                    let source = source.resolved
                    count(
                        source["repoURL"]?.scalar?.text, source["path"]?.scalar?.text,
                        source["targetRevision"]?.scalar?.text, in: object.file.path)
                }
                for use in OwnRepository.filledIn(spec, index) {
                    count(use.url, use.path, use.revision, in: object.file.path)
                }
                for generator in OwnRepository.generators(spec?["generators"]) {
                    for item in ["directories", "files"].flatMap({ generator[$0]?.items ?? [] }) {
                        let path = item.resolved["path"]?.scalar?.text
                        count(
                            generator["repoURL"]?.scalar?.text, path.map(OwnRepository.directory),
                            generator["revision"]?.scalar?.text, in: object.file.path)
                    }
                    for directory in OwnRepository.directories(ofFiles: generator, index) {
                        count(
                            generator["repoURL"]?.scalar?.text, directory,
                            generator["revision"]?.scalar?.text, in: object.file.path)
                    }
                }
            default: continue
            }
        }
        let most = uses.values.map(\.count).max() ?? 0
        // A name of which nearly as much is here may be this repository as well; one that deploys its own declaration is, and so is the
        // one of a cluster that is declared here, where more than the cluster is taken from it.
        var first = uses.filter { use in
            use.value.count == most || use.value.isTelling && use.value.count * 3 >= most
        }
        let sure = uses.filter { name, use in
            use.includesItself || use.count > 1 && use.isTelling && synced.contains(name)
        }
        let best = sure.values.map(\.count).max() ?? 0
        if !sure.isEmpty { first = sure.filter { $0.value.count == best } }
        if let origin, let use = uses[origin] { first = [origin: use] }
        var known = first.count == 1 ? first.first : nil
        var own = known.flatMap { $0.value.isTelling || $0.key == origin ? $0.key : nil }
        let called = first.filter { OwnRepository.isCalled($0.key, among: index.checkoutFolders) }
        if own == nil, called.count == 1 {
            // People leave a checkout the name that it comes with.
            (first, known, own) = (called, called.first, called.first?.key)
        }
        used = Set(uses.keys)
        self.own = own
        isOwnSure = (own.flatMap { uses[$0]?.directories.count } ?? 0) > 2
        unclear = own == nil ? Set(first.keys) : []
        // Nobody deploys all of a repository once more, under another name and as it was once.
        others = Set(uses.keys).union(own == nil ? [] : whole).subtracting(first.keys)
        let elsewhere = others
        copies = taken.filter { $0.key.contains("/") && $0.value.keys.allSatisfy(elsewhere.contains) }
            .compactMapValues { $0.values.min() }
        for directory in copies.keys { index.noteAll(below: directory) }
        self.sources = sources
        branches = Set(
            revisions.filter { $0.name == own }.compactMap(\.revision).filter {
                !OwnRepository.isDefault($0) && !OwnRepository.isFixed($0)
            })
        isReadElsewhere = revisions.contains { use in
            use.name == own && (use.revision.map(OwnRepository.isDefault) ?? true)
        }
    }

    /// True where something deploys the default branch.
    private let isReadElsewhere: Bool

    private static func source(_ object: ManifestObject) -> GitSource {
        let spec = object.node["spec"]
        let reference = spec?["ref"]
        let keys = ["commit", "name", "semver", "tag", "branch"]
        return GitSource(
            file: object.file.path,
            namespace: SourceName(object.name, namespace: object.namespace)?.namespace,
            url: spec?["url"]?.scalar?.text,
            revision: keys.lazy.compactMap { reference?[$0]?.scalar?.text }.first { !$0.isEmpty },
            ignore: spec?["ignore"]?.scalar?.text)
    }

    /// The sources that a name may mean: those in its namespace before those of which that is not known.
    private static func meant(_ name: SourceName?, among sources: [String: [GitSource]]) -> [GitSource] {
        guard let name, let all = sources[name.name] else { return [] }
        guard let namespace = name.namespace else { return all }
        let same = all.filter { $0.namespace == namespace }
        if !same.isEmpty { return same }
        // What a kustomization sets is not in the file.
        let open = all.filter { $0.namespace == nil }
        return open.isEmpty ? all : open
    }

    /// True for one source under one name, however its namespace is said.
    func isSame(_ a: SourceName, _ b: SourceName?) -> Bool {
        func urls(_ name: SourceName?) -> Set<String?> {
            Set(OwnRepository.meant(name, among: sources).map(\.url))
        }
        return a.name == b?.name && urls(a) == urls(b)
    }

    /// What a source of Flux leaves out, nil where it says nothing of it; several where it is there several times.
    ///
    /// Clusters have sources of one name: the one that is declared beside `file`, with which the cluster was set up, counts.
    func ignores(of name: SourceName?, beside file: String) -> Set<String?> {
        let all = OwnRepository.meant(name, among: sources).filter { !isForeign($0.url) }
        let directory = RepositoryPath.directory(of: file)
        let near = all.filter { RepositoryPath.directory(of: $0.file) == directory }
        let texts = Set((near.isEmpty ? all : near).map(\.ignore))
        return texts.isEmpty ? [nil] : texts
    }

    // MARK: Whose files

    /// Why the files of a directory that nothing here deploys need not be what runs: the same path is taken from elsewhere.
    func copy(in directory: String) -> Hold? {
        copies[directory].map {
            Hold(.external, "\(directory) is deployed from another repository, \($0), and not from this one")
        }
    }

    /// True for an address of another repository.
    func isForeign(_ url: String?) -> Bool {
        guard let url, !FileMarks.isPlaceholder(url) else { return false }
        let name = OwnRepository.name(url)
        // What takes no path that is here tells nothing against where the checkout comes from.
        return others.contains(name)
            || !used.contains(name) && own != name && (origin.map { $0 != name } ?? isOwnSure)
    }

    /// True for a source of Flux with the address of another repository.
    func isForeign(source name: SourceName?) -> Bool {
        let meant = OwnRepository.meant(name, among: sources)
        return !meant.isEmpty && meant.allSatisfy { isForeign($0.url) }
    }

    /// Why what is taken from an address, at a revision, may not be what is read here; nil where it is.
    func hold(_ url: String?, revision: String?, of label: String) -> Hold? {
        if let url, !FileMarks.isPlaceholder(url) {
            let name = OwnRepository.name(url)
            if isForeign(url) {
                return Hold(.external, "\(label) takes its files from another repository, \(url)")
            }
            if unclear.contains(name) || own.map({ $0 != name }) == true {
                return Hold(
                    .ambiguous, "\(label) takes its files from \(url), which may be another repository")
            }
        }
        guard let revision, isOther(revision) else { return nil }
        return Hold(
            .external,
            "\(label) takes its files at `\(revision)`, which may be another revision than the one read")
    }

    /// True where nothing but the revision tells against what is taken from an address: another branch, a tag or a commit.
    func isOfAnotherRevision(_ url: String?, _ revision: String?) -> Bool {
        hold(url, revision: nil, of: "") == nil && revision.map(isOther) == true
    }

    /// True for the address that is known to be this repository's.
    func isOwn(_ url: String?) -> Bool {
        guard let url, !FileMarks.isPlaceholder(url) else { return false }
        return own == OwnRepository.name(url) || origin == OwnRepository.name(url)
    }

    /// The same for a source of Flux; of several for the one beside a file.
    func isOfAnotherRevision(source name: SourceName?, beside file: String) -> Bool {
        nearest(name, to: file).last.map { isOfAnotherRevision($0.url, $0.revision) } ?? false
    }

    /// The sources of a name; of several those that are declared next to the file: clusters have folders of their own.
    private func nearest(_ name: SourceName?, to file: String?) -> [GitSource] {
        let all = OwnRepository.meant(name, among: sources)
        return file.map { OwnRepository.nearest(all, to: $0) } ?? all
    }

    private static func nearest(_ all: [GitSource], to file: String) -> [GitSource] {
        guard all.count > 1 else { return all }
        let parts = file.split(separator: "/").dropLast()
        let common = all.map { source in
            zip(parts, source.file.split(separator: "/").dropLast()).prefix { $0 == $1 }.count
        }
        let most = common.max() ?? 0
        return zip(all, common).filter { $0.1 == most }.map(\.0)
    }

    /// The same for a source of Flux; of several the one beside a file.
    func hold(source name: SourceName?, of label: String, beside file: String? = nil) -> Hold? {
        let meant = nearest(name, to: file)
        guard let source = meant.last, let name else { return nil }
        if meant.contains(where: { isForeign($0.url) }), !meant.allSatisfy({ isForeign($0.url) }) {
            let urls = Set(meant.compactMap(\.url)).sorted().joined(separator: " and ")
            return Hold(
                .ambiguous,
                "\(label) takes its files from the source \(name.name), which is there for \(urls)")
        }
        return hold(source.url, revision: source.revision, of: label)
    }

    /// True for a revision that need not be what is read: a tag, a commit, and a branch where others are deployed, too.
    private func isOther(_ revision: String) -> Bool {
        if FileMarks.isPlaceholder(revision) || OwnRepository.isDefault(revision) { return false }
        // `<insert-from-script>` of a source that a script applies.
        if revision.contains(/^<[^<>]+>$/) { return false }
        if OwnRepository.isFixed(revision) { return true }
        return isReadElsewhere || branches.count > 1
    }

    /// Names of the branch that is the default one nearly everywhere.
    private static func isDefault(_ revision: String) -> Bool {
        let names = ["", "HEAD", "main", "master"]
        return names.contains(revision.replacing("refs/heads/", with: ""))
    }

    /// True for a tag, a range of tags or a commit.
    private static func isFixed(_ revision: String) -> Bool {
        if revision.hasPrefix("refs/tags/") || revision.contains(where: { "*<>^~=".contains($0) }) {
            return true
        }
        let isHash = revision.utf8.count >= 7 && revision.allSatisfy(\.isHexDigit)
        if isHash && revision.contains(where: \.isNumber) { return true }
        return revision.contains(/[0-9]+\.[0-9x]+/)
    }

    /// The name in an address of another machine; nil for a path, which may end in anything.
    private static func remoteName(_ url: String) -> String? {
        let isRemote =
            url.contains("://") ? !url.hasPrefix("file:") : url.contains(/^[^\/]+:/)
        return isRemote ? name(url) : nil
    }

    /// True for a name that a folder has: by itself, or behind that of an owner as in mirrors.
    private static func isCalled(_ name: String, among folders: [String]) -> Bool {
        folders.contains { folder in
            let parts = folder.lowercased().split { $0 == "+" || $0 == "_" || $0 == "@" }
            return OwnRepository.name(folder) == name
                || parts.count > 1 && parts.last.map(String.init) == name
        }
    }

    /// `shop` of `git@git.example:team/shop.git`.
    static func name(_ url: String) -> String {
        var text = url.lowercased()[...]
        while text.last == "/" { text = text.dropLast() }
        if text.hasSuffix(".git") { text = text.dropLast(4) }
        return String(text.split { $0 == "/" || $0 == ":" }.last ?? text)
    }
}
