import Diagnostics
import Model
import Ports
import Settings
import TestSupport
import Testing
import Tracing

/// A clone without the contents of some files: what does not need them is answered.
@Suite struct PartialCloneTests {
    /// A tree that has names for files whose contents were left behind.
    struct Clone: SourceTree {
        var tree: InMemoryTree
        var without: Set<String>
        var commit: ObjectID { tree.commit }
        var entries: [TreeEntry] { tree.entries }
        func realPath(_ path: String) -> String? { tree.realPath(path) }
        func read(_ path: String) throws -> [UInt8]? {
            guard without.contains(path) else { return try tree.read(path) }
            throw Failure(.notFound, "reading \(path)", "there is no such object")
        }
    }

    static let files: [String: String] = [
        "live/main.tf":
            "terraform {}\nvariable \"days\" {\n  default = 7\n}\nresource \"aws_cloudwatch_log_group\" \"a\" {\n  retention_in_days = var.days\n}\n",
        "live/prod.tfvars": "days = 30\n",
        "other/main.tf":
            "terraform {}\nvariable \"tasks\" {\n  default = 2\n}\nresource \"aws_ecs_service\" \"a\" {\n  desired_count = var.tasks\n}\n",
        "fixtures-of-ours/audit.json": "{}",
        "fixtures-of-ours/audit.yaml": "{}",
        "apps/web.yaml": deployment("web", namespace: "shop"),
        "scripts/plan.sh": "terraform plan\n",
    ]

    static func stage(without: Set<String>) -> TracingStage {
        let tree = InMemoryTree(files.mapValues { Array($0.utf8) })
        return TracingStage(tree: Clone(tree: tree, without: without), settings: RepositorySettings())
    }

    static func trace(_ stage: TracingStage, _ root: String, environment: String? = nil) throws -> Trace {
        let question =
            root == "live"
            ? ("aws_cloudwatch_log_group.a", "retention_in_days") : ("aws_ecs_service.a", "desired_count")
        let trace = try stage.trace(
            address: question.0, attribute: question.1, root: root, environment: environment, namespace: "",
            variableFiles: [])
        return try #require(trace)
    }

    @Test func manifestsThatAreNotThereAreNothingToTerraform() throws {
        let stage = Self.stage(without: [
            "fixtures-of-ours/audit.json", "fixtures-of-ours/audit.yaml", "apps/web.yaml",
        ])
        #expect(try Self.trace(stage, "other").statusName == "literal")
        let root = try #require(try stage.roots().first { $0.id == "other" })
        #expect(try stage.inventory(root).map(\.trace.value) == ["2"])
    }

    @Test func anAnswerAboutKubernetesMayHangOnThem() throws {
        let stage = Self.stage(without: ["fixtures-of-ours/audit.yaml"])
        for name in [nil, "apps"] {
            let trace = try stage.trace(
                address: "Deployment/web", attribute: "replicas", root: name, environment: nil,
                namespace: "shop", variableFiles: [])
            #expect(trace?.hold?.reason == .notInRepository)
            #expect(trace?.hold?.detail.contains("fixtures-of-ours/audit.yaml") == true)
        }
        #expect(try !stage.isChart("apps"))
        let root = try #require(try stage.roots().first { $0.id == "apps" })
        let rows = try stage.inventory(root)
        #expect(!rows.isEmpty)
        #expect(rows.allSatisfy { $0.trace.hold?.reason == .notInRepository })
    }

    @Test func itDoesNotHangOnLargeTextsThatNobodyReads() throws {
        let stage = Self.stage(without: ["fixtures-of-ours/audit.json"])
        let trace = try stage.trace(
            address: "Deployment/web", attribute: "replicas", root: "apps", environment: nil,
            namespace: "shop", variableFiles: [])
        #expect(trace?.statusName == "literal")
    }

    @Test(arguments: ["live/main.tf", "live/prod.tfvars"])
    func aRootIsHeldThatNeedsThem(_ path: String) throws {
        let stage = Self.stage(without: [path])
        #expect(try Self.trace(stage, "other").statusName == "literal")
        let trace = try Self.trace(stage, "live", environment: "prod")
        #expect(trace.hold?.reason == .notInRepository)
        #expect(trace.hold?.detail.contains(path) == true)
    }

    @Test(arguments: [false, true]) func whatRunsThingsMayHandOverAnything(_ isThere: Bool) throws {
        let stage = Self.stage(without: isThere ? [] : ["scripts/plan.sh"])
        let address = TerraformAddress(root: "other", environment: nil, address: "aws_ecs_service.a")
        let answer = try stage.answer(Target(.terraform(address), "desired_count"), root: "other")
        #expect(answer.trace.statusName == "literal")
        #expect((answer.ineffective == nil) == isThere)
    }

    @Test(arguments: ["patch.yaml", "kustomization.yaml", "deployment.yaml"])
    func aBuildThatNeedsThemIsHeld(_ name: String) throws {
        let files = [
            "web/kustomization.yaml":
                "resources: [deployment.yaml]\npatches: [{path: patch.yaml}]\n",
            "web/patch.yaml":
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {replicas: 3}\n",
            "web/deployment.yaml": deployment("web", namespace: "shop"),
        ]
        func hold(without: Set<String>) throws -> Hold? {
            let tree = InMemoryTree(files.mapValues { Array($0.utf8) })
            let stage = TracingStage(
                tree: Clone(tree: tree, without: without), settings: RepositorySettings())
            _ = try stage.roots()
            let trace = try stage.trace(
                address: "Deployment/web", attribute: "replicas", root: "web", environment: nil,
                namespace: "shop", variableFiles: [])
            return try #require(trace).hold
        }
        #expect(try hold(without: []) == nil)
        let held = try #require(try hold(without: ["web/\(name)"]))
        #expect(held.reason == .notInRepository)
        #expect(held.detail.contains("web/\(name)"))
    }

    /// Definitions of resources are large and many; what stands beside them is answered.
    @Test func ofManyManifestsAFewMayBeLeftBehind() throws {
        var files = Self.files
        for number in 0..<100 {
            files["more/\(number).yaml"] = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m-\(number)}\n"
        }
        let tree = InMemoryTree(files.mapValues { Array($0.utf8) })
        func trace(_ name: String, without: Set<String>) throws -> Trace? {
            try TracingStage(tree: Clone(tree: tree, without: without), settings: RepositorySettings()).trace(
                address: "Deployment/\(name)", attribute: "replicas", root: nil, environment: nil,
                namespace: "shop", variableFiles: [])
        }
        let few: Set = ["more/1.yaml", "more/2.yaml"]
        #expect(try trace("web", without: few)?.statusName == "literal")
        let other = try trace("other", without: few)
        #expect(other?.hold?.reason == .notInRepository)
        #expect(other?.hold?.detail.contains("more/1.yaml") == true)
        #expect(try trace("web", without: few.union(["more/3.yaml"]))?.hold?.reason == .notInRepository)
    }
}
