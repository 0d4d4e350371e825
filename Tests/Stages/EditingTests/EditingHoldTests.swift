import Diagnostics
import Editing
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// Plans that are not carried out, each with its reason.
@Suite struct EditingHoldTests {
    static func web(_ memory: String) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          template:
            spec:
              containers:
                - name: app
                  resources: {limits: {memory: \(memory)}}

        """
    }

    static let memory = ChangeFile(
        address: "Deployment/web/app", attribute: "resources.limits.memory", before: "1Gi", after: "2Gi")

    private func outcome(
        _ files: [String: String], _ changes: [ChangeFile] = [EditingHoldTests.memory],
        links: [String: String] = [:],
        settings: RepositorySettings = .init()
    ) throws -> Outcome<VerifiedEdit> {
        let tree = InMemoryTree(texts: files, links: links)
        let plan = try PlanSample.plan(changes, tree: tree, settings: settings)
        return EditingStage().edit(plan, tree: tree, settings: settings)
    }

    @Test(arguments: [
        ".github/workflows/web.yaml", ".trimtab/web.yaml", ".trimtab.yml", ".gitlab-ci.yml",
        ".circleci/web.yml",
    ]) func filesThatControlTheBotAreNotEdited(_ path: String) throws {
        let outcome = try outcome([path: EditingHoldTests.web("1Gi")])
        #expect(outcome.hold?.reason == .outsidePaths)
        #expect(outcome.hold?.detail.contains(path) == true)
    }

    @Test func excludedPathsAreNotEdited() throws {
        let settings = RepositorySettings(excludedPaths: ["legacy/**"])
        #expect(
            try outcome(["legacy/web.yaml": EditingHoldTests.web("1Gi")], settings: settings).hold?.reason
                == .outsidePaths)
        #expect(try outcome(["apps/web.yaml": EditingHoldTests.web("1Gi")], settings: settings).value != nil)
    }

    /// The trace names the default as the last known decider; editing it might change nothing.
    @Test(arguments: ["size", "other"])
    func aDefaultThatFilesFromElsewhereMayOverrideIsNotEdited(_ used: String) throws {
        let files = [
            "live/main.tf": """
            terraform {}
            variable "size" { default = "m5.large" }
            variable "given" {}
            locals { other = var.size }
            resource "aws_instance" "web" { instance_type = \(used == "size" ? "var.size" : "local.other") }

            """,
            "live/deploy.sh": "terraform plan -var-file \"$DATA/$ENVIRONMENT.tfvars\"\n",
        ]
        let change = ChangeFile(
            address: "aws_instance.web", attribute: "instance_type", root: "live", before: "m5.large",
            after: "m5.xlarge")
        let hold = try outcome(files, [change]).hold
        #expect(hold?.reason == .notInRepository)
        #expect(hold?.detail.contains("live/deploy.sh:1") == true, "\(hold?.detail ?? "edited")")
        var alone = files
        alone["live/deploy.sh"] = "terraform plan\n"
        #expect(try outcome(alone, [change]).value != nil)
    }

    @Test func aSharedTokenNeedsAPlanForAllOfThem() throws {
        let text = EditingHoldTests.web("1Gi").replacing(
            "limits: {memory: 1Gi}", with: "limits: &l {memory: 1Gi}, requests: *l")
        let outcome = try outcome(["web.yaml": text])
        #expect(outcome.hold?.reason == .shared)
        #expect(outcome.hold?.detail.contains("resources.requests.memory") == true)
        var request = EditingHoldTests.memory
        request.attribute = "resources.requests.memory"
        #expect(
            try self.outcome(["web.yaml": text], [EditingHoldTests.memory, request]).value?.changed.count == 2
        )
    }

    @Test func oneTokenCannotBecomeTwoValues() throws {
        let text = EditingHoldTests.web("1Gi").replacing(
            "limits: {memory: 1Gi}", with: "limits: &l {memory: 1Gi}, requests: *l")
        var request = EditingHoldTests.memory
        request.attribute = "resources.requests.memory"
        request.after = "3Gi"
        #expect(try outcome(["web.yaml": text], [EditingHoldTests.memory, request]).hold?.reason == .shared)
    }

    @Test func aTokenThatDecidesElsewhereIsShared() throws {
        let outcome = try outcome(
            ["base/web.yaml": EditingHoldTests.web("1Gi")], links: ["prod/web.yaml": "../base/web.yaml"])
        #expect(outcome.hold?.reason == .shared)
    }

    @Test func aDefaultThatDecidesAnotherEnvironmentIsShared() throws {
        let files = [
            "live/main.tf":
                "provider \"aws\" {}\nvariable \"size\" {\n  default = \"a\"\n}\nresource \"aws_instance\" \"web\" {\n  instance_type = var.size\n}\n",
            "live/prod.tfvars": "", "live/dev.tfvars": "",
        ]
        func change(_ environment: String) -> ChangeFile {
            ChangeFile(
                address: "aws_instance.web", attribute: "instance_type", root: "live",
                environment: environment, before: "a",
                after: "b")
        }
        let outcome = try outcome(files, [change("prod")])
        #expect(outcome.hold?.reason == .shared)
        #expect(outcome.hold?.detail.contains("dev") == true)
        #expect(try self.outcome(files, [change("prod"), change("dev")]).value?.changed.count == 2)
    }

    @Test func whatIsNotEvaluatedButFollowsTheTokenIsShared() throws {
        let files = [
            "live/main.tf":
                "provider \"aws\" {}\nvariable \"size\" {\n  default = \"a\"\n}\nresource \"aws_instance\" \"web\" {\n  instance_type = var.size\n}\nresource \"x\" \"y\" {\n  name = \"n-${var.size}\"\n}\n"
        ]
        let change = ChangeFile(
            address: "aws_instance.web", attribute: "instance_type", root: "live", before: "a", after: "b")
        #expect(try outcome(files, [change]).hold?.reason == .shared)
    }

    @Test func anInsertionIntoSeveralInstancesIsNotWhatWasPlanned() throws {
        let files = [
            "live/main.tf": "provider \"aws\" {}\nresource \"aws_instance\" \"web\" {\n  count = 2\n}\n"
        ]
        let change = ChangeFile(
            address: "aws_instance.web[0]", attribute: "instance_type", root: "live", before: "", after: "b")
        let outcome = try outcome(files, [change])
        #expect(outcome.hold?.reason == .shared, "\(outcome)")
        #expect(outcome.hold?.detail.contains("aws_instance.web[1]") == true)
    }

    @Test func aPlanMadeForAnotherTreeIsNotCarriedOut() throws {
        let old = InMemoryTree(texts: ["web.yaml": EditingHoldTests.web("1Gi")])
        let plan = try PlanSample.plan([EditingHoldTests.memory], tree: old)
        let moved = InMemoryTree(texts: ["web.yaml": "# one more line\n" + EditingHoldTests.web("1Gi")])
        #expect(EditingStage().edit(plan, tree: moved, settings: .init()).hold?.reason == .editNotVerified)
        let changed = InMemoryTree(texts: ["web.yaml": EditingHoldTests.web("9Gi")])
        #expect(EditingStage().edit(plan, tree: changed, settings: .init()).hold?.reason == .editNotVerified)
    }

    @Test func aPlanThatSaysAnotherValueIsNotCarriedOut() throws {
        var change = EditingHoldTests.memory
        change.before = "5Gi"
        #expect(
            try outcome(["web.yaml": EditingHoldTests.web("1Gi")], [change]).hold?.reason == .editNotVerified)
    }

    @Test func aValueThatTheTokenCannotHoldIsNotWritten() throws {
        let change = ChangeFile(address: "Deployment/web", attribute: "replicas", before: "2", after: "many")
        #expect(
            try outcome(["web.yaml": EditingHoldTests.web("1Gi")], [change]).hold?.reason == .editNotVerified)
    }

    @Test func aChangeToTheSameValueIsNoChange() throws {
        var change = EditingHoldTests.memory
        change.after = "1Gi"
        #expect(
            try outcome(["web.yaml": EditingHoldTests.web("1Gi")], [change]).hold?.reason == .editNotVerified)
    }

    @Test func aHeldTraceStaysHeldWithItsReason() throws {
        let outcome = try outcome([
            "web.yaml": EditingHoldTests.web("1Gi"), "kustomization.yaml": "resources: [other.yaml]\n",
        ])
        #expect(outcome.hold?.reason == .unsupported)
    }

    @Test(arguments: [
        ("# Code generated by x. DO NOT EDIT.\n", HoldReason.generated),
        ("sops:\n  a: b\n---\n", HoldReason.encrypted),
    ]) func generatedAndEncryptedFilesAreNotEdited(_ head: String, _ reason: HoldReason) throws {
        #expect(try outcome(["web.yaml": head + EditingHoldTests.web("1Gi")]).hold?.reason == reason)
    }

    @Test func examplesAreNotEditedEvenWhenTheRootIsNamed() throws {
        let files = [
            "examples/a/main.tf":
                "provider \"aws\" {}\nresource \"aws_instance\" \"web\" {\n  instance_type = \"a\"\n}\n"
        ]
        let change = ChangeFile(
            address: "aws_instance.web", attribute: "instance_type", root: "examples/a", before: "a",
            after: "b")
        #expect(try outcome(files, [change]).hold?.reason == .outsidePaths)
    }
}
