import Diagnostics
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// What Argo CD takes from `.argocd-source` files is not what the manifests say.
@Suite struct ArgoSourceFilesTests {
    private static let image = "kustomize:\n  images:\n    - web:2\n"

    private static func application(_ path: String) -> String {
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: web}
        spec:
          destination: {namespace: shop}
          source: {repoURL: https://git.example.com/shop.git, path: \(path)}

        """
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var files: [String: String]
        var heldImage = true
        var heldMemory = false
    }

    private static let plain = ["apps/web.yaml": FluxSample.workload("1Gi")]
    private static let overlay = [
        "base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": FluxSample.workload("1Gi"),
        "apps/kustomization.yaml": "resources: [../base]\n",
    ]
    private static let other = "kustomize:\n  images: [web:2]\n  replicas: [{name: web, count: 4}]\n"

    static let cases: [Case] = [
        Case(testDescription: "none", files: plain, heldImage: false),
        Case(
            testDescription: "of the application",
            files: plain.merging(["apps/.argocd-source-web.yaml": image]) { $1 }),
        Case(
            testDescription: "of all applications",
            files: plain.merging(["apps/.argocd-source.yaml": image]) { $1 }),
        Case(
            testDescription: "beside an overlay",
            files: overlay.merging(["apps/.argocd-source-web.yaml": image]) { $1 }),
        Case(
            testDescription: "of another directory",
            files: plain.merging(["other/.argocd-source-web.yaml": image]) { $1 }, heldImage: false),
        Case(
            testDescription: "that sets more",
            files: overlay.merging(["apps/.argocd-source-web.yaml": other]) { $1 }, heldMemory: true),
        Case(
            testDescription: "that cannot be read",
            files: plain.merging(["apps/.argocd-source-web.yaml": "kustomize: {"]) { $1 }, heldMemory: true),
    ]

    @Test(arguments: cases) func decides(_ sample: Case) throws {
        let files = sample.files.merging(["argocd.yaml": ArgoSourceFilesTests.application("apps")]) { $1 }
        var settings = RepositorySettings()
        settings.origin = "https://git.example.com/shop.git"
        let marked = Sample(files, settings: settings)
        for root in [nil, "argocd.yaml#web"] {
            let image = try marked.trace("Deployment/web/app", "image", root: root)
            #expect((image.hold?.reason == .generated) == sample.heldImage, "\(root ?? ""): \(image.status)")
            #expect((image.origin != nil) == !sample.heldImage, "\(root ?? ""): \(image.status)")
            let memory = try marked.trace("Deployment/web/app", "resources.limits.memory", root: root)
            #expect((memory.origin != nil) == !sample.heldMemory, "\(root ?? ""): \(memory.status)")
        }
        let rows = try marked.stage.roots().filter { $0.excluded == nil }.flatMap {
            try marked.stage.inventory($0)
        }
        let held = rows.filter {
            $0.attribute == "resources.limits.memory" && $0.trace.hold?.reason == .generated
        }
        #expect(held.isEmpty == !sample.heldMemory)
    }
}
