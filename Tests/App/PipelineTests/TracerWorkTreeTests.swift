import Diagnostics
import Foundation
import Model
import Pipeline
import TestSupport
import Testing
import Tracing

/// `--worktree`: the files that are there, modules that `terraform init` left included.
@Suite struct TracerWorkTreeTests {
    private static func question(_ repository: TemporaryRepository) -> TraceQuestion {
        TraceQuestion(repositoryPath: repository.path, root: "live")
    }

    /// The committed case with its downloaded modules ignored, as they are in a checkout.
    private static func repository() throws -> TemporaryRepository {
        let repository = try TemporaryRepository()
        try repository.write(".gitignore", ".terraform/\nlocal.auto.tfvars\n")
        let files = SourceDirectory.fixtures.appending(path: "tracing/terraform-installed-modules/repository")
        try FileManager.default.copyItem(
            atPath: files.appending(path: "live").path, toPath: repository.path + "/live")
        try repository.commit([:])
        return repository
    }

    private static let address = "module.db.module.instance.aws_db_instance.this"

    @Test func followsInstalledModules() async throws {
        let repository = try Self.repository()
        var question = Self.question(repository)
        let committed = try await Tracer(question).trace(Self.address, "instance_class").trace
        guard case .held(let hold) = committed.status else {
            Issue.record("the commit has no such module")
            return
        }
        #expect(hold.reason == .external)
        question.readsWorkTree = true
        let (trace, text) = try await Tracer(question).trace(Self.address, "instance_class")
        #expect(trace.origin?.location == "live/main.tf:36:13")
        #expect(text.contains("db.r6g.xlarge"))
        let entries = try await Tracer(question).inventory().entries
        let found = entries.first { $0.resource == Self.address && $0.attribute == "instance_class" }
        #expect(found?.trace.origin?.location == "live/main.tf:36:13")
        #expect(try await Tracer(question).roots().allSatisfy { !$0.path.contains(".terraform") })
    }

    @Test func whatGitIgnoresIsNobodysToEdit() async throws {
        let repository = try Self.repository()
        try repository.write("live/local.auto.tfvars", "db_class = \"db.t3.micro\"\n")
        var question = Self.question(repository)
        question.readsWorkTree = true
        let trace = try await Tracer(question).trace(Self.address, "instance_class").trace
        guard case .held(let hold) = trace.status else {
            Issue.record("named a file that is on this machine alone")
            return
        }
        #expect(hold.reason == .notInRepository)
        #expect(trace.value == "db.t3.micro")
        #expect(trace.derivesFrom.map(\.location) == ["live/local.auto.tfvars:1:12"])
    }

    @Test func readsWhatIsNotCommitted() async throws {
        let repository = try TemporaryRepository()
        try repository.write(
            "live/main.tf",
            "terraform {}\nresource \"aws_instance\" \"web\" {\n  instance_type = \"m5.large\"\n}\n")
        var question = Self.question(repository)
        await #expect(throws: Failure.self) { try await Tracer(question).roots() }
        question.readsWorkTree = true
        let trace = try await Tracer(question).trace("aws_instance.web", "instance_type").trace
        #expect(trace.origin?.location == "live/main.tf:3:19")
    }
}
