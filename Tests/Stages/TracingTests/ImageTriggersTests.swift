import Model
import TestSupport
import Testing
import Tracing

/// OpenShift's DeploymentConfigs, and images that image streams put in.
@Suite struct ImageTriggersTests {
    private static func object(_ kind: String, annotation: String = "", _ triggers: String = "") -> String {
        """
        apiVersion: \(kind == "Deployment" ? "apps/v1" : "apps.openshift.io/v1")
        kind: \(kind)
        metadata: {name: web, namespace: shop, annotations: {\(annotation)}}
        spec:
        \(triggers)
          replicas: 2
          template:
            spec:
              containers:
                - {name: side, image: "side:1"}
                - name: app
                  image: 1️⃣web:12️⃣
                  resources: {limits: {memory: 1Gi}}

        """
    }

    private static func change(_ containers: String) -> String {
        "  triggers:\n    - {type: ConfigChange}\n    - {type: ImageChange, imageChangeParams: {containerNames: \(containers)}}"
    }

    private func image(_ kind: String, _ text: String, container: String = "app") throws -> Trace {
        try Sample(["deploy/web.yaml": text]).trace("\(kind)/web/\(container)", "image", namespace: "shop")
    }

    @Test func sizesOfADeploymentConfigAreItsOwn() throws {
        let sample = Sample(["deploy/web.yaml": Self.object("DeploymentConfig", Self.change("[app]"))])
        #expect(
            try sample.trace("DeploymentConfig/web/app", "resources.limits.memory", namespace: "shop").value
                == "1Gi")
        #expect(try sample.trace("DeploymentConfig/web", "replicas", namespace: "shop").value == "2")
        let rows = try sample.stage.inventory(of: sample.stage.roots()).flatMap { $0 }
        #expect(rows.map(\.trace.target.attribute).sorted() == ["replicas", "resources.limits.memory"])
    }

    @Test func aTriggerOwnsTheImageOfItsContainers() throws {
        let text = Self.object("DeploymentConfig", Self.change("[app]"))
        #expect(try image("DeploymentConfig", text).hold?.reason == .derived)
        #expect(try image("DeploymentConfig", text, container: "side").value == "side:1")
        let plain = Self.object("DeploymentConfig", "  triggers: [{type: ConfigChange}]")
        #expect(try image("DeploymentConfig", plain).value == "web:1")
        #expect(try image("DeploymentConfig", Self.object("DeploymentConfig")).value == "web:1")
    }

    @Test func anAnnotationOwnsTheImageOfADeployment() throws {
        let text = Self.object("Deployment", annotation: "image.openshift.io/triggers: '[]'")
        #expect(try image("Deployment", text).hold?.reason == .derived)
        #expect(try image("Deployment", Self.object("Deployment")).value == "web:1")
    }

    private static func path(_ container: String) -> String {
        #"{"from":{"kind":"ImageStreamTag","name":"web:1"},"fieldPath":"spec.template.spec.containers[?(@.name==\"\#(container)\")].image"}"#
    }

    /// The triggers of the annotation, and whether they may set the image of `app`.
    @Test(arguments: [
        ("[\(path("app"))]", true), ("[\(path("side"))]", false), ("[\(path("side")), \(path("app"))]", true),
        (#"[{"from":{"name":"web:1"},"fieldPath":"spec.template.spec.containers[1].image"}]"#, true),
        ("[\(path("side")), {\"fieldPath\":\"spec.template.spec.*\"}]", true), ("[{}]", true),
        ("paused", true),
    ])
    func anAnnotationNamesItsContainers(_ triggers: String, isApp: Bool) throws {
        let text = Self.object("Deployment", annotation: "image.openshift.io/triggers: '\(triggers)'")
        let trace = try image("Deployment", text)
        #expect(trace.hold?.reason == (isApp ? .derived : nil), "\(trace.status)")
        #expect(trace.value == (isApp ? nil : "web:1"))
    }

    @Test func aTriggerIsSeenThroughAKustomization() throws {
        let files = [
            "overlay/kustomization.yaml":
                "resources: [../base/web.yaml]\nnamePrefix: prod-\nnamespace: prod\n",
            "base/web.yaml": Self.object("DeploymentConfig", Self.change("[app]")),
        ]
        let sample = Sample(files)
        let trace = try sample.trace("DeploymentConfig/prod-web/app", "image", namespace: "prod")
        #expect(trace.hold?.reason == .derived, "\(trace.status)")
        let size = try sample.trace(
            "DeploymentConfig/prod-web/app", "resources.limits.memory", namespace: "prod")
        #expect(size.value == "1Gi", "\(size.status)")
    }
}
