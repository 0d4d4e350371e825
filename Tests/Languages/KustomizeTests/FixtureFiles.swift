import Diagnostics
import Kustomize
import Provenance
import YAML

/// A repository in memory.
struct FixtureFiles: KustomizeFiles {
    var files: [String: [UInt8]]

    init(_ fixture: Fixture) { files = fixture.files.mapValues { Array($0.utf8) } }

    func file(at path: String) -> String? { files[path] == nil ? nil : path }
    func isDirectory(_ path: String) -> Bool {
        path.isEmpty || files.keys.contains { $0.hasPrefix(path + "/") }
    }
    func bytes(of file: String) -> [UInt8]? { files[file] }
    func yaml(of file: String) -> YAMLFile? { files[file].map { YAMLParser.parse($0, path: file) } }
}

/// One field of a rendered object.
struct Leaf {
    var text: String
    var origins: Origins
}

extension RenderedKustomization {
    /// Every scalar by object and path.
    var leaves: [String: Leaf] {
        var leaves: [String: Leaf] = [:]
        for (index, resource) in resources.enumerated() {
            collect(resource.node, "\(index):\(resource.kind.kind)", &leaves)
        }
        return leaves
    }

    private func collect(_ node: Node, _ path: String, _ leaves: inout [String: Leaf]) {
        switch node.content {
        case .scalar(let scalar): leaves[path] = Leaf(text: scalar.text, origins: node.origins)
        case .mapping(let entries):
            for entry in entries { collect(entry.value, "\(path)/\(entry.key)", &leaves) }
        case .sequence(let items):
            for (index, item) in items.enumerated() { collect(item, "\(path)/\(index)", &leaves) }
        }
    }

    func object(_ kind: String, _ name: String) -> Node? {
        resources.first { $0.kind.kind == kind && $0.name == name }?.node
    }
}

extension Origins {
    /// The source text of the token, out of the files.
    func token(in files: FixtureFiles) -> String? {
        guard let span = identity, let bytes = files.files[span.path] else { return nil }
        return String(decoding: bytes[span.range.indices], as: UTF8.self)
    }
}
