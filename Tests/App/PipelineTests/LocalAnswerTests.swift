import Foundation
import Model
import Pipeline
import TestSupport
import Testing
import Tracing

/// Where a change concerns no more than the roots that read the file, their rows alone are computed, and the answer is the one that
/// would be computed from everything.
@Suite struct LocalAnswerTests {
    /// Repositories of all kinds: the estates, the example, the fixtures of traces.
    static let repositories: [String] = {
        let package = SourceDirectory.package
        let estates = ["estates/flux", "estates/argocd", "estates/helmfile", "storefront"].map {
            package.appending(path: "infra-examples/\($0)").path
        }
        let fixtures = SourceDirectory.fixtures.appending(path: "tracing").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: fixtures)) ?? []
        return estates
            + names.sorted().map { "\(fixtures)/\($0)/repository" }.filter {
                FileManager.default.fileExists(atPath: $0)
            }
    }()

    static func copy(_ directory: String) throws -> TemporaryRepository {
        let repository = try TemporaryRepository()
        for (path, bytes) in try InMemoryTree(directory: URL(fileURLWithPath: directory)).contents {
            try repository.write(path, Data(bytes))
        }
        try repository.commit([:])
        return repository
    }

    /// Three questions, and of how many the answer was not computed from everything.
    static func ask(_ repository: String, _ cache: AnswerCache?) async throws -> (
        texts: [String], kept: Int
    ) {
        var texts: [String] = []
        var kept = 3
        for command in [["roots", "json"], ["inventory", "json"], ["inventory", "table"]] {
            do {
                let answer = try await Tracer(TraceQuestion(repositoryPath: repository))
                    .answer(command, cache: cache) { tracer in
                        kept -= 1
                        if command[0] == "roots" {
                            return .init(try CanonicalJSON.encodePretty(list: try await tracer.roots()))
                        }
                        let entries = try await tracer.inventory().entries
                        return .init(
                            command[1] == "json"
                                ? try CanonicalJSON.encodePretty(list: entries) : TracingTables.cells(entries)
                        )
                    }
                texts.append(answer.text)
            } catch {
                texts.append("\(error)")
            }
        }
        return (texts, kept)
    }

    /// Changes of a text, by what they are.
    private static let kinds = [
        "label", "line", "port", "container", "value", "number", "key", "environment", "delete", "twice",
        "swap", "namespace",
    ]

    /// The text with one change of a kind; nil where it has no place for it.
    private static func changed(_ text: String, _ kind: String, _ random: inout SeededGenerator) -> String? {
        func inserted(_ line: String, after pattern: Regex<Substring>) -> String? {
            guard let range = text.ranges(of: pattern).randomElement(using: &random) else { return nil }
            var text = text
            text.insert(contentsOf: line, at: range.upperBound)
            return text
        }
        func replaced(_ pattern: Regex<Substring>, _ make: (Substring) -> String) -> String? {
            guard let range = text.ranges(of: pattern).randomElement(using: &random) else { return nil }
            return text.replacingCharacters(in: range, with: make(text[range]))
        }
        let number = Int.random(in: 1...9, using: &random)
        switch kind {
        case "label": return inserted("\n  labels: {team: a\(number)}", after: /\nmetadata:/)
        case "line": return inserted("# a line more \(number)\n", after: /\n/)
        case "port":
            return inserted("ports: [{containerPort: 808\(number)}]\n          ", after: /\n        -[ ]/)
        case "container":
            return inserted(
                "        - name: more\(number)\n          image: more:1\n"
                    + "          resources: {limits: {memory: \(number)Mi}}\n",
                after: /\n      (?:initContainers|containers):\n(?=        - )/)
        case "value": return replaced(/: [a-z]+\n/) { _ in ": other\(number)\n" }
        case "number": return replaced(/: [0-9]+/) { "\($0)\(number)" }
        case "key": return inserted("more\(number): \(number)\n", after: /\n(?=[a-z])/)
        case "environment":
            return inserted(
                "          env: [{name: A, value: \"\(number)\"}]\n", after: /\n          image: [^\n]*\n/)
        case "delete": return replaced(/\n[^\n]+/) { _ in "" }
        case "twice": return replaced(/\n[^\n]+/) { "\($0)\($0)" }
        case "swap":
            return replaced(/memory|cpu|limits|requests|Deployment|name/) {
                let others = ["memory": "cpu", "cpu": "memory", "limits": "requests", "name": "names"]
                return others[String($0)] ?? "limits"
            }
        default: return replaced(/namespace: [a-z-]+/) { _ in "namespace: other\(number)" }
        }
    }

    // Some of them: each change is asked about six times.
    @Test(arguments: repositories.indices.filter { $0 < 4 || $0.isMultiple(of: 4) })
    func theRowsThatAreComputedAreThoseOfAWholeEvaluation(_ number: Int) async throws {
        let directory = Self.repositories[number]
        let repository = try Self.copy(directory)
        let cache = AnswerCache(directory: repository.directory.path + "/cache", program: "test")
        var random = SeededGenerator(seed: UInt64(number) + 1)
        var steps: [String] = []
        _ = try await Self.ask(repository.path, cache)
        let files = try repository.git("ls-files").split(separator: "\n").map(String.init).filter {
            $0.hasSuffix(".yaml") || $0.hasSuffix(".yml")
        }
        for kind in Self.kinds {
            guard let path = files.randomElement(using: &random) else { return }
            let text = try String(contentsOfFile: "\(repository.path)/\(path)", encoding: .utf8)
            guard let changed = Self.changed(text, kind, &random) else { continue }
            try repository.commit([path: changed])
            steps.append("\(kind) of \(path)")
            let answer = try await Self.ask(repository.path, cache)
            let computed = try await Self.ask(repository.path, nil)
            #expect(answer.texts == computed.texts, "\(directory) after \(steps.joined(separator: "; "))")
            // What breaks a file is taken back: most of what can be changed is in files that can be read.
            if ["delete", "twice", "swap"].contains(kind) {
                try repository.commit([path: text])
                _ = try await Self.ask(repository.path, cache)
            }
        }
    }

    /// A change that concerns nobody but those who read the file.
    struct Local: Sendable, CustomTestStringConvertible {
        var estate: String
        var path: String
        var old: String
        var new: String
        var testDescription: String { "\(estate): \(path), \(new.split(separator: "\n").last ?? "")" }

        init(_ estate: String, _ path: String, _ old: String, _ new: String) {
            (self.estate, self.path, self.old, self.new) = (estate, path, old, new)
        }
    }

    private static let cart = "apps/base/cart/deployment.yaml"
    private static let local = [
        Local("flux", cart, "  name: cart\n", "  name: cart\n  labels: {team: shop}\n"),
        Local("flux", cart, "          resources:", "          args: [--more]\n          resources:"),
        Local(
            "flux", cart, "          resources:",
            "          ports: [{containerPort: 80}]\n          resources:"),
        Local(
            "flux", cart, "      containers:\n",
            "      containers:\n        - name: more\n          image: more:1\n"
                + "          resources: {limits: {memory: 1Mi}}\n"),
        Local("flux", cart, "CART_MEMORY:=256Mi", "CART_MEMORY:=300Mi"),
        Local("flux", "apps/base/catalog/release.yaml", "interval: 30m", "interval: 40m"),
        Local("flux", "apps/base/catalog/release.yaml", "memory: 512Mi", "memory: 700Mi"),
        Local("flux", "charts/parcel/values.yaml", "\n", "\nmore: 1\n"),
        Local("argocd", "charts/catalog/values.yaml", "\n", "\nmore: 1\n"),
        Local("argocd", "charts/catalog/values-search.yaml", "resources:", "replicas: 7\nresources:"),
        Local("helmfile", "values/reviews-production.yaml", "replicas: 3", "replicas: 4"),
    ]

    @Test(arguments: local) func whatOnlyReadersOfTheFileNoticeIsNotEvaluatedWhole(_ change: Local)
        async throws
    {
        let repository = try Self.copy(
            SourceDirectory.package.appending(path: "infra-examples/estates/\(change.estate)").path)
        let cache = AnswerCache(directory: repository.directory.path + "/cache", program: "test")
        let before = try await Self.ask(repository.path, cache)
        #expect(before.kept == 0)
        let text = try String(contentsOfFile: "\(repository.path)/\(change.path)", encoding: .utf8)
        let range = try #require(text.firstRange(of: change.old))
        try repository.commit([change.path: text.replacingCharacters(in: range, with: change.new)])
        let after = try await Self.ask(repository.path, cache)
        let computed = try await Self.ask(repository.path, nil)
        #expect(after.texts == computed.texts)
        #expect(after.kept == 3)
        // What was brought up to date is kept, and is brought up to date again.
        #expect(try await Self.ask(repository.path, cache).kept == 3)
        try repository.commit([change.path: text])
        let back = try await Self.ask(repository.path, cache)
        #expect(back.texts == before.texts && back.kept == 3)
    }
}
