import Foundation
import Kustomize
import TestSupport
import Testing
import YAML

/// The fixtures against Kustomize itself.
@Suite("kubectl kustomize itself", .enabled(if: Kubectl.isNew, "kubectl with Kustomize 5 is not installed"))
struct DifferentialTests {
    @Test(arguments: Fixture.all)
    func rendersTheSame(_ fixture: Fixture) throws {
        let directory = try TemporaryDirectory(inMemory: true)
        defer { directory.remove() }
        for (path, text) in fixture.files {
            let url = URL(fileURLWithPath: "\(directory.path)/\(path)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        let answer = try Shell(directory: directory.path).run([
            "kubectl", "kustomize", "--load-restrictor=LoadRestrictionsNone", fixture.root,
        ])
        let parsed = YAMLParser.parse(Array(answer.output), path: "kubectl.yaml")
        #expect(!parsed.hasErrors)
        let theirs = parsed.documents.compactMap { $0.root.map(PlainValue.init) }
        let rendered = try KustomizeBuilder(files: FixtureFiles(fixture)).build(fixture.root)
        let ours = rendered.resources.map { PlainValue($0.node) }
        #expect(ours.count == theirs.count)
        for (a, b) in zip(ours.sorted(), theirs.sorted()) { #expect(a == b) }
        let isSorted = fixture.files["\(fixture.root)/kustomization.yaml"]?.contains("legacy") == true
        if isSorted { #expect(ours == theirs) }
    }
}

/// What kubectl there is.
enum Kubectl {
    static let isNew: Bool = {
        guard Shell.has("kubectl"),
            let answer = try? Shell(directory: "/").attempt(["kubectl", "version", "--client"]),
            let line = answer.text.split(separator: "\n").first(where: { $0.hasPrefix("Kustomize Version") }),
            let major = line.split(separator: "v").last?.split(separator: ".").first.flatMap({ Int($0) })
        else { return false }
        return major >= 5
    }()
}

/// A value without origins; the order of keys does not count.
indirect enum PlainValue: Hashable, Comparable, CustomStringConvertible {
    case scalar(YAMLScalarValue)
    case list([PlainValue])
    case mapping([String: PlainValue])

    init(_ node: Node) {
        switch node.content {
        case .scalar(let scalar): self = .scalar(scalar.value)
        case .sequence(let items): self = .list(items.map(PlainValue.init))
        case .mapping(let entries):
            self = .mapping(Dictionary(uniqueKeysWithValues: entries.map { ($0.key, PlainValue($0.value)) }))
        }
    }

    init(_ view: YAMLNodeView) {
        let view = view.resolved
        switch view.kind {
        case .mapping:
            self = .mapping(
                Dictionary(
                    view.entries.map { ($0.key.scalar?.text ?? "", PlainValue($0.value)) },
                    uniquingKeysWith: { $1 }))
        case .sequence: self = .list(view.items.map(PlainValue.init))
        default: self = .scalar(view.scalar?.value(in: .kustomize) ?? .null)
        }
    }

    var description: String {
        switch self {
        case .scalar(let value): "\(value)"
        case .list(let items): "[\(items.map(\.description).joined(separator: ", "))]"
        case .mapping(let entries):
            "{"
                + entries.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
                .joined(separator: ", ") + "}"
        }
    }

    static func < (a: PlainValue, b: PlainValue) -> Bool { a.description < b.description }
}
