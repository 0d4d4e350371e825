import Diagnostics
import Model
import Pipeline
import TestSupport
import Testing
import Tracing

/// `trace` and `inventory` answer about what was asked, or say that they do not.
@Suite struct TracerTests {
    private static let web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec: {replicas: 2}
        """

    /// A repository with one deployed workload and one that does not count.
    private static func repository() throws -> TemporaryRepository {
        let repository = try TemporaryRepository()
        try repository.commit(["apps/web.yaml": web, "examples/web.yaml": web])
        return repository
    }

    private static func question(_ repository: TemporaryRepository, root: String? = "apps") -> TraceQuestion {
        TraceQuestion(repositoryPath: repository.path, root: root)
    }

    struct Restriction: Sendable, CustomTestStringConvertible {
        var name: String
        var restrict: @Sendable (inout TraceQuestion) -> Void
        var mentions: String
        var testDescription: String { name }
    }

    static let restrictions: [Restriction] = [
        Restriction(name: "-f", restrict: { $0.helm.valueFiles = ["prod.yaml"] }, mentions: "-f or --set"),
        Restriction(name: "--set", restrict: { $0.helm.set = ["a=b"] }, mentions: "-f or --set"),
        Restriction(
            name: "--release", restrict: { $0.helm.release = "blue" }, mentions: "not to release blue"),
    ]

    @Test(arguments: restrictions) func holdsWhatIsRestrictedOtherwise(_ example: Restriction) async throws {
        let repository = try Self.repository()
        var question = Self.question(repository)
        let free = try await Tracer(question).trace("Deployment/web", "replicas").trace
        #expect(free.value == "2")
        example.restrict(&question)
        let trace = try await Tracer(question).trace("Deployment/web", "replicas").trace
        guard case .held(let hold) = trace.status else {
            Issue.record("answered although \(example.name) was given")
            return
        }
        #expect(hold.detail.contains(example.mentions))
    }

    /// A root that lists nothing because a file of it is broken says so, with the place.
    @Test(arguments: [
        (
            "terraform {}\nlocals {\n  x = \(String(repeating: "[", count: 300))\n}\n",
            "main.tf:3:206: nesting is deeper"
        ),
        (
            "locals { x = \"\(String(repeating: "x", count: 17 << 20))\" }\n",
            "main.tf is too large to be read"
        ),
        ("terraform {}\n", "nothing in it has a size or a number"),
    ])
    func saysWhatOfARootCouldNotBeRead(text: String, reason: String) async throws {
        let repository = try TemporaryRepository()
        try repository.commit(["infra/main.tf": text])
        let listing = try await Tracer(Self.question(repository, root: "infra")).inventory()
        #expect(listing.entries.isEmpty && listing.silent.count == 1)
        #expect(listing.silent.allSatisfy { $0.contains(reason) }, "\(listing.silent)")
    }

    @Test func namesARootThatIsNotThere() async throws {
        let repository = try Self.repository()
        for path in ["appz", "apps/web.yml"] {
            let tracer = Tracer(Self.question(repository, root: path))
            await #expect(throws: Failure.self) { try await tracer.trace("Deployment/web", "replicas") }
            await #expect(throws: Failure.self) { try await tracer.inventory() }
        }
    }

    @Test(arguments: ["apps", "apps/", "./apps"]) func takesARootAsAShellWritesIt(_ root: String) async throws
    {
        let repository = try Self.repository()
        let entries = try await Tracer(Self.question(repository, root: root)).inventory().entries
        #expect(entries.map(\.attribute) == ["replicas"])
    }

    @Test func listsALeftOutRootOnlyWhenItIsNamed() async throws {
        let repository = try Self.repository()
        let all = try await Tracer(Self.question(repository, root: nil)).inventory()
        #expect(Set(all.entries.map(\.root)) == ["apps"])
        #expect(all.leftOut == 1)
        let named = try await Tracer(Self.question(repository, root: "examples")).inventory().entries
        #expect(named.map(\.root) == ["examples"])
    }

    @Test func refusesVariableFilesForAnInventory() async throws {
        var question = Self.question(try Self.repository())
        question.variableFiles = ["prod.tfvars"]
        let tracer = Tracer(question)
        await #expect(throws: BadArgument.self) { try await tracer.inventory() }
    }

    @Test func saysThatARepositoryHasNoCommit() async throws {
        let repository = try TemporaryRepository()
        do {
            _ = try await Tracer(TraceQuestion(repositoryPath: repository.path)).roots()
            Issue.record("read a commit that is not there")
        } catch {
            #expect("\(error)".contains("no commit yet"))
        }
    }
}
