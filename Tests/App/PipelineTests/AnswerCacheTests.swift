import Foundation
import Model
import Pipeline
import TestSupport
import Testing
import Tracing

/// Answers that are kept are the answers that would be computed, whatever changes in between.
@Suite struct AnswerCacheTests {
    /// What is asked: everything that is deployed, everything that decides sizes in both forms, one place.
    private static func ask(_ repository: String, _ cache: AnswerCache?) async throws -> [String] {
        func text(_ command: [String], _ make: @escaping (Tracer) async throws -> String) async throws
            -> String
        {
            do {
                return try await Tracer(TraceQuestion(repositoryPath: repository))
                    .answer(command, cache: cache) { .init(try await make($0), remark: "remark") }
                    .text
            } catch {
                return "\(error)"
            }
        }
        return [
            try await text(["roots", "json"]) {
                try CanonicalJSON.encodePretty(list: try await $0.roots())
            },
            try await text(["inventory", "json"]) {
                try CanonicalJSON.encodePretty(list: try await $0.inventory().entries)
            },
            try await text(["inventory", "table"]) {
                TracingTables.cells(try await $0.inventory().entries)
            },
            try await text(["trace"]) {
                try CanonicalJSON.encodePretty(
                    try await $0.trace("Deployment/catalog/app", "resources.limits.memory").trace)
            },
        ]
    }

    private static func deployment(_ name: String, replicas: Int, memory: String) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: \(name)
        spec:
          replicas: \(replicas)  # by hand
          template:
            spec:
              containers:
                - name: app
                  image: shop/\(name):1.2.3
                  args: [--quiet, serve]
                  command:
                    - /bin/serve
                    - --level=info
                  env:
                    - name: LEVEL
                      value: info
                    - name: LIMIT
                      value: "{}"
                  resources:
                    requests:
                      cpu: 250m
                      memory: \(memory)
                    limits:
                      memory: \(memory)
                - name: proxy
                  image: shop/proxy:2
                  resources: {limits: {memory: 64Mi}}

        """
    }

    private static let patch = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: catalog
        spec:
          replicas: 3

        """

    private static let chart = [
        "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "charts/web/values.yaml": "memory: 128Mi\nreplicas: 1\n",
        "charts/web/templates/deployment.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: "{{ .Release.Name }}"}
        spec:
          replicas: {{ .Values.replicas }}
          template:
            spec:
              containers:
                - name: app
                  image: shop/web:1
                  resources:
                    limits:
                      memory: {{ .Values.memory }}

        """,
    ]

    /// Small repositories of each kind: what is found, and the ways in which it is, are those of large ones.
    private static let estates: [String: [String: String]] = [
        "flux": [
            "apps/base/catalog/deployment.yaml": deployment("catalog", replicas: 2, memory: "512Mi"),
            "apps/base/catalog/kustomization.yaml": "resources: [deployment.yaml]\n",
            "apps/production/catalog/kustomization.yaml":
                "resources: [../../base/catalog]\npatches: [{path: patch.yaml}]\n",
            "apps/production/catalog/patch.yaml": patch,
            "apps/staging/catalog/kustomization.yaml": "resources: [../../base/catalog]\n",
            "clusters/production/catalog.yaml": MovedFileEstate.kustomization(
                "catalog", "./apps/production/catalog"),
            "clusters/staging/catalog.yaml": MovedFileEstate.kustomization(
                "catalog", "./apps/staging/catalog", "  targetNamespace: staging\n"),
            "manifests/queue.yaml": deployment("queue", replicas: 1, memory: "1Gi"),
            "manifests/scaler.yaml": """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: queue}
            spec: {scaleTargetRef: {kind: Deployment, name: queue}, minReplicas: 1, maxReplicas: 5}

            """,
        ],
        "argocd": chart.merging([
            "apps/web.yaml": """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: web}
            spec:
              destination: {namespace: shop}
              source:
                repoURL: https://git.example/shop.git
                path: charts/web
                helm: {valuesObject: {memory: 256Mi}}

            """,
            "apps/catalog.yaml": """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: catalog}
            spec:
              destination: {namespace: shop}
              source: {repoURL: https://git.example/shop.git, path: plain/catalog}

            """,
            "plain/catalog/deployment.yaml": deployment("catalog", replicas: 2, memory: "512Mi"),
        ]) { $1 },
        "helmfile": chart.merging([
            "helmfile.yaml": """
            releases:
              - name: web
                chart: ./charts/web
                values: [production.yaml]

            """,
            "production.yaml": "memory: 512Mi\n",
            "plain/catalog.yaml": deployment("catalog", replicas: 2, memory: "512Mi"),
        ]) { $1 },
    ]

    private static func estate(_ name: String) throws -> TemporaryRepository {
        let repository = try TemporaryRepository()
        for (path, text) in estates[name] ?? [:] { try repository.write(path, text) }
        try repository.write("CODEOWNERS", "*  @shop/owners\n")
        try repository.commit([:])
        return repository
    }

    /// One change of any file or path.
    private static func change(_ repository: TemporaryRepository, _ random: inout SeededGenerator) throws
        -> String
    {
        let files = try repository.git("ls-files").split(separator: "\n").map(String.init)
        let path = files[Int.random(in: 0..<files.count, using: &random)]
        let full = "\(repository.path)/\(path)"
        let what = [
            "size", "size", "text", "digit", "line", "word", "delete", "rename", "add", "link", "mode",
        ]
        let kind = what[Int.random(in: 0..<what.count, using: &random)]
        var bytes = [UInt8](FileManager.default.contents(atPath: full) ?? Data())
        switch kind {
        case "size":
            var text = String(decoding: bytes, as: UTF8.self)
            let sizes = text.ranges(of: /(replicas|memory|cpu): [0-9]+/)
            guard let range = sizes.randomElement(using: &random) else { return "nothing" }
            text.insert(
                contentsOf: ["1", "27", "0"].randomElement(using: &random) ?? "", at: range.upperBound)
            try repository.write(path, text)
        case "text":
            var text = String(decoding: bytes, as: UTF8.self)
            let texts = text.ranges(of: /(image: [a-z\/]+:|value: |- --level=|- \/bin\/)[A-Za-z0-9.]*/)
            guard let range = texts.randomElement(using: &random) else { return "nothing" }
            text.insert(
                contentsOf: ["1", "x.2", "-a", " ", ":b"].randomElement(using: &random) ?? "",
                at: range.upperBound)
            try repository.write(path, text)
        case "digit":
            let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
            guard !digits.isEmpty else { return "nothing" }
            bytes[digits[Int.random(in: 0..<digits.count, using: &random)]] = 0x31 + UInt8(random.next() % 8)
            try repository.write(path, Data(bytes))
        case "line":
            var lines = String(decoding: bytes, as: UTF8.self).split(
                separator: "\n", omittingEmptySubsequences: false)
            lines.remove(at: Int.random(in: 0..<lines.count, using: &random))
            try repository.write(path, lines.joined(separator: "\n"))
        case "word":
            let text = String(decoding: bytes, as: UTF8.self)
            let (old, new) = [
                ("catalog", "search"), ("apps", "app"), ("production", "staging"), ("memory", "cpu"),
            ][
                Int.random(in: 0..<4, using: &random)]
            try repository.write(path, text.replacing(old, with: new))
        case "delete": try repository.git("rm", "-q", "-f", path)
        case "rename": try repository.git("mv", path, path + ".yaml")
        case "add":
            // What a root asked for and did not find, or one more that Flux takes as it finds it.
            let folder = (path as NSString).deletingLastPathComponent
            let name = ["kustomization.yaml", "values-production.yaml", "more.yaml", "README.md"][
                Int.random(in: 0..<4, using: &random)]
            guard !files.contains(folder + "/" + name) else { return "nothing" }
            try repository.write(folder.isEmpty ? name : folder + "/" + name, "replicas: 7\n")
        case "link":
            guard files.count > 1 else { return "nothing" }
            let other = files[Int.random(in: 0..<files.count, using: &random)]
            guard other != path else { return "nothing" }
            try FileManager.default.removeItem(atPath: full)
            let up = String(repeating: "../", count: path.split(separator: "/").count - 1)
            try FileManager.default.createSymbolicLink(atPath: full, withDestinationPath: up + other)
        default: try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: full)
        }
        try repository.commit([:])
        return "\(kind) \(path)"
    }

    @Test(arguments: ["flux", "argocd", "helmfile"], [1, 2, 3] as [UInt64])
    func whateverChangesTheAnswerIsTheOneThatWouldBeComputed(_ estate: String, _ seed: UInt64) async throws {
        let repository = try Self.estate(estate)
        let cache = AnswerCache(directory: repository.directory.path + "/cache", program: "test")
        var random = SeededGenerator(seed: seed)
        var steps: [String] = []
        for _ in 0..<14 {
            _ = try await Self.ask(repository.path, cache)
            steps.append(try Self.change(repository, &random))
            let kept = try await Self.ask(repository.path, cache)
            let computed = try await Self.ask(repository.path, nil)
            #expect(kept == computed, "\(estate), seed \(seed), after \(steps.joined(separator: "; "))")
            #expect(
                try await Self.ask(repository.path, cache) == computed,
                "\(estate), seed \(seed): the second time")
        }
    }

    /// Answers a question about `HEAD`, and says whether it was computed.
    private func asked(
        _ repository: TemporaryRepository, _ cache: AnswerCache?, _ command: [String] = ["roots"],
        root: String? = nil
    ) async throws -> (text: String, isComputed: Bool) {
        var isComputed = false
        let answer = try await Tracer(TraceQuestion(repositoryPath: repository.path, root: root))
            .answer(command, cache: cache) { tracer in
                isComputed = true
                return .init(try CanonicalJSON.encodePretty(list: try await tracer.roots()), remark: "remark")
            }
        #expect(answer.remark == "remark")
        return (answer.text, isComputed)
    }

    @Test func itIsKeptForTheSameProgramQuestionAndFiles() async throws {
        let repository = try Self.estate("flux")
        let folder = repository.directory.path + "/cache"
        let cache = AnswerCache(directory: folder, program: "one")
        let first = try await asked(repository, cache)
        #expect(first.isComputed)
        let second = try await asked(repository, cache)
        #expect(!second.isComputed && second.text == first.text)
        #expect(try await asked(repository, cache, ["inventory"]).isComputed)
        #expect(try await asked(repository, cache, root: "apps").isComputed)
        #expect(try await asked(repository, AnswerCache(directory: folder, program: "two")).isComputed)
        #expect(try await asked(repository, nil).isComputed)
        // Another commit with the same files, and one that changes what nothing read.
        try repository.commit([:], "Nothing")
        #expect(!(try await asked(repository, cache).isComputed))
        try repository.commit(["CODEOWNERS": "*  @shop/others\n"])
        #expect(!(try await asked(repository, cache).isComputed))
        try repository.commit(["NOTES.md": "more\n"])
        #expect(try await asked(repository, cache).isComputed, "a path more may be one that was looked for")
    }

    /// A change of a file: which, what it reads before and after, and whether everything has to be computed again.
    struct Change: Sendable, CustomTestStringConvertible {
        var estate = "flux"
        var path: String
        var old: String
        var new: String
        var isComputed = false
        var testDescription: String { "\(path): \(old) becomes \(new)" }
    }

    static let base = "apps/base/catalog/deployment.yaml"
    static let changes: [Change] = [
        .init(path: base, old: "replicas: 2", new: "replicas: 12"),
        .init(path: base, old: "cpu: 250m", new: "cpu: 1"),
        .init(path: base, old: "cpu: 250m", new: "cpu: 2500m"),
        .init(path: base, old: "memory: 512Mi", new: "memory: 1Gi"),
        .init(path: "apps/production/catalog/patch.yaml", old: "replicas: 3", new: "replicas: 10"),
        .init(path: "manifests/queue.yaml", old: "memory: 1Gi", new: "memory: 768Mi"),
        .init(estate: "argocd", path: "plain/catalog/deployment.yaml", old: "512Mi", new: "2Gi"),
        .init(estate: "helmfile", path: "plain/catalog.yaml", old: "replicas: 2", new: "replicas: 4"),
        .init(path: base, old: "image: shop/catalog:1.2.3", new: "image: shop/catalog:1.12.0-rc.1"),
        .init(path: base, old: "image: shop/proxy:2", new: "image: shop/proxy:v3"),
        .init(path: base, old: "image: shop/proxy:2", new: "image: shop/proxy:2  # tried"),
        .init(path: base, old: "- --level=info", new: "- --level=debug,all"),
        .init(path: base, old: "- --level=info", new: "- --level=debug"),
        .init(path: base, old: "- /bin/serve", new: "- /usr/bin/serve"),
        .init(path: base, old: "value: info", new: "value: warning"),
        .init(
            estate: "argocd", path: "plain/catalog/deployment.yaml", old: "shop/catalog:1.2.3",
            new: "shop/catalog:2"),
        // What an image is called by; what a patch removes; what is filled in; what is no text any more.
        .init(path: base, old: "shop/catalog:1.2.3", new: "shop/catalogue:1.2.3"),
        .init(path: base, old: "shop/catalog:1.2.3", new: "shop/catalog"),
        .init(path: base, old: "shop/catalog:1.2.3", new: "shop/catalog:1@sha256:12"),
        .init(path: base, old: "value: info", new: "value: null"),
        .init(path: base, old: "value: info", new: "value: ${LEVEL}"),
        .init(path: base, old: "value: info", new: "value: {a: b}"),
        .init(path: base, old: "name: LEVEL", new: "name: GRADE"),
        .init(path: base, old: "[--quiet, serve]", new: "[--quiet, run]"),
        // A number becomes a text, or none; something else changes; it is written in another way.
        .init(path: base, old: "replicas: 2", new: "replicas: 2Gi"),
        .init(path: base, old: "replicas: 2", new: "replicas: 0"),
        .init(path: base, old: "replicas: 2", new: "replicas: \"2\""),
        .init(path: base, old: "name: proxy", new: "name: queue"),
        .init(path: base, old: "by hand", new: "by me"),
        .init(path: base, old: "memory: 64Mi", new: "memory: 128Mi"),
        .init(path: "manifests/scaler.yaml", old: "minReplicas: 1", new: "minReplicas: 2", isComputed: true),
        .init(
            estate: "argocd", path: "charts/web/values.yaml", old: "replicas: 1", new: "replicas: 2",
            isComputed: false),
        .init(estate: "helmfile", path: "production.yaml", old: "512Mi", new: "768Mi"),
    ]

    @Test(arguments: changes) func aChangeOfSizesAloneIsNotComputedAgain(_ change: Change) async throws {
        let repository = try Self.estate(change.estate)
        let cache = AnswerCache(directory: repository.directory.path + "/cache", program: "one")
        _ = try await Self.ask(repository.path, cache)
        let text = String(
            decoding: FileManager.default.contents(atPath: "\(repository.path)/\(change.path)") ?? Data(),
            as: UTF8.self)
        #expect(text.contains(change.old))
        try repository.commit([change.path: text.replacing(change.old, with: change.new)])
        let isComputed = try await asked(repository, cache, ["roots", "json"]).isComputed
        #expect(isComputed == change.isComputed)
        let kept = try await Self.ask(repository.path, cache)
        #expect(try await kept == Self.ask(repository.path, nil))
        #expect(!kept[1].isEmpty)
        // And back again, from what was brought up to date.
        try repository.commit([change.path: text])
        #expect(try await Self.ask(repository.path, cache) == Self.ask(repository.path, nil))
    }

    /// What makes sizes mean more than themselves.
    static let meanings: [String: String] = [
        "apps/staging/catalog/kustomization.yaml": """
        resources: [../../base/catalog]
        replacements:
          - source: {kind: Deployment, name: catalog, fieldPath: spec.replicas}
            targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.size], options: {create: true}}]

        """,
        "apps/staging/catalog/extra/kustomization.yaml": """
        resources: [../../../base/catalog]
        patches:
          - target: {kind: Deployment}
            patch: "[{op: test, path: /spec/replicas, value: 2}]"

        """,
        "apps/base/catalog/generated/kustomization.yaml":
            "configMapGenerator: [{name: text, files: [deployment.yaml]}]\n",
        "infra/main.tf": "locals { web = yamldecode(file(\"../apps/base/catalog/deployment.yaml\")) }\n",
        "apps/Chart.yaml": "apiVersion: v2\nname: apps\nversion: 1.0.0\n",
    ]

    @Test(arguments: meanings.keys.sorted()) func sizesThatMeanMoreAreComputedAgain(_ path: String)
        async throws
    {
        let repository = try Self.estate("flux")
        try repository.commit([path: Self.meanings[path] ?? ""])
        let cache = AnswerCache(directory: repository.directory.path + "/cache", program: "one")
        _ = try await Self.ask(repository.path, cache)
        try repository.commit([
            Self.base: Self.deployment("catalog", replicas: 12, memory: "512Mi")
        ])
        // What another kustomization makes of them, its own evaluation shows.
        let isComputed = try await asked(repository, cache, ["roots", "json"]).isComputed
        let isSeen = path.hasSuffix("staging/catalog/kustomization.yaml") || path.contains("generated")
        #expect(isComputed == !isSeen)
        #expect(try await Self.ask(repository.path, cache) == Self.ask(repository.path, nil))
    }

    /// Each of these is as good as no entry.
    static let damages: [@Sendable ([UInt8]) -> [UInt8]] = [
        { _ in [] }, { Array($0.dropLast()) }, { $0 + [0x20] }, { Array($0.prefix(20)) },
        {
            var bytes = $0; bytes[bytes.count - 5] ^= 1; return bytes
        },
        {
            var bytes = $0; bytes[17] ^= 1; return bytes
        },
        {
            // Among the files that were read.
            var bytes = $0; bytes[(bytes.firstIndex(of: 0x0A) ?? 0) + 3] ^= 1; return bytes
        },
        {
            Array(
                "trimtab-answer 5 x y none other 0 c 9223372036854775807 9223372036854775807 9 9 9 9\n".utf8)
                + $0
        },
        { Array("trimtab-answer 2".utf8) + $0.dropFirst(16) },
    ]

    @Test(arguments: damages.indices) func aDamagedEntryIsNoEntry(_ number: Int) async throws {
        let repository = try Self.estate("helmfile")
        let folder = repository.directory.path + "/cache"
        let cache = AnswerCache(directory: folder, program: "one")
        let text = try await asked(repository, cache).text
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let name = try #require(names.first { $0.hasSuffix(".answer") })
        let bytes = [UInt8](FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data())
        try Data(Self.damages[number](bytes)).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        let again = try await asked(repository, cache)
        #expect(again.isComputed && again.text == text)
        #expect(!(try await asked(repository, cache).isComputed), "it was written anew")
    }

    @Test func aDirectoryThatOthersWriteToIsNotUsed() async throws {
        let repository = try Self.estate("helmfile")
        let folder = repository.directory.path + "/cache"
        let cache = AnswerCache(directory: folder, program: "one")
        _ = try await asked(repository, cache)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
        #expect(try await asked(repository, cache).isComputed)
        #expect(
            try await asked(repository, AnswerCache(directory: "/dev/null/cache", program: "one")).isComputed)
    }

    @Test func itDoesNotGrowWithoutEnd() async throws {
        let repository = try Self.estate("helmfile")
        let folder = repository.directory.path + "/cache"
        let limit = 60_000
        let cache = AnswerCache(directory: folder, program: "one", limit: limit)
        for number in 0..<30 { _ = try await asked(repository, cache, ["roots", "\(number)"]) }
        let sizes = try FileManager.default.contentsOfDirectory(atPath: folder).map {
            try FileManager.default.attributesOfItem(atPath: "\(folder)/\($0)")[.size] as? Int ?? 0
        }
        #expect(sizes.count > 1 && sizes.reduce(0, +) <= limit, "\(sizes)")
        #expect(!(try await asked(repository, cache, ["roots", "29"]).isComputed))
    }

    @Test func severalAtOnceGetTheSame() async throws {
        let repository = try Self.estate("flux")
        let cache = AnswerCache(directory: repository.directory.path + "/cache", program: "one")
        let path = repository.path
        let wanted = try await Self.ask(path, nil)
        try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<8 { group.addTask { try await Self.ask(path, cache) } }
            for try await answer in group { #expect(answer == wanted) }
        }
    }

    @Test func theCommandUsesItUnlessItIsTold() throws {
        let repository = try Self.estate("argocd")
        let folder = repository.directory.path + "/kept"
        func run(_ environment: [String: String], _ more: String...) throws -> String {
            let product = Product(directory: repository.path, environment: environment)
            let answer = try product.run(["roots", "--repo", "."] + more)
            #expect(answer.status == 0, "\(answer.everything)")
            return answer.text
        }
        func kept(_ folder: String) -> Int {
            (try? FileManager.default.contentsOfDirectory(atPath: folder).count { $0.hasSuffix(".answer") })
                ?? 0
        }
        let text = try run(["TRIMTAB_CACHE": "off"])
        #expect(try run(["TRIMTAB_CACHE": folder], "--no-cache") == text && kept(folder) == 0)
        #expect(try run(["TRIMTAB_CACHE": folder]) == text && kept(folder) == 1)
        #expect(try run(["TRIMTAB_CACHE": folder]) == text && kept(folder) == 1)
        #expect(try run(["XDG_CACHE_HOME": folder + "/home"]) == text && kept(folder + "/home/trimtab") == 1)
    }
}
