import Foundation
import Model
import Pipeline
import TestSupport
import Testing
import Tracing

/// Where files come and go that others notice than those who read them, no answer is kept that is another one now.
@Suite struct MovedFileInvalidationTests {
    /// What is asked: everything that is deployed, everything that decides sizes in both forms, one place.
    private static func ask(_ repository: String, _ cache: AnswerCache?) async throws -> [String] {
        let trace: String
        do {
            trace = try await Tracer(TraceQuestion(repositoryPath: repository)).answer(
                ["trace"], cache: cache
            ) {
                let (address, attribute) = MovedFileEstate.target
                return .init(try CanonicalJSON.encodePretty(try await $0.trace(address, attribute).trace))
            }.text
        } catch { trace = "\(error)" }
        return try await LocalAnswerTests.ask(repository, cache).texts + [trace]
    }

    @Test func aTextThatALinkBeginsToLeadToIsNoticed() async throws {
        let repository = try TemporaryRepository()
        let reading = MovedFileEstate.workload(
            #"{{ .Files.Get "more/memory.txt" | default "1Gi" | trim }}"#)
        try repository.commit(
            MovedFileEstate.chart.merging(["charts/web/templates/web.yaml": reading]) { $1 })
        try repository.shell.run(["ln", "-s", "../../shared", "charts/web/more"])
        try repository.commit([:])
        let cache = AnswerCache(directory: repository.directory.path + "/cache", program: "test")
        let before = try await Self.ask(repository.path, cache)
        try repository.commit(["shared/memory.txt": "2Gi\n"])
        let computed = try await Self.ask(repository.path, nil)
        #expect(try await Self.ask(repository.path, cache) == computed)
        #expect(computed != before)
    }

    @Test(arguments: MovedFileEstate.all) func theAnswerIsTheOneThatIsComputed(_ estate: MovedFileEstate)
        async throws
    {
        let repository = try TemporaryRepository()
        try repository.git("remote", "add", "origin", "https://git.example/shop.git")
        try repository.commit(estate.files)
        for (number, step) in estate.steps.enumerated() {
            // A cache of its own, which knows nothing but the tree before: files may come back as they were.
            let cache = AnswerCache(
                directory: repository.directory.path + "/cache-\(number)", program: "test")
            let before = try await Self.ask(repository.path, cache)
            for (path, text) in step {
                if let text { try repository.write(path, text) } else { try repository.git("rm", "-q", path) }
            }
            try repository.commit([:])
            let answer = try await Self.ask(repository.path, cache)
            let computed = try await Self.ask(repository.path, nil)
            for (name, pair) in zip(["roots", "inventory", "table", "trace"], zip(answer, computed)) {
                #expect(pair.0 == pair.1, "\(name) after change \(number + 1)")
            }
            // A change that nobody notices would tell nothing.
            #expect(computed != before, "change \(number + 1)")
        }
    }
}
