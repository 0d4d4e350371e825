import Diagnostics
@_spi(EditingGate) import Model
import Ports
import Settings
import Synchronization
import Testing

@testable import Gates

/// What gates are asked, and what becomes of their answers.
struct GateKeeperTests {
    private static let commit = ObjectID(rawValue: String(repeating: "c", count: 40))

    private func keeper(
        _ sandbox: (any GateSandbox)?, _ repository: OneTree = OneTree(),
        _ settings: GateSettings = GateSettings()
    ) -> GateKeeper {
        GateKeeper(sandbox: sandbox, repository: repository, settings: settings)
    }

    private func report(
        _ names: [String], _ keeper: GateKeeper, files: [String] = ["terraform/live/main.tf"],
        roots: [String] = []
    ) async throws -> GateReport {
        try await keeper.report(names, of: Samples.edit(files, roots: roots), at: Self.commit)
    }

    @Test func whatPassesIsToldWithTheTreeItLookedAt() async throws {
        let sandbox = FakeSandbox([SandboxResult(.exited(0), output: Array("fine".utf8), duration: 1.26)])
        let report = try await report(["terraform-fmt", "parse"], keeper(sandbox))
        #expect(report.tree == OneTree.tree)
        #expect(report.runs.map(\.name) == ["terraform-fmt"])
        #expect(report.runs[0].isPassed && report.runs[0].text == "exit status 0 after 1.3 s")
        #expect(report.timeless.runs[0].text == "exit status 0")
        #expect(
            sandbox.asked == [
                ["terraform", "fmt", "-check", "-diff", "-no-color", "./terraform/live/main.tf"]
            ])
    }

    @Test func gatesOfTheEditItselfNeedNoSandbox() async throws {
        #expect(try await report(["parse", "blast-radius"], keeper(nil)) == .none)
    }

    struct Ending: CustomTestStringConvertible {
        let end: SandboxResult.End
        let text: String
        var testDescription: String { text }
    }

    @Test(arguments: [
        Ending(end: .exited(1), text: "exit status 1"), Ending(end: .signalled(9), text: "ended by signal 9"),
        Ending(end: .outOfTime, text: "stopped, its time was over"),
        Ending(end: .tooMuchOutput, text: "stopped, it printed too much"),
        Ending(end: .outOfMemory, text: "stopped, it used too much memory"),
        Ending(end: .notStarted("helm is not installed"), text: "helm is not installed"),
    ])
    func everyOtherEndingHasNotPassed(_ one: Ending) async throws {
        let report = try await report(["terraform-fmt"], keeper(FakeSandbox([SandboxResult(one.end)])))
        #expect(report.runs.map(\.isPassed) == [false])
        #expect(report.runs[0].status == one.text)
    }

    @Test func withoutASandboxNothingPasses() async throws {
        let without = try await report(["terraform-fmt"], keeper(nil))
        #expect(
            without.runs == [GateRun(name: "terraform-fmt", isPassed: false, status: "there is no sandbox")])
        let failing = FakeSandbox([])
        failing.failure.withLock {
            $0 = Failure(.tool, "looking for a sandbox", "none token=abcdefgh", .needsHuman)
        }
        let failed = try await report(["terraform-fmt"], keeper(failing))
        #expect(failed.runs[0].isPassed == false)
        #expect(failed.runs[0].status.contains("none") && !failed.runs[0].status.contains("abcdefgh"))
    }

    @Test func anAnswerThatIsMissingIsNoGoodOne() async throws {
        let report = try await report(["terraform-fmt"], keeper(FakeSandbox([])))
        #expect(report.runs.map(\.isPassed) == [false])
    }

    @Test func anUnknownNameHasNotPassed() async throws {
        let report = try await report(["conftest"], keeper(FakeSandbox([])))
        #expect(report.runs[0].status == "no gate of that name is known here")
        #expect(!report.runs[0].isPassed)
    }

    @Test(arguments: ["helm-lint", "helm-template", "kustomize-build", "yaml-parse"])
    func aGateThatSeesNothingHasNotPassed(_ name: String) async throws {
        let sandbox = FakeSandbox([SandboxResult(.exited(0))])
        let report = try await report([name], keeper(sandbox))
        #expect(!report.runs[0].isPassed && report.runs[0].status.hasPrefix("nothing to look at"))
        #expect(sandbox.asked.isEmpty)
    }

    /// The output is data of the repository: one line, no credential, no end.
    @Test func whatWasSaidIsCleanedAndCut() async throws {
        let said =
            String(repeating: "x\n", count: 5000)
            + "error\u{1B}[31m at line 3\npassword: hunter2hunter2\n\n\u{202E}last"
        let result = SandboxResult(.exited(1), output: Array(said.utf8))
        let text = try await report(["terraform-fmt"], keeper(FakeSandbox([result]))).runs[0].output
        #expect(text.count <= GateKeeper.mostText + 1)
        #expect(text.contains("error") && text.contains("last") && !text.contains("hunter2"))
        #expect(!text.contains("\n") && !text.contains("\u{1B}") && !text.contains("\u{202E}"))
    }

    @Test func theSameTreeIsLookedAtOnceAnotherAgain() async throws {
        let repository = OneTree()
        let sandbox = FakeSandbox([SandboxResult(.exited(0))])
        let keeper = keeper(sandbox, repository)
        let first = try await report(["terraform-fmt"], keeper)
        let again = try await report(["terraform-fmt"], keeper)
        #expect(first == again && sandbox.asked.count == 1)
        let other = ObjectID(rawValue: String(repeating: "9", count: 40))
        repository.current.withLock { $0 = other }
        #expect(try await report(["terraform-fmt"], keeper).tree == other)
        #expect(sandbox.asked.count == 2)
    }

    @Test func commandsOfTheOperatorGetTheFilesAsArguments() async throws {
        let settings = GateSettings(commands: [
            GateSettings.Command(name: "conftest", run: ["conftest", "test", "{files}", "--x={files}"])
        ])
        let sandbox = FakeSandbox([SandboxResult(.exited(0))])
        _ = try await report(["conftest"], keeper(sandbox, OneTree(), settings), files: ["-rf", "a b;c"])
        #expect(sandbox.asked == [["conftest", "test", "./-rf", "./a b;c", "--x={files}"]])
    }

    struct Place: CustomTestStringConvertible {
        let name: String
        let files: [String]
        var roots: [String] = []
        let directories: [String]
        var testDescription: String { name }
    }

    @Test(arguments: [
        Place(
            name: "terraform-validate", files: ["terraform/live/prod.tfvars"],
            directories: ["./terraform/live"]),
        Place(
            name: "terraform-validate", files: ["terraform/modules/web/main.tf"], roots: ["terraform/live"],
            directories: ["./terraform/live", "./terraform/modules/web"]),
        Place(name: "helm-lint", files: ["charts/a/templates/x.yaml"], directories: ["./charts/a"]),
        Place(name: "helm-template", files: ["charts/a/values.yaml"], directories: ["./charts/a"]),
        Place(
            name: "kustomize-build", files: ["kubernetes/base/x.yaml"], roots: ["kubernetes/prod"],
            directories: ["./kubernetes/base", "./kubernetes/prod"]),
    ])
    func looksAtTheRootsThatChange(_ one: Place) async throws {
        let sandbox = FakeSandbox([SandboxResult(.exited(0))])
        _ = try await report([one.name], keeper(sandbox), files: one.files, roots: one.roots)
        let words = try #require(sandbox.asked.first)
        #expect(Array(words.prefix(2)) == ["/bin/sh", "-c"])
        #expect(Array(words.dropFirst(4)) == one.directories)
        // Names of the repository are arguments, never part of a script.
        for name in one.directories { #expect(!words[2].contains(name.dropFirst(2))) }
    }
}

/// Answers with what it was given, and remembers what it was asked.
private final class FakeSandbox: GateSandbox {
    private let answers: [SandboxResult]
    private let words = Mutex<[[String]]>([])
    let failure = Mutex<Failure?>(nil)

    init(_ answers: [SandboxResult]) { self.answers = answers }

    var asked: [[String]] { words.withLock { $0 } }

    func holder() async throws -> String { "fake" }

    func run(_ jobs: [SandboxJob], over commit: ObjectID, of repository: any Repository) async throws
        -> [SandboxResult]
    {
        if let failure = failure.withLock({ $0 }) { throw failure }
        words.withLock { $0 += jobs.map(\.arguments) }
        return answers
    }
}

/// A repository of one tree; all else is never asked for.
private final class OneTree: Repository {
    static let tree = ObjectID(rawValue: String(repeating: "7", count: 40))
    let current = Mutex(tree)

    private static let paths = [
        "charts/a/Chart.yaml", "charts/a/templates/x.yaml", "charts/a/values.yaml",
        "kubernetes/base/kustomization.yaml", "kubernetes/base/x.yaml", "kubernetes/prod/kustomization.yml",
        "terraform/live/main.tf", "terraform/modules/web/main.tf",
    ]

    func commit(_ id: ObjectID) async throws -> CommitRecord {
        let identity = CommitIdentity(name: "a", email: "b", time: Timestamp(seconds: 0))
        return CommitRecord(
            id: id, tree: current.withLock { $0 }, parents: [], author: identity, committer: identity,
            message: "")
    }

    func entries(at commit: ObjectID) async throws -> [TreeEntry] {
        Self.paths.map { TreeEntry(path: $0, kind: .file, id: Self.tree) }
    }

    private var unasked: Failure { Failure(.badInput, "reading", "nobody asks for this", .giveUp) }
    func resolve(_ revision: String) async throws -> ObjectID? { throw unasked }
    func read(_ path: String, at commit: ObjectID) async throws -> [UInt8]? { throw unasked }
    func blob(_ id: ObjectID) async throws -> [UInt8] { throw unasked }
    func blobID(_ path: String, at commit: ObjectID) async throws -> ObjectID? { throw unasked }
    func makeCommit(_ draft: CommitDraft) async throws -> ObjectID { throw unasked }
    func reference(_ name: String) async throws -> ObjectID? { throw unasked }
    func references(prefix: String) async throws -> [String: ObjectID] { throw unasked }
    func update(_ reference: ReferenceUpdate, message: String) async throws { throw unasked }
    func isAncestor(_ ancestor: ObjectID, of commit: ObjectID) async throws -> Bool { throw unasked }
    func mergeBase(_ a: ObjectID, _ b: ObjectID) async throws -> ObjectID? { throw unasked }
    func log(from tip: ObjectID, excluding excluded: [ObjectID], limit: Int) async throws -> [ObjectID] {
        throw unasked
    }
    func changedPaths(from old: ObjectID, to new: ObjectID) async throws -> [String] { throw unasked }
    func diff(from old: ObjectID, to new: ObjectID) async throws -> String { throw unasked }
    func makeMerge(
        of head: ObjectID, into base: ObjectID, method: MergeMethod, message: String, author: CommitIdentity,
        committer: CommitIdentity
    ) async throws -> ObjectID { throw unasked }
    func reversal(of commit: ObjectID, on tip: ObjectID) async throws -> [String: CommitDraft.Change] {
        throw unasked
    }
    func uncommittedPaths() async throws -> [String] { throw unasked }
}
