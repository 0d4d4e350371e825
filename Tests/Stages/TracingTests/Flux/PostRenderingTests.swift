import Diagnostics
import Model
import TestSupport
import Testing
import Tracing

/// What post renderers may change is held, of a chart of the repository and of a known one; the rest is answered.
@Suite struct PostRenderingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var renderers: String
        var attribute = "resources.limits.memory"
        var isHeld: Bool
    }

    private static let patch =
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {containers: [{name: app, resources: {limits: {memory: 1Gi}}}]}}}}"

    private static func part(_ container: String) -> String {
        "{kind: Deployment, spec: {template: {spec: {containers: [\(container)]}}}}"
    }

    static let cases: [Case] =
        [
            Case(testDescription: "nothing", renderers: "[]", isHeld: false),
            Case(
                testDescription: "a patch for that kind",
                renderers: "[{kustomize: {patches: [{target: {kind: Deployment}, patch: x}]}}]", isHeld: true),
            Case(
                testDescription: "a patch for that object",
                renderers: "[{kustomize: {patches: [{target: {kind: Deployment, name: web}, patch: x}]}}]",
                isHeld: true),
            Case(
                testDescription: "a patch for names of a pattern",
                renderers: "[{kustomize: {patches: [{target: {kind: Deployment, name: w.*}, patch: x}]}}]",
                isHeld: true),
            Case(
                testDescription: "a patch by labels",
                renderers: "[{kustomize: {patches: [{target: {labelSelector: a=b}, patch: x}]}}]",
                isHeld: true),
            Case(
                testDescription: "a patch for kinds of a pattern",
                renderers: "[{kustomize: {patches: [{target: {kind: Deploy.*}, patch: x}]}}]", isHeld: true),
            Case(
                testDescription: "a patch for another kind",
                renderers: "[{kustomize: {patches: [{target: {kind: Service}, patch: x}]}}]", isHeld: false),
            Case(
                testDescription: "a patch for another object",
                renderers: "[{kustomize: {patches: [{target: {kind: Deployment, name: other}, patch: x}]}}]",
                isHeld: false),
            Case(
                testDescription: "a patch that names the object itself",
                renderers: "[{kustomize: {patches: [{patch: '\(patch)'}]}}]", isHeld: true),
            Case(
                testDescription: "a patch that names another object itself",
                renderers:
                    "[{kustomize: {patches: [{patch: '\(patch.replacing("name: web", with: "name: other"))'}]}}]",
                isHeld: false),
            Case(
                testDescription: "a patch of several documents",
                renderers: """
                    [{kustomize: {patches: [{patch: "\(patch.replacing("name: web", with: "name: other"))\\n---\\n\(patch)"}]}}]
                    """,
                isHeld: true),
            Case(
                testDescription: "a patch that cannot be read",
                renderers: "[{kustomize: {patches: [{patch: '{'}]}}]", isHeld: true),
            Case(
                testDescription: "an older kind of patch for the object",
                renderers: "[{kustomize: {patchesStrategicMerge: [\(patch)]}}]", isHeld: true),
            Case(
                testDescription: "an older kind of patch for another object",
                renderers:
                    "[{kustomize: {patchesJson6902: [{target: {kind: Deployment, name: other}, patch: []}]}}]",
                isHeld: false),
            Case(
                testDescription: "something nobody knows", renderers: "[{kustomize: {namePrefix: x}}]",
                isHeld: true),
            Case(testDescription: "another renderer", renderers: "[{other: {}}]", isHeld: true),
        ] + fields

    /// Patches for the object, by what they change of it.
    private static let fields: [Case] = patches.map { patch in
        let text = patch.text.replacing("\n", with: "\\n")
        return Case(
            testDescription: patch.name,
            renderers: "[{kustomize: {patches: [{target: {kind: Deployment}, patch: \"\(text)\"}]}}]",
            isHeld: patch.isHeld)
    }

    private static let patches: [(name: String, text: String, isHeld: Bool)] = [
        ("an operation on a label", "- {op: add, path: /metadata/labels/a, value: b}", false),
        (
            "one on volumes of a container",
            "- {op: add, path: /spec/template/spec/containers/0/volumeMounts/-}", false
        ),
        (
            "one on the limit",
            "- {op: replace, path: /spec/template/spec/containers/0/resources/limits/memory}", true
        ),
        (
            "one on all limits", "- {op: remove, path: /spec/template/spec/containers/1/resources/limits}",
            true
        ),
        (
            "one on another limit",
            "- {op: add, path: /spec/template/spec/containers/0/resources/limits/cpu}", false
        ),
        ("one on the containers", "- {op: remove, path: /spec/template/spec/containers/0}", true),
        (
            "one on the name of the container",
            "- {op: replace, path: /spec/template/spec/containers/0/name}", true
        ),
        ("one on the pod", "- {op: replace, path: /spec/template, value: {}}", true),
        ("one on the name", "- {op: replace, path: /metadata/name, value: x}", true),
        ("one that copies", "- {op: copy, from: /a, path: /metadata/labels/a}", true),
        (
            "one of several on the limit",
            "- {op: add, path: /a}\n- {op: add, path: /spec/template/spec/containers}", true
        ),
        ("an unknown operation", "- {op: merge, path: /metadata/labels/a}", true),
        ("a part with labels", "{kind: Deployment, metadata: {name: web, labels: {a: b}}}", false),
        ("a part with replicas", "{kind: Deployment, metadata: {name: web}, spec: {replicas: 3}}", false),
        ("a part with a limit", part("{name: app, resources: {limits: {memory: 1Gi}}}"), true),
        ("a part without limits", part("{name: app, resources: null}"), true),
        ("a part with variables", part("{name: app, env: [{name: A, value: b}]}"), false),
        ("a part with a directive", part("{name: app, $patch: delete}"), true),
        ("a part with containers without a name", part("{env: []}"), true),
        ("a part that is empty", "{spec: {}}", true),
    ]

    @Test(arguments: cases) func ofAChartOfTheRepository(_ sample: Case) throws {
        let files = ChartSamples.chart(
            ChartSamples.deployment(ChartSamples.toYaml), ChartSamples.image + "resources: {}\n",
            ["apps/web.yaml": release(sample.renderers), "ks.yaml": FluxSample.kustomization("apps", "")])
        let marked = Sample(files)
        let trace = try marked.trace("Deployment/web/app", sample.attribute)
        if sample.isHeld {
            #expect(trace.hold?.reason == .unsupported, "\(trace.status)")
        } else {
            #expect(trace.place == marked.marked, "\(trace.status)")
        }
    }

    @Test(arguments: cases) func ofAKnownChart(_ sample: Case) throws {
        let release = FluxSample.release
            .replacing("memory: 1Gi", with: "memory: 1️⃣1Gi2️⃣")
            .replacing("  values:\n", with: "  postRenderers: \(sample.renderers)\n  values:\n")
        let marked = Sample([
            "ks.yaml": FluxSample.kustomization("apps", ""), "apps/web.yaml": release,
            "apps/source.yaml": FluxSample.source,
        ])
        let trace = try marked.trace("Deployment/web/app", sample.attribute)
        if sample.isHeld {
            #expect(trace.hold?.reason == .unsupported, "\(trace.status)")
        } else {
            #expect(trace.place == marked.marked, "\(trace.status)")
        }
    }

    @Test func imagesOfAChart() throws {
        let files = ChartSamples.chart(
            ChartSamples.deployment(ChartSamples.toYaml), ChartSamples.image + "resources: {}\n",
            [
                "apps/web.yaml": release("[{kustomize: {images: [{name: reg.example/web, newTag: '9'}]}}]"),
                "ks.yaml": FluxSample.kustomization("apps", ""),
            ])
        let marked = Sample(files)
        #expect(try marked.trace("Deployment/web/app", "image").hold?.reason == .unsupported)
        #expect(try marked.trace("Deployment/web/app", "resources.limits.memory").place == marked.marked)
    }

    /// A token that decides what is left alone and what may be changed later.
    @Test func whatElseTheTokenDecides() throws {
        let template =
            ChartSamples.deployment(ChartSamples.toYaml) + "\n---\n"
            + ChartSamples.deployment(ChartSamples.toYaml, name: "other")
        func sample(_ renderers: String) -> Sample {
            Sample(
                ChartSamples.chart(
                    template, ChartSamples.image + "resources: {}\n",
                    ["apps/web.yaml": release(renderers), "ks.yaml": FluxSample.kustomization("apps", "")]))
        }
        let plain = try sample("[]").trace("Deployment/web/app", "resources.limits.memory")
        #expect(plain.others == ["Deployment/other/app resources.limits.memory"])
        let patched = try sample(
            "[{kustomize: {patches: [{target: {kind: Deployment, name: other}, patch: x}]}}]"
        )
        .trace("Deployment/web/app", "resources.limits.memory")
        #expect(patched.hold?.reason == .unsupported, "\(patched.status)")
    }

    private func release(_ renderers: String) -> String {
        """
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata: {name: web}
        spec:
          chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system}}}
          postRenderers: \(renderers)
          values:
            resources: {limits: {memory: 1️⃣1Gi2️⃣}}

        """
    }
}
