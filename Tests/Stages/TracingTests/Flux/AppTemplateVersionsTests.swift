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

    /// A release of two controllers whose names may be said already.
    private func sample(_ id: String, release name: String, version: String) -> Sample {
        let release = FluxSample.release.split(separator: "  values:\n")[0].replacing(
            "name: web", with: "name: \(name)")
        let values =
            "    controllers: {\(id): {containers: {app: {resources: {limits: {memory: 1️⃣1Gi2️⃣}}}}}, other: {}}\n"
        return Sample([
            "ks.yaml": FluxSample.kustomization("apps", ""),
            "apps/source.yaml": FluxSample.source.replacing(
                "/app-template}", with: "/app-template, ref: {tag: '\(version)'}}"),
            "apps/web.yaml": release + "  values:\n" + values,
        ])
    }

    /// A controller, the release, the chart's version, and what the workload is called then.
    static let names = [
        ["web", "web", "3.7.3", "web"], ["web", "web", "4.0.1", "web-web"], ["web", "web", "v4.1.1", "web"],
        ["web", "web", "5.3.0", "web"],
        ["api", "web-api", "3.0.4", "web-api-api"], ["api", "web-api", "4.0.0", "web-api"],
        ["api", "web-api", "5.0.0", "web-api"],
        ["main", "web", "3.7.3", "web-main"], ["main", "web", "5.1.0", "web-main"],
    ]

    @Test(arguments: names) func theVersionSaysWhatSeveralControllersAreCalled(_ row: [String]) throws {
        let sample = sample(row[0], release: row[1], version: row[2])
        let trace = try sample.trace("Deployment/\(row[3])/app", "resources.limits.memory")
        #expect(trace.place == sample.marked, "\(row): \(trace.status)")
        for other in [row[1], "\(row[1])-\(row[0])"] where other != row[3] {
            let trace = try sample.trace("Deployment/\(other)/app", "resources.limits.memory")
            #expect(trace.hold?.reason == .noSuchResource, "\(row): \(trace.status)")
        }
    }

    @Test(arguments: ["2.4.0", "4.x", ">=3.0.0", "4.1.0-beta1"])
    func aVersionThatIsNotSaidPlainlyIsHeld(_ version: String) throws {
        for name in ["web", "web-web"] {
            let trace = try sample("web", release: "web", version: version)
                .trace("Deployment/\(name)/app", "resources.limits.memory")
            #expect(trace.hold?.reason == .ambiguous, "\(trace.status)")
        }
    }

    @Test func aReleaseOfAnUnknownChartDoesNotMakeWhatIsThereAlready() throws {
        let unknown = """
            apiVersion: helm.toolkit.fluxcd.io/v2
            kind: HelmRelease
            metadata: {name: web, namespace: NAMESPACE}
            spec: {chart: {spec: {chart: unheard-of, sourceRef: {kind: HelmRepository, name: far}}}}

            """
        func sample(_ namespace: String) -> Sample {
            Sample([
                "apps/api.yaml": FluxSample.release.replacing(
                    "name: web}", with: "name: web-api, namespace: shop}"
                )
                .replacing("1Gi", with: "1️⃣1Gi2️⃣"),
                "apps/source.yaml": FluxSample.source,
                "apps/web.yaml": unknown.replacing("NAMESPACE", with: namespace),
            ])
        }
        let same = sample("shop")
        let trace = try same.trace("Deployment/web-api/app", "resources.limits.memory")
        #expect(trace.place == same.marked, "\(trace.status)")
        let other = try sample("mall").trace("Deployment/web-api/app", "resources.limits.memory")
        #expect(other.hold?.reason == .ambiguous, "\(other.status)")
    }

    @Test(arguments: ["args: --keep=30", "args: ['{{ .Release.Name }}']", "args: [--keep]", "args: []"])
    func argumentsThatAreNotWrittenAsTheyAreAreHeld(_ line: String) throws {
        let name = line.contains("[--keep]") ? "args[1]" : "args[0]"
        let trace = try sample("    controllers: {web: {containers: {app: {\(line)}}}}\n")
            .trace("Deployment/web/app", name)
        #expect(trace.hold != nil, "\(trace.status)")
    }
}
