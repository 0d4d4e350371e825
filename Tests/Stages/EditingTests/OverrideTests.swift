import Diagnostics
import Editing
import Foundation
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// Over a value that others share, the one overlay writes its own: in the manner that the repository has already.
@Suite struct OverrideTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var files: [String: String]
        var address = KubernetesAddress(
            namespace: "prod", kind: "Deployment", name: "web", container: "app")
        var attribute = "resources.limits.memory"
        var before = "256Mi"
        var after = "384Mi"
        /// The file that is written into; nil where it is held as shared.
        var file: String?
        /// What comes, lines without their indentation in the file as they are.
        var added: [String] = []
        var testDescription: String { name }
    }

    static let base = [
        "base/kustomization.yaml": "resources: [web.yaml, api.yaml]\n",
        "base/web.yaml": KustomizeEditTests.web,
        "base/api.yaml": KustomizeEditTests.web.replacing("name: web", with: "name: api").replacing(
            "256Mi", with: "128Mi"),
        "staging/kustomization.yaml": "namespace: staging\nresources: [../base]\n",
    ]

    static func overlay(_ text: String, _ more: [String: String] = [:]) -> [String: String] {
        base.merging(["prod/kustomization.yaml": "namespace: prod\nresources: [../base]\n" + text]) { $1 }
            .merging(more) { $1 }
    }

    static let operation = """
        patches:
          - target: {kind: Deployment, name: web}
            patch: |-
              - op: add
                path: /spec/paused
                value: false

        """

    static let merge = """
        patches:
          # the site
          - patch: |
              apiVersion: apps/v1
              kind: Deployment
              metadata: {name: NAME}
              spec:
                template:
                  spec:
                    containers:
                      - name: app
                        resources:
                          limits:
                            cpu: 500m # enough
          - path: last.yaml

        """

    static let last = [
        "prod/last.yaml":
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {paused: true}\n"
    ]

    static let pointer = "/spec/template/spec/containers/0/resources/limits/memory"

    static let cases: [Case] = [
        Case(
            name: "in the text of a patch that speaks of the container",
            files: overlay(merge.replacing("NAME", with: "web"), last), file: "prod/kustomization.yaml",
            added: ["                    memory: 384Mi"]),
        Case(
            name: "one more operation of the object's own patch", files: overlay(operation),
            file: "prod/kustomization.yaml",
            added: ["      - op: replace", "        path: \(pointer)", "        value: 384Mi"]),
        Case(
            name: "one more operation in brackets, in a file",
            files: overlay(
                "patches: [{path: p.yaml, target: {kind: Deployment, name: web}}]\n",
                ["prod/p.yaml": "- {op: add, path: /spec/paused, value: false}\n"]),
            file: "prod/p.yaml", added: ["- {op: replace, path: \(pointer), value: 384Mi}"]),
        Case(
            name: "a patch of operations beside one of another object",
            files: overlay(operation.replacing("name: web", with: "name: api")),
            file: "prod/kustomization.yaml",
            added: [
                "  - patch: |-", "      - op: replace", "        path: \(pointer)", "        value: 384Mi",
                "    target:", "      kind: Deployment", "      name: web",
            ]),
        Case(
            name: "a patch that is merged beside one of another object",
            files: overlay(merge.replacing("NAME", with: "api"), last), file: "prod/kustomization.yaml",
            added: [
                "  - patch: |-", "      apiVersion: apps/v1", "      kind: Deployment", "      metadata:",
                "        name: web", "      spec:", "        template:", "          spec:",
                "            containers:", "              - name: app", "                resources:",
                "                  limits:", "                    memory: 384Mi",
            ]),
        Case(
            name: "the first patch of an overlay, as the one beside it has them",
            files: overlay(
                "",
                [
                    "staging/kustomization.yaml": "namespace: staging\nresources: [../base]\n"
                        + operation.replacing("name: web", with: "name: api")
                ]), file: "prod/kustomization.yaml",
            added: [
                "patches:", "  - patch: |-", "      - op: replace", "        path: \(pointer)",
                "        value: 384Mi", "    target:", "      kind: Deployment", "      name: web",
            ]),
        Case(
            name: "one more number, by the name that the file says",
            files: overlay("namePrefix: a-\nreplicas:\n- name: api\n  count: 5\n").merging([
                "base/web.yaml": KustomizeEditTests.web.replacing(
                    "  template:", with: "  replicas: 2\n  template:")
            ]) { $1 },
            address: KubernetesAddress(namespace: "prod", kind: "Deployment", name: "a-web"),
            attribute: "replicas", before: "2", after: "4", file: "prod/kustomization.yaml",
            added: ["- name: web", "  count: 4"]),
        Case(
            name: "one more number in brackets",
            files: overlay("replicas: [{name: api, count: 5}]\n").merging([
                "base/web.yaml": KustomizeEditTests.web.replacing(
                    "  template:", with: "  replicas: 2\n  template:"),
                "base/api.yaml": KustomizeEditTests.web.replacing("name: web", with: "name: api").replacing(
                    "  template:", with: "  replicas: 2\n  template:"),
            ]) { $1 },
            address: KubernetesAddress(namespace: "prod", kind: "Deployment", name: "web"),
            attribute: "replicas", before: "2", after: "4", file: "prod/kustomization.yaml",
            added: ["replicas: [{name: api, count: 5}, {name: web, count: 4}]"]),
        Case(
            name: "in the patches of a Flux Kustomization",
            files: flux(
                """

                  patches:
                    - target: {kind: Deployment, name: api}
                      patch: |
                        - op: add
                          path: /spec/paused
                          value: true
                """), file: "clusters/prod/apps.yaml",
            added: [
                "    - patch: |-", "        - op: replace", "          path: \(pointer)",
                "          value: 384Mi", "      target:", "        kind: Deployment", "        name: web",
            ]),
        Case(
            name: "a variable of one Flux Kustomization, over the ConfigMap of all",
            files: flux(
                "\n  postBuild: {substituteFrom: [{kind: ConfigMap, name: sizes}], substitute: {A: b}}", sizes
            ),
            file: "clusters/prod/apps.yaml",
            added: [
                "  postBuild: {substituteFrom: [{kind: ConfigMap, name: sizes}], substitute: {A: b, MEMORY: 384Mi}}"
            ]),
        // Held as shared.
        Case(
            name: "patches in files alone say nothing of a manner in texts",
            files: overlay(
                "patches: [{path: last.yaml}]\n", last)),
        Case(
            name: "a target that means others too",
            files: overlay(
                operation.replacing("name: web", with: "name: w.*").replacing(
                    "patch: |-", with: "path: p.yaml"
                )
                .split(separator: "\n").prefix(3).joined(separator: "\n") + "\n",
                ["prod/p.yaml": "- {op: add, path: /spec/paused, value: false}\n"])),
        Case(
            name: "a list in brackets",
            files: overlay(
                "patches: [{target: {kind: Deployment, name: api}, patch: '[{op: add, path: /spec/paused, value: true}]'}]\n"
            )),
        Case(
            name: "a kustomization that another one includes",
            files: overlay(operation, ["more/kustomization.yaml": "namespace: more\nresources: [../prod]\n"]),
            address: KubernetesAddress(namespace: "more", kind: "Deployment", name: "web", container: "app")),
        Case(
            name: "a generated kustomization",
            files: overlay("", [:]).merging([
                "prod/kustomization.yaml":
                    "# Code generated by kit. DO NOT EDIT.\nnamespace: prod\nresources: [../base]\n"
                    + operation
            ]) { $1 }),
        Case(
            name: "a variable that two fields take",
            files: flux(
                "\n  postBuild: {substituteFrom: [{kind: ConfigMap, name: sizes}], substitute: {A: b}}",
                sizes.merging([
                    "apps/api.yaml": KustomizeEditTests.web.replacing("name: web", with: "name: api")
                        .replacing(
                            "256Mi", with: "${MEMORY}")
                ]) { $1 })),
    ]

    /// What is changed of an Application of Argo CD, in the fixture that has each form of values.
    static func application(
        _ name: String, _ attribute: String, _ before: String, _ after: String, _ file: String?,
        _ added: [String] = []
    ) -> Case {
        let isNumber = attribute == "replicas"
        return Case(
            name: "the application \(name), \(attribute)", files: [:],
            address: KubernetesAddress(
                namespace: "shop", kind: "Deployment", name: name, container: isNumber ? nil : "app"),
            attribute: attribute, before: before, after: after, file: file, added: added)
    }

    static let applications: [Case] = [
        application(
            "parameters", "resources.limits.memory", "256Mi", "384Mi", "apps/parameters.yaml",
            ["        - name: resources.limits.memory", "          value: \"384Mi\""]),
        application(
            "object", "replicas", "2", "4", "apps/object.yaml", ["        replicas: 4"]),
        application("text", "replicas", "2", "4", "apps/text.yaml", ["        replicas: 4"]),
        application(
            "file", "resources.limits.memory", "256Mi", "384Mi", "values/file.yaml",
            ["resources:", "  limits:", "    memory: 384Mi"]),
        application(
            "both", "resources.requests.memory", "64Mi", "96Mi", "apps/both.yaml",
            ["        resources:", "          requests:", "            memory: 96Mi"]),
        application(
            "sources", "resources.requests.memory", "64Mi", "96Mi", "values/sources.yaml",
            ["  requests:", "    memory: 96Mi"]),
        application(
            "plain", "resources.limits.memory", "256Mi", "384Mi", "apps/plain.yaml",
            [
                "    helm:", "      valuesObject:", "        resources:", "          limits:",
                "            memory: 384Mi",
            ]),
        application(
            "shared", "replicas", "3", "5", "apps/shared.yaml",
            ["      valuesObject:", "        replicas: 5"]),
        application("twice", "resources.limits.memory", "256Mi", "384Mi", nil),
    ]

    /// The same where no other Application has values of its own.
    @Test func isOneParameterWhereNoApplicationHasValues() throws {
        let folder = SourceDirectory.fixtures.appending(
            path: "tracing/argocd-values-of-applications/repository")
        var files = try InMemoryTree(directory: folder).contents
        for name in ["both", "object", "text", "parameters", "twice"] { files["apps/\(name).yaml"] = nil }
        let sample = Self.application(
            "plain", "resources.limits.memory", "256Mi", "384Mi", "apps/plain.yaml",
            [
                "    helm:", "      parameters:", "        - name: resources.limits.memory",
                "          value: \"384Mi\"",
            ])
        try check(sample, in: InMemoryTree(files))
    }

    @Test(arguments: applications) func isWrittenInTheOneApplication(_ sample: Case) throws {
        let folder = SourceDirectory.fixtures.appending(
            path: "tracing/argocd-values-of-applications/repository")
        try check(sample, in: InMemoryTree(directory: folder))
    }

    static let sizes = [
        "clusters/sizes.yaml":
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sizes, namespace: flux-system}\ndata: {MEMORY: 256Mi}\n",
        "apps/web.yaml": KustomizeEditTests.web.replacing("256Mi", with: "${MEMORY}"),
    ]

    /// Two clusters with one Kustomization each, over the same files.
    static func flux(_ spec: String, _ more: [String: String] = [:]) -> [String: String] {
        func kustomization(_ cluster: String, _ spec: String) -> String {
            """
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: {name: apps, namespace: flux-system}
            spec:
              path: ./apps
              targetNamespace: \(cluster)
              sourceRef: {kind: GitRepository, name: flux-system}\(spec)

            """
        }
        let staging =
            spec.contains("sizes") ? "\n  postBuild: {substituteFrom: [{kind: ConfigMap, name: sizes}]}" : ""
        return [
            "clusters/prod/apps.yaml": kustomization("prod", spec),
            "clusters/staging/apps.yaml": kustomization("staging", staging),
            "apps/kustomization.yaml": "resources: [web.yaml, api.yaml]\n",
            "apps/web.yaml": KustomizeEditTests.web,
            "apps/api.yaml": KustomizeEditTests.web.replacing("name: web", with: "name: api").replacing(
                "256Mi", with: "128Mi"),
        ].merging(more) { $1 }
    }

    @Test(arguments: cases) func isWrittenInTheOneOverlay(_ sample: Case) throws {
        try check(sample, in: InMemoryTree(texts: sample.files))
    }

    private func check(_ sample: Case, in tree: InMemoryTree) throws {
        let target = Target(.kubernetes(sample.address), sample.attribute)
        let stage = TracingStage(tree: tree, settings: RepositorySettings())
        let trace = try stage.trace(target)
        let change = PlannedChange(target: target, trace: trace, before: sample.before, after: sample.after)
        let outcome = EditingStage().edit(
            PlanSample.plan([change], tree: tree), tree: tree, settings: RepositorySettings())
        guard let file = sample.file else {
            #expect(outcome.hold?.reason == .shared, "\(outcome)")
            return
        }
        let edit = try #require(outcome.value, "\(outcome) \(trace)")
        #expect(edit.files.map(\.path) == [file])
        let written = try #require(edit.files.first)
        func lines(_ bytes: [UInt8]) -> [String] {
            String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
                .map(String.init)
        }
        let difference = lines(written.after).difference(from: lines(written.before))
        let added = difference.insertions.map { change -> String in
            if case .insert(_, let line, _) = change { line } else { "" }
        }
        #expect(added == sample.added)
        #expect(difference.removals.count <= (sample.added.count == 1 ? 1 : 0), "\(difference.removals)")
        // One attribute of one root, and nothing else, reads differently.
        #expect(edit.changed.map(\.value) == [sample.after])
        #expect(edit.changed.map(\.attribute) == [sample.attribute])
    }
}
