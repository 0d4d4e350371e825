import Foundation
import Git
import Model
import Ports
import Settings
import Testing
import TestSupport

@testable import Gates
@testable import Sandbox

/// The built-in gates with the programs they are named after, held as they are on the road.
///
/// Each is asked about a good tree and about the same tree with one mistake: a gate that lets the mistake pass is none.
@Suite(.serialized)
struct RealGateTests {
    struct Case {
        let gate: String
        let files: [String: String]
        /// The file that changes, and what a mistake makes of it.
        let changed: String
        let broken: String
        /// What is said of the mistake.
        let words: String
    }

    private static let terraform =
        "variable \"size\" {\n  default = 3\n}\n\noutput \"size\" {\n  value = var.size\n}\n"
    private static let manifest = """
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: a }
        data: { size: "3" }

        """
    private static let chart = [
        "charts/a/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n",
        "charts/a/values.yaml": "size: 3\n",
        "charts/a/templates/a.yaml":
            "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { size: {{ .Values.size | quote }} }\n",
    ]

    static let cases = [
        Case(
            gate: "terraform-fmt", files: ["live/main.tf": terraform],
            changed: "live/main.tf", broken: terraform.replacing("  default = 3", with: " default=3"),
            words: "default = 3"),
        Case(
            gate: "terraform-validate", files: ["live/main.tf": terraform],
            changed: "live/main.tf", broken: terraform.replacing("var.size", with: "var.sise"),
            words: "undeclared input variable"),
        Case(
            gate: "kustomize-build",
            files: ["apps/kustomization.yaml": "resources: [a.yaml]\n", "apps/a.yaml": manifest],
            changed: "apps/a.yaml", broken: manifest.replacing("metadata: { name: a }\n", with: ""),
            words: "missing metadata.name"),
        Case(
            gate: "yaml-parse", files: ["apps/a.yaml": manifest],
            changed: "apps/a.yaml", broken: manifest.replacing("{ name: a }", with: "{ name: a"),
            words: "expected"),
        Case(
            gate: "helm-lint", files: chart, changed: "charts/a/values.yaml",
            broken: "size: [\n", words: "values.yaml"),
        Case(
            gate: "helm-template", files: chart, changed: "charts/a/values.yaml",
            broken: "size: [\n", words: "values.yaml"),
    ]

    private func run(_ one: Case, _ files: [String: String]) async throws -> GateRun {
        let repository = try TemporaryRepository()
        let commit = ObjectID(rawValue: try repository.commit(files))
        let keeper = GateKeeper(
            sandbox: LinuxSandbox(
                limits: SandboxLimits(
                    seconds: 300, memory: 2 << 30, processes: 200, output: 1 << 20, scratch: 64 << 20)),
            repository: try GitRepository(path: repository.path), settings: GateSettings())
        let report = try await keeper.report(
            [one.gate], of: Samples.edit([one.changed], roots: []), at: commit)
        return try #require(report.runs.first)
    }

    private func check(_ gate: String) async throws {
        let one = try #require(Self.cases.first { $0.gate == gate })
        let good = try await run(one, one.files)
        #expect(good.isPassed, "\(good.text)")
        let bad = try await run(one, one.files.merging([one.changed: one.broken]) { $1 })
        #expect(!bad.isPassed && bad.text.contains(one.words), "\(bad.text)")
    }

    private static func canRun(_ program: String) -> Bool {
        Tool.path(program) != nil && SandboxHolder.allCases.contains { $0.missing == nil }
    }

    @Test(
        .enabled(if: canRun("terraform"), "no terraform, or nothing that holds it"),
        arguments: ["terraform-fmt", "terraform-validate"])
    func terraformFindsAMistake(_ gate: String) async throws { try await check(gate) }

    @Test(.enabled(if: canRun("kubectl"), "no kubectl, or nothing that holds it"))
    func kustomizeFindsAMistake() async throws { try await check("kustomize-build") }

    @Test(.enabled(if: canRun("python3"), "no python3, or nothing that holds it"))
    func anotherReaderOfYAMLFindsAMistake() async throws { try await check("yaml-parse") }

    @Test(
        .enabled(if: canRun("helm"), "no helm, or nothing that holds it"),
        arguments: ["helm-lint", "helm-template"])
    func helmFindsAMistake(_ gate: String) async throws { try await check(gate) }
}
