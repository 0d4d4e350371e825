internal import Diagnostics
internal import Model
internal import YAML

/// Images that a program of the pipeline puts in: Git has no more than their names.
struct BuiltImages {
    private let index: RepositoryIndex
    /// True for the id of a root that a controller in the cluster keeps as it is in Git, whatever else deploys it.
    private let isReconciled: (String) throws -> Bool

    init(_ index: RepositoryIndex, isReconciled: @escaping (String) throws -> Bool) {
        self.index = index
        self.isReconciled = isReconciled
    }

    /// What Skaffold knows of images.
    struct Found: Sendable, Hashable {
        /// Directories with a file of Skaffold, and that file.
        var directories: [String: String] = [:]
        /// Images that it builds, and the file that says so.
        var artifacts: [String: String] = [:]
        /// Images whose tags a command sets, and where.
        var set: [String: String] = [:]
        /// Workloads whose replicas a command sets, and where.
        var numbers: [String: String] = [:]
    }

    /// The answer, held where what it says is not what runs.
    func checked(_ answer: TraceAnswer) throws -> TraceAnswer {
        guard let hold = try hold(answer.trace, in: answer.key?.root) else { return answer }
        return TraceAnswer(
            trace: Trace(target: answer.trace.target, status: .held(hold), hops: answer.trace.hops), key: nil)
    }

    /// The row of a listing, likewise.
    func checked(_ entry: InventoryEntry) throws -> InventoryEntry {
        guard let hold = try hold(entry.trace, in: entry.root) else { return entry }
        var entry = entry
        entry.trace = Trace(target: entry.trace.target, status: .held(hold))
        return entry
    }

    private func hold(_ trace: Trace, in root: String?) throws -> Hold? {
        guard let address = trace.target.kubernetes, let origin = trace.origin, let value = trace.value else {
            return nil
        }
        switch trace.target.attribute {
        case "replicas", "spec.replicas": return try replicas(of: address.name)
        case let attribute where attribute == "image" || attribute.hasSuffix(".image"):
            return try hold(value, in: origin.file, root)
                ?? ImageTriggers(index: index).hold(trace, of: address)
        default: return nil
        }
    }

    private func hold(_ image: String, in file: String, _ root: String?) throws -> Hold? {
        if image.hasPrefix("ko://") {
            return Hold(
                .derived, "`\(image)` is what ko builds; the image's digest is put in when it is applied")
        }
        // Asked of every image: looking for a pattern takes its time.
        let mayBeFilledIn = image.utf8.contains { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "_") }
        if mayBeFilledIn, image.contains(/\$[A-Za-z_]|__[A-Z]/) {
            return Hold(.templated, "`\(image)` is filled in before it is applied")
        }
        let found = try index.images.get { try find() }
        let path = image.prefix { $0 != "@" }
        let colon = path[(path.lastIndex(of: "/") ?? path.startIndex)...].firstIndex(of: ":")
        let name = String(path[..<(colon ?? path.endIndex)])
        // A tag in Git is what a controller keeps to, though people try the same files with Skaffold.
        if let skaffold = found.artifacts[name], try name == image || root.map(isReconciled) != true {
            return Hold(.notInRepository, "\(skaffold) builds `\(name)` and puts its tag or digest in")
        }
        guard name == image else { return nil }
        if let place = found.set[name] {
            return Hold(.notInRepository, "`\(image)` has no tag, and \(place) puts one in")
        }
        return RepositoryPath.ancestors(of: file).lazy.compactMap { found.directories[$0] }.first.map {
            Hold(.notInRepository, "`\(image)` has no tag, and \($0) may put one in")
        }
    }

    /// The hold for a number that a program puts in.
    private func replicas(of name: String) throws -> Hold? {
        try index.images.get { try find() }.numbers[name].map {
            Hold(.notInRepository, "\($0) sets the number of replicas")
        }
    }

    /// `kustomize edit set image NAME=…` of pipelines and scripts, which change what is applied and not what is in Git.
    private func edits(_ found: inout Found) throws {
        let names = ["Makefile", "Jenkinsfile", ".gitlab-ci.yml", "cloudbuild.yaml", "azure-pipelines.yml"]
        for path in index.files {
            guard
                path.hasPrefix(".github/workflows/") || path.hasSuffix(".sh")
                    || names.contains(RepositoryPath.name(of: path)),
                let source = try index.store.source(path), FileMarks.contains(source.bytes, "edit set ")
            else { continue }
            let text = String(decoding: source.bytes, as: UTF8.self)
            for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
                .enumerated()
            {
                let words = line.split { " \t\r\"'".contains($0) }
                guard let set = words.indices.first(where: { words[$0...].starts(with: ["edit", "set"]) }),
                    set + 3 < words.count, words.contains(where: { $0.hasSuffix("kustomize") })
                else { continue }
                for word in words[(set + 3)...] {
                    let name = String(word.prefix { $0 != "=" && $0 != ":" })
                    switch words[set + 2] {
                    case "image": found.set[name] = "\(path):\(number + 1)"
                    case "replicas": found.numbers[name] = "\(path):\(number + 1)"
                    default: continue
                    }
                }
            }
        }
    }

    /// Everything that programs say of images.
    func find() throws -> Found {
        var found = Found()
        try edits(&found)
        for path in index.files
        where ["skaffold.yaml", "skaffold.yml"].contains(RepositoryPath.name(of: path)) {
            guard PathConventions.notDeployed(path) == nil, let source = try index.store.source(path) else {
                continue
            }
            found.directories[RepositoryPath.directory(of: path)] = path
            for document in YAMLParser.parse(source.bytes, path: path).documents {
                guard let root = document.root else { continue }
                let profiles = root["profiles"]?.items.map(\.resolved) ?? []
                for build in [root["build"]] + profiles.map({ $0["build"] }) {
                    for artifact in build?["artifacts"]?.items ?? [] {
                        guard let image = artifact.resolved["image"]?.scalar?.text else { continue }
                        found.artifacts[image] = path
                    }
                }
            }
        }
        return found
    }
}
