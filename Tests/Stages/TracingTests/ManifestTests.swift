import Model
import Settings
import Testing
import Tracing

/// Plain manifests: the token, its form, its company.
@Suite struct ManifestTests {
    struct Form: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        var address = "Deployment/web/app"
        var attribute = "resources.limits.memory"
        var value: String
        var testDescription: String { name }
    }

    static func container(_ lines: String) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          template:
            spec:
              containers:
                - name: side
                  resources: {limits: {memory: 9Gi}}
                - name: app
        \(lines)
        """
    }

    static let forms: [Form] = [
        Form(
            name: "bare",
            text: container("          resources:\n            limits:\n              memory: 1️⃣512Mi2️⃣\n"),
            value: "512Mi"),
        Form(
            name: "double quotes belong to the token",
            text: container(
                "          resources:\n            limits:\n              memory: 1️⃣\"512Mi\"2️⃣ # why\n"),
            value: "512Mi"),
        Form(
            name: "single quotes", text: container("          resources: {limits: {memory: 1️⃣'512Mi'2️⃣}}\n"),
            value: "512Mi"),
        Form(
            name: "of duplicate keys the last",
            text: container(
                "          resources:\n            limits:\n              memory: 1Gi\n              memory: 1️⃣2Gi2️⃣\n"
            ), value: "2Gi"),
        Form(
            name: "a key with dots and a slash",
            text: container("          resources:\n            limits:\n              nvidia.com/gpu: 1️⃣22️⃣\n"),
            attribute: "resources.limits.nvidia.com/gpu", value: "2"),
        Form(
            name: "a probe", text: container("          livenessProbe:\n            timeoutSeconds: 1️⃣52️⃣\n"),
            attribute: "livenessProbe.timeoutSeconds", value: "5"),
        Form(
            name: "an image", text: container("          image: 1️⃣registry.example/web:1.22️⃣\n"),
            attribute: "image",
            value: "registry.example/web:1.2"),
        Form(
            name: "an item of a list",
            text: container("          args:\n            - a\n            - 1️⃣--heap=12️⃣\n"),
            attribute: "args[1]", value: "--heap=1"),
        Form(
            name: "replicas by the short name",
            text: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1️⃣32️⃣\n",
            address: "Deployment/web", attribute: "replicas", value: "3"),
        Form(
            name: "replicas by the full path",
            text: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1️⃣32️⃣\n",
            address: "Deployment/web", attribute: "spec.replicas", value: "3"),
        Form(
            name: "CRLF and a byte order mark",
            text:
                "\u{FEFF}apiVersion: apps/v1\r\nkind: Deployment\r\nmetadata:\r\n  name: web\r\nspec:\r\n  replicas: 1️⃣32️⃣\r\n",
            address: "Deployment/web", attribute: "replicas", value: "3"),
        Form(
            name: "no final newline",
            text: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1️⃣32️⃣",
            address: "Deployment/web", attribute: "replicas", value: "3"),
        Form(
            name: "an init container",
            text: """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: web}
                spec:
                  template:
                    spec:
                      initContainers:
                        - name: migrate
                          resources: {requests: {cpu: 1️⃣100m2️⃣}}
                      containers:
                        - name: app
                """, address: "StatefulSet/web/migrate", attribute: "resources.requests.cpu", value: "100m"),
        Form(
            name: "a CronJob",
            text: """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: web}
                spec:
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          containers:
                            - name: app
                              resources: {requests: {cpu: 1️⃣.52️⃣}}
                """, address: "CronJob/web/app", attribute: "resources.requests.cpu", value: ".5"),
        Form(
            name: "the second document, not the first",
            text: deployment("other", namespace: "shop") + "---\n"
                + container("          resources: {limits: {memory: 1️⃣512Mi2️⃣}}\n"), value: "512Mi"),
        Form(
            name: "an item of a List",
            text: """
                apiVersion: v1
                kind: List
                items:
                  - apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec: {replicas: 1️⃣42️⃣}
                """, address: "Deployment/web", attribute: "replicas", value: "4"),
        Form(
            name: "a field of a custom object",
            text: """
                apiVersion: postgresql.cnpg.io/v1
                kind: Cluster
                metadata: {name: web}
                spec: {resources: {limits: {memory: 1️⃣"4Gi"2️⃣}}}
                """, address: "Cluster/web", attribute: "spec.resources.limits.memory", value: "4Gi"),
    ]

    @Test(arguments: forms) func findsTheToken(_ form: Form) throws {
        let sample = Sample(["apps/web.yaml": form.text])
        let trace = try sample.trace(form.address, form.attribute)
        #expect(trace.place == sample.marked, "\(trace.status)")
        #expect(trace.value == form.value)
        #expect(trace.statusName == "literal")
    }

    @Test func readsJSON() throws {
        let sample = Sample([
            "apps/web.json":
                #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":1️⃣32️⃣}}"#
        ])
        let trace = try sample.trace("Deployment/web", "replicas")
        #expect(trace.place == sample.marked)
    }

    @Test func anAliasIsSharedWithEverybodyWhoUsesTheAnchor() throws {
        let sample = Sample([
            "apps/web.yaml": """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              template:
                spec:
                  initContainers:
                    - name: warm
                      resources: &small
                        limits: {memory: 1️⃣256Mi2️⃣}
                  containers:
                    - name: app
                      resources: *small
                    - name: side
                      resources:
                        <<: *small
            """
        ])
        let trace = try sample.trace("Deployment/web/app", "resources.limits.memory")
        #expect(trace.statusName == "shared")
        #expect(trace.place == sample.marked)
        #expect(
            trace.others == [
                "Deployment/web/side resources.limits.memory", "Deployment/web/warm resources.limits.memory",
            ])
        #expect(trace.hops.contains { $0.reason.contains("*small") })
    }

    @Test func aMergedKeyIsFoundAndAnOverrideStaysAlone() throws {
        let text = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              template:
                spec:
                  containers:
                    - name: one
                      resources: {limits: &l {memory: 1Gi, cpu: 1}}
                    - name: app
                      resources:
                        limits:
                          <<: *l
                          memory: 1️⃣2Gi2️⃣
            """
        let sample = Sample(["apps/web.yaml": text])
        let own = try sample.trace("Deployment/web/app", "resources.limits.memory")
        #expect(own.place == sample.marked)
        #expect(own.statusName == "literal")
        let merged = try sample.trace("Deployment/web/app", "resources.limits.cpu")
        #expect(merged.statusName == "shared")
        #expect(merged.others == ["Deployment/web/one resources.limits.cpu"])
    }

    @Test func mergeKeysThatReadersTakeDifferentlyAreHeld() throws {
        let text = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              template:
                spec:
                  containers:
                    - name: one
                      resources: {limits: &l {memory: 1Gi}}
                    - name: app
                      resources:
                        limits:
                          memory: 2Gi
                          <<: *l
            """
        let trace = try Sample(["apps/web.yaml": text]).trace("Deployment/web/app", "resources.limits.memory")
        #expect(trace.hold?.reason == .ambiguous)
    }

    struct Absent: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var lines: String
        var keyPath: String
        var line: Int
    }

    @Test(arguments: [
        Absent(
            testDescription: "no resources at all", lines: "          image: x\n",
            keyPath: "spec.template.spec.containers[1].resources.limits.memory", line: 11),
        Absent(
            testDescription: "empty braces", lines: "          resources: {}\n",
            keyPath: "spec.template.spec.containers[1].resources.limits.memory", line: 11),
        Absent(
            testDescription: "a sibling is there",
            lines: "          resources:\n            limits:\n              cpu: 1\n",
            keyPath: "spec.template.spec.containers[1].resources.limits.memory", line: 13),
    ]) func saysWhereAMissingValueWouldStand(_ absent: Absent) throws {
        let sample = Sample(["apps/web.yaml": ManifestTests.container(absent.lines)])
        let trace = try sample.trace("Deployment/web/app", "resources.limits.memory")
        #expect(
            trace.insertion == Insertion(file: "apps/web.yaml", keyPath: absent.keyPath, line: absent.line))
    }

    @Test func aLinkLeadsToTheRealFile() throws {
        let sample = Sample(
            ["base/web.yaml": deployment("web", memory: "1️⃣1Gi2️⃣")],
            links: ["prod/web.yaml": "../base/web.yaml"])
        let trace = try sample.trace("Deployment/web/app", "resources.limits.memory")
        #expect(trace.place == sample.marked)
        #expect(trace.elsewhere.map(\.root) == ["prod"])
    }

    @Test func theNamespaceDecides() throws {
        let sample = Sample([
            "a.yaml": deployment("web", namespace: "a", memory: "1Gi"),
            "b.yaml": deployment("web", namespace: "b", memory: "1️⃣2Gi2️⃣"),
        ])
        #expect(
            try sample.trace("Deployment/web/app", "resources.limits.memory", namespace: "b").place
                == sample.marked)
        #expect(try sample.trace("Deployment/web/app", "resources.limits.memory").hold?.reason == .ambiguous)
        #expect(
            try sample.trace("Deployment/web/app", "resources.limits.memory", namespace: "c").hold?.reason
                == .noSuchResource)
    }

    @Test func aManifestWithoutNamespaceFitsWhenItIsAlone() throws {
        let sample = Sample(["a.yaml": deployment("web", memory: "1️⃣1Gi2️⃣")])
        #expect(
            try sample.trace("Deployment/web/app", "resources.limits.memory", namespace: "b").place
                == sample.marked)
    }

    @Test func addressesMayUseAHash() throws {
        let sample = Sample(["a.yaml": deployment("web", memory: "1️⃣1Gi2️⃣")])
        #expect(try sample.trace("Deployment/web#app", "resources.limits.memory").place == sample.marked)
    }
}
