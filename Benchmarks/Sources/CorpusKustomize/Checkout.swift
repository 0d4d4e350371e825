import Foundation
import Kustomize
import YAML

/// The files of a checkout, read when they are asked for.
final class Checkout: KustomizeFiles {
    private let root: URL
    private let real: String
    /// Directories with a kustomization that is no component, sorted; of what is vendored or a test too.
    let overlays: [String]

    init(_ folder: String) throws {
        root = URL(fileURLWithPath: folder).resolvingSymlinksInPath()
        real = root.path
        var found: [String] = []
        let names = Set(KustomizationNames.all)
        for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init() {
            let parts = name.split(separator: "/")
            guard let last = parts.last, names.contains(String(last)), !parts.contains(".git"),
                let data = FileManager.default.contents(atPath: folder + "/" + name)
            else { continue }
            let kind = YAMLParser.parse(Array(data), path: name).documents.first?.root?["kind"]?.scalar?.text
            if kind != "Component" { found.append(parts.dropLast().joined(separator: "/")) }
        }
        overlays = Set(found).sorted()
    }

    func file(at path: String) -> String? {
        let url = root.appendingPathComponent(path).resolvingSymlinksInPath()
        var isDirectory: ObjCBool = false
        guard url.path.hasPrefix(real + "/"),
            FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory),
            !isDirectory.boolValue
        else { return nil }
        return String(url.path.dropFirst(real.count + 1))
    }

    func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        let url = path.isEmpty ? root : root.appendingPathComponent(path)
        return FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory)
            && isDirectory.boolValue
    }

    func bytes(of file: String) -> [UInt8]? {
        FileManager.default.contents(atPath: real + "/" + file).map { Array($0) }
    }

    func yaml(of file: String) -> YAMLFile? { bytes(of: file).map { YAMLParser.parse($0, path: file) } }
}
