import Model
import TestSupport
import Testing
import Tracing

/// Forms of the values of app-template that its versions have.
@Suite struct AppTemplateVersionsTests {
    private func sample(_ values: String) -> Sample {
        let head = String(FluxSample.release.split(separator: "  values:\n")[0])
        return Sample([
            "ks.yaml": FluxSample.kustomization("apps", ""), "apps/source.yaml": FluxSample.source,
            "apps/web.yaml": head + "  values:\n" + values,
        ])
    }

    private static let one = """
            image: {repository: reg.example/web, tag: "1.2"}
            resources: {limits: {memory: 1️⃣1Gi2️⃣}}

        """

    @Test func oneControllerIsNamedAfterTheRelease() throws {
        let sample = sample(Self.one)
        let trace = try sample.trace("Deployment/web/web", "resources.limits.memory")
        #expect(trace.place == sample.marked, "\(trace.status)")
        let image = try sample.trace("Deployment/web/web", "image")
        #expect(image.value == "reg.example/web:1.2", "\(image.status)")
        let absent = try sample.trace("Deployment/web/web", "resources.limits.cpu")
        #expect(absent.insertion?.keyPath == "spec.values.resources.limits.cpu", "\(absent.status)")
    }

    @Test func itsKindAndItsNumberStandInTheController() throws {
        let sample = sample(
            "    controller: {type: statefulset, replicas: 1️⃣32️⃣}\n    image: {repository: web}\n")
        #expect(try sample.trace("StatefulSet/web", "replicas").place == sample.marked)
        #expect(try sample.trace("Deployment/web", "replicas").hold?.reason != nil)
    }

    @Test(arguments: [
        "    controller: {enabled: false}\n", "    controller: {enabled: \"{{ x }}\"}\n",
        "    nameOverride: x\n",
        "    global: {fullnameOverride: x}\n",
    ])
    func whatIsOffOrHasAnotherNameIsHeld(_ values: String) throws {
        let trace = try sample(Self.one + values).trace("Deployment/web/web", "resources.limits.memory")
        #expect(trace.hold != nil, "\(trace.status)")
    }

    @Test(arguments: ["global: {nameOverride: web}", "nameOverride: we", "fullnameOverride: web"])
    func anotherNameThatIsTheSameIsNone(_ key: String) throws {
        let sample = sample(Self.one + "    \(key)\n")
        #expect(try sample.trace("Deployment/web/web", "resources.limits.memory").place == sample.marked)
    }

    @Test func numbersThatAnAutoscalerMayOwnAreHeld() throws {
        let sample = sample(Self.one + "    controller: {replicas: 3}\n    autoscaling: {enabled: true}\n")
        #expect(try sample.trace("Deployment/web", "replicas").hold?.reason == .external)
    }

    @Test func oneAloneHasALongNameWhereThatIsAskedFor() throws {
        let controllers =
            "    controllers: {api: {containers: {app: {resources: {limits: {memory: 1️⃣1Gi2️⃣}}}}}}\n"
        let plain = sample(controllers)
        #expect(try plain.trace("Deployment/web/app", "resources.limits.memory").place == plain.marked)
        let long = sample(controllers + "    global: {alwaysAppendIdentifierToResourceName: true}\n")
        #expect(try long.trace("Deployment/web-api/app", "resources.limits.memory").place == long.marked)
        #expect(try long.trace("Deployment/web/app", "resources.limits.memory").hold != nil)
    }
}
