import Model
import TestSupport
import Testing
import Tracing

/// Variables of a Secret that the cluster makes: a name that is not among its keys is not set there.
@Suite struct MadeSecretTests {
    private func status(
        _ spec: String, kind: String = "ExternalSecret", group: String = "external-secrets.io/v1",
        name: String = "vars", namespace: String = "flux-system"
    ) throws -> String {
        let sample = Sample([
            "flux.yaml": FluxSample.kustomization("cluster", "", path: "./cluster"),
            "cluster/apps.yaml": FluxSample.kustomization(
                "apps", "  postBuild: {substituteFrom: [{kind: Secret, name: vars}]}\n"),
            "cluster/secret.yaml":
                "apiVersion: \(group)\nkind: \(kind)\nmetadata: {name: \(name), namespace: \(namespace)}\nspec: \(spec)\n",
            "apps/web.yaml": FluxSample.workload("${MEMORY:=1Gi}"),
        ])
        let trace = try sample.trace("Deployment/web/app", "resources.limits.memory")
        return trace.hold?.reason.rawValue ?? trace.statusName
    }

    @Test(arguments: [
        "{target: {template: {data: {HOST: x}}}, dataFrom: [{extract: {key: a}}]}",
        "{target: {template: {mergePolicy: Replace, data: {HOST: x}}}, data: [{secretKey: MEMORY}]}",
        "{data: [{secretKey: HOST, remoteRef: {key: a}}]}",
        "{target: {creationPolicy: Owner, template: {mergePolicy: Merge, data: {HOST: x}}}, data: [{secretKey: PORT}]}",
    ])
    func theDefaultCountsWhereNoKeyIsTheVariable(_ spec: String) throws {
        #expect(try status(spec) == "absent")
    }

    @Test(arguments: [
        "{target: {template: {data: {MEMORY: x}}}}",
        "{data: [{secretKey: MEMORY, remoteRef: {key: a}}]}",
        "{target: {template: {mergePolicy: Merge, data: {HOST: x}}}, data: [{secretKey: MEMORY}]}",
        "{target: {template: {mergePolicy: Merge, data: {HOST: x}}}, dataFrom: [{extract: {key: a}}]}",
        "{dataFrom: [{extract: {key: a}}]}",
        "{target: {template: {templateFrom: [{target: Data}], data: {HOST: x}}}}",
        "{target: {creationPolicy: Merge, template: {data: {HOST: x}}}}",
        "{target: {name: other, template: {data: {HOST: x}}}}",
    ])
    func whatMaySetTheVariableIsHeld(_ spec: String) throws {
        // Of a key the value is secret; of what has unknown keys nothing is known.
        let isKey = spec.contains("data: {MEMORY") || spec.contains("secretKey: MEMORY")
        #expect(try status(spec) == (isKey ? "encrypted" : "not-in-repository"))
    }

    @Test func theNameAndTheNamespaceAreThoseOfTheSecret() throws {
        #expect(try status("{target: {name: vars}, data: [{secretKey: HOST}]}", name: "any") == "absent")
        #expect(try status("{data: [{secretKey: HOST}]}", namespace: "shop") == "not-in-repository")
        #expect(try status("{data: [{secretKey: HOST}]}", group: "example.org/v1") == "not-in-repository")
    }

    @Test func sealedSecretsNameTheirKeys() throws {
        func sealed(_ spec: String) throws -> String {
            try status(spec, kind: "SealedSecret", group: "bitnami.com/v1alpha1", name: "any")
        }
        let name = "metadata: {name: vars}"
        #expect(try sealed("{encryptedData: {HOST: x}, template: {\(name)}}") == "absent")
        #expect(try sealed("{encryptedData: {MEMORY: x}, template: {\(name)}}") == "encrypted")
        #expect(
            try sealed("{encryptedData: {HOST: x}, template: {data: {MEMORY: y}, \(name)}}")
                == "encrypted")
    }
}
