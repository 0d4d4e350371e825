import Diagnostics
import Model
import TestSupport
import Testing
import Tracing

/// Clusters that make their outermost Kustomization of one declaration, each by a kustomization of its own.
@Suite struct SharedBootstrapTests {
    private func cluster(_ name: String, path: String? = nil) -> [String: String] {
        [
            "clusters/\(name)/kustomization.yaml": "resources: [../base]\npatches: [{path: sync.yaml}]\n",
            "clusters/\(name)/sync.yaml": """
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: {name: flux-system, namespace: flux-system}
            spec:
              path: \(path ?? "./clusters/\(name)")
              postBuild: {substitute: {ENVIRONMENT: \(name)}}

            """,
        ]
    }

    private func sample(_ clusters: [[String: String]]) -> Sample {
        var files = [
            "clusters/base/kustomization.yaml": "resources: [../../flux/sync.yaml, ../../apps/ks.yaml]\n",
            "flux/sync.yaml": FluxSample.kustomization("flux-system", "", path: "./clusters/${ENVIRONMENT}"),
            "apps/ks.yaml": FluxSample.kustomization("apps", "", path: "./apps/${ENVIRONMENT}"),
            "apps/web.yaml": FluxSample.workload("1️⃣1Gi2️⃣"),
            "apps/one/kustomization.yaml": "resources: [../web.yaml]\nnamespace: one\n",
            "apps/two/kustomization.yaml": "resources: [../web.yaml]\nnamespace: two\n",
        ]
        for cluster in clusters { files.merge(cluster) { $1 } }
        return Sample(files)
    }

    @Test func eachClusterIsRendered() throws {
        let sample = sample([cluster("one"), cluster("two")])
        let roots = try sample.stage.roots().filter { $0.kind == .flux && $0.excluded == nil }
        #expect(
            Set(roots.map(\.id)) == [
                "flux/sync.yaml#flux-system@clusters/one", "flux/sync.yaml#flux-system@clusters/two",
                "apps/ks.yaml#apps@flux/sync.yaml#flux-system@clusters/one",
                "apps/ks.yaml#apps@flux/sync.yaml#flux-system@clusters/two",
            ])
        #expect(Set(roots.compactMap(\.cluster)) == ["one", "two"])
        let trace = try sample.trace("Deployment/web/app", "resources.limits.memory", namespace: "two")
        #expect(trace.place == sample.marked, "\(trace.status)")
        #expect(trace.elsewhere.map(\.namespace) == ["one"])
        // One declaration, one token.
        let both = try sample.trace(
            "Deployment/web/app", "resources.limits.memory", root: "apps/ks.yaml#apps")
        #expect(both.place == sample.marked, "\(both.status)")
    }

    /// A cluster whose kustomization applies what another one builds is not what it seems.
    @Test func oneThatBuildsSomethingElseIsHeld() throws {
        let sample = sample([cluster("one"), cluster("two", path: "./clusters/one")])
        let trace = try sample.trace("Deployment/web/app", "resources.limits.memory", namespace: "one")
        #expect(trace.hold?.reason == .unsupported, "\(trace.status)")
    }

    @Test func oneThatNobodyFillsInIsNoCluster() throws {
        let sample = sample([
            cluster("one"), cluster("two"),
            ["clusters/three/kustomization.yaml": "resources: [../base]\nnamePrefix: ''\n"],
        ])
        let trace = try sample.trace("Deployment/web/app", "resources.limits.memory", namespace: "one")
        #expect(trace.place == sample.marked, "\(trace.status)")
    }
}
