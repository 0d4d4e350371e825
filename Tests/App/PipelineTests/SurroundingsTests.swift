import Diagnostics
import Foundation
import Model
import Planning
import Ports
import Settings
import TestSupport
import Testing
import Tracing

@testable import Pipeline

/// What stands around a container in Git reaches its plan, from manifests as from charts.
@Suite struct SurroundingsTests {
    private static let deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: api, namespace: prod }
        spec:
          selector: { matchLabels: { app: api } }
          template:
            metadata: { labels: { app: api } }
            spec:
              containers:
                - name: helper
                  image: helper
                  env: [{ name: JAVA_OPTS, value: "-Xmx8g" }]
                - name: app
                  image: app
                  args: ["java", "-jar", "app.jar"]
                  env:
                    - name: COLOUR
                      value: blue
                    - name: JAVA_OPTS
                      value: "-Xmx768m"
                  resources:
                    requests: { memory: 1Gi }
                    limits: { memory: 2Gi }
        """

    private static let limits = """
        apiVersion: v1
        kind: LimitRange
        metadata: { name: sizes, namespace: prod }
        spec:
          limits:
            - type: Container
              min: { memory: 512Mi }
        """

    private func check(
        _ attribute: String, _ before: String, _ after: String, namespace: String = "prod"
    ) throws -> Outcome<Plan> {
        let tree = InMemoryTree(texts: [
            "prod/api.yaml": Self.deployment, "prod/limits.yaml": Self.limits,
            "other/limits.yaml": Self.limits.replacingOccurrences(
                of: "namespace: prod", with: "namespace: other"
            )
            .replacingOccurrences(of: "512Mi", with: "900Mi"),
        ])
        let stage = TracingStage(tree: tree, settings: RepositorySettings())
        let address = KubernetesAddress(
            namespace: namespace, kind: "Deployment", name: "api", container: "app")
        let target = Target(.kubernetes(address), attribute)
        let finding = Finding(
            kind: .memoryLimitTooHigh, target: target, trigger: .sweep,
            window: TimeWindow(start: Timestamp(seconds: 0), end: Timestamp(seconds: 86_400)))
        let plan = Plan(
            category: "c", actionClass: .shrink, owner: "team",
            changes: [
                PlannedChange(target: target, trace: try stage.trace(target), before: before, after: after)
            ], finding: finding, base: tree.commit, verification: nil, summary: "", reasoning: ["why"],
            reversal: "", saving: .unpriced)
        return try Surroundings(stage, tree).checked(plan)
    }

    @Test func aLimitBelowTheHeapIsHeld() throws {
        guard case .held(let hold) = try check("resources.limits.memory", "2Gi", "896Mi") else {
            Issue.record("896Mi is no room for a heap of 768 MiB")
            return
        }
        #expect(hold.detail.hasPrefix("-Xmx768m in JAVA_OPTS needs a limit of 960Mi"))
    }

    @Test func aLimitAboveTheHeapIsRemarked() throws {
        guard case .done(let plan) = try check("resources.limits.memory", "2Gi", "1Gi") else {
            Issue.record("1Gi is room enough")
            return
        }
        #expect(plan.reasoning == ["why", "-Xmx768m in JAVA_OPTS still fits under the limit."])
    }

    @Test func theRulesOfTheNamespaceBind() throws {
        guard case .held(let hold) = try check("resources.requests.memory", "1Gi", "496Mi") else {
            Issue.record("the namespace allows no less than 512Mi")
            return
        }
        #expect(hold.detail == "LimitRange/sizes allows no less than 512Mi of memory for a container")
        // Those of another namespace do not.
        guard case .done = try check("resources.requests.memory", "1Gi", "800Mi") else {
            Issue.record("800Mi is allowed in prod")
            return
        }
    }

    /// A second at 1024 MB may be four at 256.
    @Test(arguments: [
        ("timeout = 6", nil), ("timeout = 5", nil),
        ("timeout = 4", "a run may take 4.0 s with 256 MB, and the timeout is 4 s"),
        // Lambda's default is three seconds.
        ("", "a run may take 4.0 s with 256 MB, and the timeout is 3 s"),
        ("timeout = data.external.x.result.y", "its timeout is not known"),
    ])
    func aFunctionStillEndsInTime(_ timeout: String, _ refusal: String?) throws {
        let tree = InMemoryTree(texts: [
            "live/main.tf": """
            resource "aws_lambda_function" "f" {
              function_name = "f"
              memory_size   = 1024
              \(timeout)
            }
            """
        ])
        let stage = TracingStage(tree: tree, settings: RepositorySettings())
        let address = TerraformAddress(root: "live", address: "aws_lambda_function.f")
        let target = Target(.terraform(address), "memory_size")
        let finding = Finding(
            kind: "function-memory-too-high", target: target, trigger: .sweep,
            window: TimeWindow(start: Timestamp(seconds: 0), end: Timestamp(seconds: 86_400)),
            statistics: [Statistic("duration max", 1, .seconds)])
        let plan = Plan(
            category: "c", actionClass: .shrink, owner: "team",
            changes: [
                PlannedChange(target: target, trace: try stage.trace(target), before: "1024", after: "256")
            ], finding: finding, base: tree.commit, verification: nil, summary: "", reasoning: [],
            reversal: "",
            saving: .unpriced)
        switch try Surroundings(stage, tree).checked(plan) {
        case .done: #expect(refusal == nil)
        case .held(let hold):
            #expect(hold.detail.hasPrefix(refusal ?? "nothing was to be held"), "\(hold.detail)")
        case .failed(let failure): Issue.record("\(failure)")
        }
    }
}
