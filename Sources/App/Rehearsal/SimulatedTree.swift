internal import Model
internal import Ports

/// The files of one commit of a simulated repository, which has no links.
struct SimulatedTree: SourceTree {
    let commit: ObjectID
    let entries: [TreeEntry]
    private let files: [String: ObjectID]
    private let objects: SimulatedObjects

    init(_ repository: SimulatedRepository, _ commit: ObjectID) throws {
        self.commit = commit
        files = try repository.found(commit).files
        objects = repository.objects
        entries = files.map { TreeEntry(path: $0.key, kind: .file, id: $0.value) }.sorted {
            $0.path < $1.path
        }
    }

    func read(_ path: String) throws -> [UInt8]? {
        realPath(path).flatMap { files[$0] }.flatMap { objects.blob($0) }
    }

    func realPath(_ path: String) -> String? {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." {
                guard parts.popLast() != nil else { return nil }
            } else {
                parts.append(part)
            }
        }
        let real = parts.joined(separator: "/")
        return files[real] != nil || files.keys.contains { $0.hasPrefix(real + "/") } ? real : nil
    }
}
