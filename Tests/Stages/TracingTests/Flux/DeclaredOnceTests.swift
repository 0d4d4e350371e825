import Diagnostics
import Model
import TestSupport
import Testing
import Tracing

/// A root that is declared once and deployed by several clusters is one question, as long as it has one answer.
@Suite struct DeclaredOnceTests {
    /// Two clusters that deploy the same Kustomization; the second one with what `second` says of its own.
    private func sample(
        _ workload: String, first: String = "resources: [../shared.yaml]\n",
        second: String = "resources: [../shared.yaml]\n"
    ) -> Sample {
        Sample([
            "clusters/one/flux-system.yaml": FluxSample.kustomization(
                "flux-system", "", path: "./clusters/one/apps"),
            "clusters/two/flux-system.yaml": FluxSample.kustomization(
                "flux-system", "", path: "./clusters/two/apps"),
            "clusters/one/apps/kustomization.yaml": first.replacing("../shared.yaml", with: "../../shared"),
            "clusters/two/apps/kustomization.yaml": second.replacing("../shared.yaml", with: "../../shared"),
            "clusters/shared/kustomization.yaml": "resources: [apps.yaml]\n",
            "clusters/shared/apps.yaml": FluxSample.kustomization("apps", ""),
            "apps/web.yaml": workload, "apps/source.yaml": FluxSample.source,
        ])
    }

    @Test(arguments: ["clusters/shared/apps.yaml", "apps/web.yaml"])
    func twoClustersWithOneToken(_ root: String) throws {
        let sample = sample(FluxSample.workload("1️⃣1Gi2️⃣"))
        let trace = try sample.trace("Deployment/web/app", "resources.limits.memory", root: root)
        #expect(trace.place == sample.marked, "\(trace.status)")
        // The other cluster has it too.
        #expect(
            trace.elsewhere.map(\.root) == [
                "clusters/shared/apps.yaml#apps@clusters/two/flux-system.yaml#flux-system"
            ])
    }

    @Test func twoClustersWithOneReleaseOfAKnownChart() throws {
        let release = FluxSample.release.replacing("memory: 1Gi", with: "memory: 1️⃣1Gi2️⃣")
        let sample = sample(release)
        for root in ["clusters/shared/apps.yaml", "apps/web.yaml"] {
            let trace = try sample.trace("Deployment/web/app", "resources.limits.memory", root: root)
            #expect(trace.place == sample.marked, "\(root): \(trace.status)")
            #expect(trace.elsewhere.count == 1, "\(root): \(trace.elsewhere)")
        }
    }

    @Test func twoClustersWithOneReleaseOfAChartOfTheRepository() throws {
        let release = """
            apiVersion: helm.toolkit.fluxcd.io/v2
            kind: HelmRelease
            metadata: {name: web}
            spec:
              chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system}}}
              values:
                resources: {limits: {memory: 1️⃣1Gi2️⃣}}

            """
        var files = ChartSamples.chart(
            ChartSamples.deployment(ChartSamples.toYaml), ChartSamples.image + "resources: {}\n")
        let plain = sample(release)
        for (path, bytes) in plain.tree.contents { files[path] = String(decoding: bytes, as: UTF8.self) }
        files["apps/web.yaml"] = release
        let marked = Sample(files)
        for root in ["clusters/shared/apps.yaml", "apps/web.yaml"] {
            let trace = try marked.trace("Deployment/web/app", "resources.limits.memory", root: root)
            #expect(trace.place == marked.marked, "\(root): \(trace.status)")
            #expect(trace.elsewhere.count == 1, "\(root): \(trace.elsewhere)")
        }
    }

    /// Nobody says which cluster is meant: the token is the same, and no layer of one of them is offered.
    @Test func withoutARootTheTokenOfAllIsTheAnswer() throws {
        let patch = """
            resources: [../shared.yaml]
            patches:
              - target: {kind: Kustomization}
                patch: |
                  - op: add
                    path: /spec/patches
                    value:
                      - target: {kind: Deployment}
                        patch: |
                          - op: replace
                            path: /spec/template/spec/containers/0/image
                            value: web:2

            """
        for first in ["resources: [../shared.yaml]\n", patch] {
            let sample = sample(FluxSample.workload("1️⃣1Gi2️⃣"), first: first)
            let trace = try sample.trace("Deployment/web/app", "resources.limits.memory")
            #expect(trace.place == sample.marked, "\(trace.status)")
            #expect(trace.elsewhere.count == 1, "\(trace.elsewhere)")
            #expect(trace.override == nil, "\(String(describing: trace.override))")
        }
    }

    /// What one of them could write over the token in its own overlay is for those who name it.
    @Test func noLayerOfOneIsOffered() throws {
        let patch =
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: app, image: web:2}]}}}\n"
        var files = [
            "apps/base/kustomization.yaml": "resources: [web.yaml]\n",
            "apps/base/web.yaml": FluxSample.workload("1️⃣1Gi2️⃣"),
        ]
        for name in ["one", "two"] {
            files["clusters/\(name)/apps.yaml"] = FluxSample.kustomization("apps", "", path: "./apps/\(name)")
            files["apps/\(name)/kustomization.yaml"] = "resources: [../base]\npatches: [{path: p.yaml}]\n"
            files["apps/\(name)/p.yaml"] = patch
        }
        let sample = Sample(files)
        let root = "clusters/one/apps.yaml"
        let one = try sample.trace("Deployment/web/app", "resources.limits.memory", root: root)
        #expect(one.override?.file == "apps/one/p.yaml", "\(one.status)")
        let both = try sample.trace("Deployment/web/app", "resources.limits.memory")
        #expect(both.place == sample.marked && both.override == nil, "\(both.status)")
    }

    @Test func differentTokensAreDifferentAnswers() throws {
        let patched = """
            resources: [../shared.yaml]
            patches:
              - target: {kind: Kustomization}
                patch: |
                  - op: add
                    path: /spec/patches
                    value:
                      - target: {kind: Deployment}
                        patch: |
                          - op: replace
                            path: /spec/template/spec/containers/0/resources/limits/memory
                            value: 2Gi

            """
        let sample = sample(FluxSample.workload("1Gi"), second: patched)
        let trace = try sample.trace(
            "Deployment/web/app", "resources.limits.memory", root: "clusters/shared/apps.yaml")
        #expect(trace.hold?.reason == .ambiguous, "\(trace.status)")
        #expect(try sample.trace("Deployment/web/app", "resources.limits.memory").hold?.reason == .ambiguous)
    }
}
