import Foundation
import Model
import Pipeline
import TestSupport
import Testing
import Tracing

/// Answers that are kept are the answers that would be computed, whatever changes in between.
@Suite struct AnswerCacheTests {
    /// What is asked: everything that is deployed, everything that decides sizes, one place.
    private static func ask(_ repository: String, _ cache: AnswerCache?) async throws -> [String] {
        func text(_ command: String, _ make: @escaping (Tracer) async throws -> String) async throws -> String
        {
            do {
                return try await Tracer(TraceQuestion(repositoryPath: repository))
                    .answer([command], cache: cache) { .init(try await make($0), remark: "about \(command)") }
                    .text
            } catch {
                return "\(error)"
            }
        }
        return [
            try await text("roots") { try CanonicalJSON.encodePretty(try await $0.roots()) },
            try await text("inventory") { try CanonicalJSON.encodePretty(try await $0.inventory().entries) },
            try await text("trace") {
                try CanonicalJSON.encodePretty(
                    try await $0.trace("Deployment/catalog/app", "resources.limits.memory").trace)
            },
        ]
    }

    private static func estate(_ name: String) throws -> TemporaryRepository {
        let repository = try TemporaryRepository()
        let folder = Fixtures.package.appendingPathComponent("infra-examples/estates/\(name)").path
        for case let path as String in FileManager.default.enumerator(atPath: folder) ?? .init() {
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(path)") else { continue }
            try repository.write(path, data)
        }
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
        let what = ["digit", "line", "word", "delete", "rename", "add", "link", "mode"]
        let kind = what[Int.random(in: 0..<what.count, using: &random)]
        var bytes = [UInt8](FileManager.default.contents(atPath: full) ?? Data())
        switch kind {
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

    @Test(arguments: ["flux", "argocd", "helmfile"], [1, 2] as [UInt64])
    func whateverChangesTheAnswerIsTheOneThatWouldBeComputed(_ estate: String, _ seed: UInt64) async throws {
        let repository = try Self.estate(estate)
        let cache = AnswerCache(directory: repository.directory.path + "/cache", program: "test")
        var random = SeededGenerator(seed: seed)
        var steps: [String] = []
        for _ in 0..<12 {
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
                return .init(try CanonicalJSON.encodePretty(try await tracer.roots()), remark: "remark")
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

    /// Each of these is as good as no entry.
    static let damages: [@Sendable ([UInt8]) -> [UInt8]] = [
        { _ in [] }, { Array($0.dropLast()) }, { $0 + [0x20] }, { Array($0.prefix(20)) },
        {
            var bytes = $0; bytes[bytes.count - 5] ^= 1; return bytes
        },
        {
            var bytes = $0; bytes[17] ^= 1; return bytes
        },
        { Array("trimtab-answer 1 x 9223372036854775807 9223372036854775807 9 9\n".utf8) + $0 },
        { Array("trimtab-answer 2".utf8) + $0.dropFirst(16) },
    ]

    @Test(arguments: damages.indices) func aDamagedEntryIsNoEntry(_ number: Int) async throws {
        let repository = try Self.estate("helmfile")
        let folder = repository.directory.path + "/cache"
        let cache = AnswerCache(directory: folder, program: "one")
        let text = try await asked(repository, cache).text
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
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
            (try? FileManager.default.contentsOfDirectory(atPath: folder).count) ?? 0
        }
        let text = try run(["TRIMTAB_CACHE": "off"])
        #expect(try run(["TRIMTAB_CACHE": folder], "--no-cache") == text && kept(folder) == 0)
        #expect(try run(["TRIMTAB_CACHE": folder]) == text && kept(folder) == 1)
        #expect(try run(["TRIMTAB_CACHE": folder]) == text && kept(folder) == 1)
        #expect(try run(["XDG_CACHE_HOME": folder + "/home"]) == text && kept(folder + "/home/trimtab") == 1)
    }
}
