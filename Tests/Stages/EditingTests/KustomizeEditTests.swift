import Diagnostics
import Editing
import Foundation
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// Edits below Kustomize: in texts, in patches, and over what other overlays share.
@Suite struct KustomizeEditTests {
    static let web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          template:
            spec:
              containers:
                - name: app
                  resources:
                    limits:
                      memory: 256Mi
        """

    private func edited(
        _ files: [String: String], _ namespace: String = "prod",
        attribute: String = "resources.limits.memory",
        before: String, after: String
    ) throws -> Outcome<VerifiedEdit> {
        let tree = InMemoryTree(texts: files)
        let target = Target(
            .kubernetes(
                KubernetesAddress(namespace: namespace, kind: "Deployment", name: "web", container: "app")),
            attribute)
        let stage = TracingStage(tree: tree, settings: RepositorySettings())
        let change = PlannedChange(
            target: target, trace: try stage.trace(target), before: before, after: after)
        return EditingStage().edit(
            PlanSample.plan([change], tree: tree), tree: tree, settings: RepositorySettings())
    }

    static let shared = [
        "base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": web,
        "staging/kustomization.yaml": "namespace: staging\nresources: [../base]\n",
    ]

    @Test func aValueInAPatchInsideATextIsReplacedThere() throws {
        var files = KustomizeEditTests.shared
        files["prod/kustomization.yaml"] = """
            namespace: prod
            resources: [../base]
            patches:
              # black friday
              - target: {kind: Deployment}
                patch: |-
                  - op: replace
                    path: /spec/template/spec/containers/0/resources/limits/memory
                    value: 512Mi # why
            """
        let outcome = try edited(files, before: "512Mi", after: "768Mi")
        let edit = try #require(outcome.value, "\(outcome)")
        let after = edit.files.map { String(decoding: $0.after, as: UTF8.self) }
        #expect(after == [files["prod/kustomization.yaml"]?.replacing("512Mi", with: "768Mi")])
        #expect(edit.changed.map { "\($0.root ?? "") \($0.resource)" } == ["prod Deployment/web/app"])
    }

    @Test func aSharedBaseIsOverriddenInTheOverlaysOwnPatch() throws {
        var files = KustomizeEditTests.shared
        files["prod/kustomization.yaml"] =
            "namespace: prod\nresources: [../base]\npatches:\n  - path: p.yaml\n"
        files["prod/p.yaml"] = KustomizeEditTests.web.replacing("memory: 256Mi", with: "cpu: 500m")
        let outcome = try edited(files, before: "256Mi", after: "384Mi")
        let edit = try #require(outcome.value, "\(outcome)")
        #expect(edit.files.map(\.path) == ["prod/p.yaml"])
        let after = edit.files.map { String(decoding: $0.after, as: UTF8.self) }
        #expect(
            after == [
                files["prod/p.yaml"]?.replacing(
                    "cpu: 500m", with: "cpu: 500m\n              memory: 384Mi")
            ])
        #expect(edit.changed.map { "\($0.root ?? "") \($0.resource)" } == ["prod Deployment/web/app"])
    }

    @Test func aSharedBaseWithoutAPlaceForAnOverrideIsHeld() throws {
        var files = KustomizeEditTests.shared
        files["prod/kustomization.yaml"] = "namespace: prod\nresources: [../base]\n"
        #expect(try edited(files, before: "256Mi", after: "384Mi").hold?.reason == .shared)
    }

    @Test func aNewKeyInASharedBaseIsHeldToo() throws {
        var files = KustomizeEditTests.shared
        files["prod/kustomization.yaml"] = "namespace: prod\nresources: [../base]\n"
        let outcome = try edited(files, attribute: "resources.limits.cpu", before: "", after: "1")
        #expect(outcome.hold != nil)
    }
}
