import Foundation
import Model
import Pipeline
import TestSupport
import Testing
import Tracing

/// Where files come and go, the answer is the one that would be computed from everything, and often without computing that.
@Suite struct MovedFileAnswerTests {
    private typealias Answers = LocalAnswerTests

    /// Changes of the paths of a repository, by what they are.
    private static let kinds = [
        "more", "foreign", "service", "workload", "overlay", "app", "script", "less", "orphan", "remove",
        "copy", "rename",
        "folder",
    ]

    private static func configuration(_ name: String, kind: String = "ConfigMap") -> String {
        "apiVersion: v1\nkind: \(kind)\nmetadata:\n  name: \(name)\n"
    }

    private static let orphan = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: orphan
        spec:
          template:
            spec:
              containers:
                - name: app
                  image: orphan:1
                  resources: {limits: {memory: 64Mi}}

        """

    /// Makes one change of a kind; false where there is no place for it.
    private static func change(
        _ repository: TemporaryRepository, _ kind: String, _ step: Int, _ random: inout SeededGenerator
    ) throws -> String? {
        let files = try repository.git("ls-files").split(separator: "\n").map(String.init)
        func folder(_ path: String) -> String {
            let folder = (path as NSString).deletingLastPathComponent
            return folder.isEmpty ? "" : folder + "/"
        }
        func text(_ path: String) throws -> String {
            try String(contentsOfFile: "\(repository.path)/\(path)", encoding: .utf8)
        }
        let manifests = files.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
        let kustomizations = try files.filter { $0.hasSuffix("kustomization.yaml") }.filter {
            try text($0).contains("resources:\n")
        }
        guard let any = manifests.randomElement(using: &random) else { return nil }
        let name = "more-\(step).yaml"
        switch kind {
        case "app":
            let place = step.isMultiple(of: 2) ? "more-\(step)/" : folder(any) + "more-\(step)/"
            try repository.commit([
                place + name: orphan, place + "kustomization.yaml": "resources:\n  - \(name)\n",
            ])
        case "more", "service", "workload":
            guard let list = kustomizations.randomElement(using: &random) else { return nil }
            let lines = try text(list).replacing(
                "resources:\n", with: "resources:\n  - \(name)\n", maxReplacements: 1)
            let file =
                kind == "workload"
                ? orphan : configuration("more-\(step)", kind: kind == "more" ? "ConfigMap" : "Service")
            try repository.commit([list: lines, folder(list) + name: file])
            return "\(name) of \(list)"
        case "less":
            for list in kustomizations.shuffled(using: &random) {
                for path in files where folder(path) == folder(list) && path != list {
                    let line = "  - \((path as NSString).lastPathComponent)\n"
                    let old = try text(list)
                    guard old.contains(line) else { continue }
                    try repository.git("rm", "-q", path)
                    try repository.commit([list: old.replacing(line, with: "")])
                    return path
                }
            }
            return nil
        case "overlay":
            guard let list = kustomizations.randomElement(using: &random) else { return nil }
            let base = folder(list).isEmpty ? ".." : "../../\(folder(list).dropLast())"
            try repository.commit([
                "more/\(step)/kustomization.yaml": "resources:\n  - \(base)\nnamePrefix: a-\n"
            ])
            return "overlay of \(list)"
        case "foreign": try repository.commit([folder(any) + "NOTES-\(step).md": "more\n"])
        case "script":
            let more = step.isMultiple(of: 2) ? "echo \(step)\n" : "helm upgrade a charts/a -f b.yaml\n"
            let old = files.contains("more.sh") ? try text("more.sh") : ""
            try repository.commit(["more.sh": old + more])
        case "orphan": try repository.commit([folder(any) + name: orphan])
        case "folder": try repository.commit(["more-\(step)/of/\(name)": orphan])
        case "remove":
            try repository.git("rm", "-q", any)
            try repository.commit([:])
        case "copy": try repository.commit([folder(any) + name: try text(any)])
        default:
            try repository.git("mv", any, folder(any) + name)
            try repository.commit([:])
        }
        return any
    }

    @Test(arguments: Answers.repositories.indices.filter { $0 < 4 || $0 % 5 == 1 })
    func whateverComesAndGoesTheAnswerIsThatOfAWholeEvaluation(_ number: Int) async throws {
        let directory = Answers.repositories[number]
        let repository = try Answers.copy(directory)
        let cache = AnswerCache(directory: repository.directory.path + "/cache", program: "test")
        var random = SeededGenerator(seed: UInt64(number) + 11)
        var steps: [String] = []
        _ = try await Answers.ask(repository.path, cache)
        for (step, kind) in Self.kinds.enumerated() {
            guard let what = try Self.change(repository, kind, step, &random) else { continue }
            steps.append("\(kind): \(what)")
            let answer = try await Answers.ask(repository.path, cache)
            let computed = try await Answers.ask(repository.path, nil)
            #expect(answer.texts == computed.texts, "\(directory) after \(steps.joined(separator: "; "))")
        }
    }

    /// A change that takes no whole evaluation, and of how many of three questions.
    struct Move: Sendable, CustomTestStringConvertible {
        var name: String
        var files: [String: String]
        var kept = 3
        var testDescription: String { name }
    }

    private static let cart = "apps/base/cart"
    private static let moves = [
        Move(name: "a remark", files: ["apps/README.md": "more\n", "notes/one/two.txt": "more\n"]),
        Move(
            name: "a configuration",
            files: [
                "apps/base/cart/more.yaml": configuration("more", kind: "NetworkPolicy"),
                "apps/base/cart/kustomization.yaml": "resources:\n  - more.yaml\n",
            ]),
        Move(name: "a script", files: ["more.sh": "echo more\n"]),
        Move(
            name: "a script that installs a chart which is declared",
            files: ["more.sh": "helm upgrade --install parcel charts/parcel -f elsewhere.yaml\n"]),
        Move(
            name: "a root", files: ["more/one/kustomization.yaml": "resources:\n  - ../../apps/base/cart\n"]),
        Move(
            name: "an app",
            files: [
                "more/kustomization.yaml": "resources:\n  - orphan.yaml\n", "more/orphan.yaml": orphan,
            ]),
    ]

    @Test(arguments: moves) func whatOnlyReadersNoticeIsNotEvaluatedWhole(_ move: Move) async throws {
        let repository = try Answers.copy(
            SourceDirectory.package.appending(path: "infra-examples/estates/flux").path)
        let cache = AnswerCache(directory: repository.directory.path + "/cache", program: "test")
        let before = try await Answers.ask(repository.path, cache)
        var old: [String: String] = [:]
        for (path, text) in move.files {
            let was = try? String(contentsOfFile: "\(repository.path)/\(path)", encoding: .utf8)
            old[path] = was
            let new = was.map { $0.replacing("resources:\n", with: text, maxReplacements: 1) } ?? text
            try repository.write(path, new)
        }
        try repository.commit([:])
        let after = try await Answers.ask(repository.path, cache)
        let computed = try await Answers.ask(repository.path, nil)
        #expect(after.texts == computed.texts)
        #expect(after.kept == move.kept)
        // The same backwards.
        for path in move.files.keys {
            if let was = old[path] {
                try repository.write(path, was)
            } else {
                try repository.git("rm", "-q", path)
            }
        }
        try repository.commit([:])
        let back = try await Answers.ask(repository.path, cache)
        #expect(back.texts == before.texts)
    }
}
