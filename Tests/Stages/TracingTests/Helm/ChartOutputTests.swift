import Settings
import TestSupport
import Testing
import Tracing

/// What `trimtab render` prints is all that Helm would print, not only what can be traced.
@Suite struct ChartOutputTests {
    static let documents = [
        "# only a remark",
        "note: neither a kind nor a name",
        "apiVersion: batch/v1\nkind: Job\nmetadata:\n  generateName: once-",
        "apiVersion: v1\nkind: List\nitems:\n"
            + "  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n"
            + "  - {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n  annotations:\n    helm.sh/hook: pre-install",
        "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: d",
    ]

    private func output() throws -> ChartOutput {
        let tree = InMemoryTree([
            "Chart.yaml": Array("apiVersion: v2\nname: web\nversion: 0.1.0\n".utf8),
            "templates/all.yaml": Array(Self.documents.joined(separator: "\n---\n").utf8),
        ])
        let stage = TracingStage(tree: tree, settings: RepositorySettings())
        return try #require(try stage.render(chart: "", environment: nil, helm: HelmArguments()))
    }

    @Test func everyDocumentIsPrintedOnce() throws {
        let manifest = try output().manifest
        let printed = manifest.split(separator: "---\n# Source: web/templates/all.yaml\n").map {
            String($0.dropLast())
        }
        #expect(Set(printed) == Set(Self.documents) && printed.count == Self.documents.count, "\(manifest)")
        // Namespaces come first, hooks last.
        #expect(printed.first == Self.documents[5] && printed.last == Self.documents[4], "\(manifest)")
    }

    @Test func originsOfAllItemsOfAListAreShown() throws {
        var output = try output()
        output.addOrigins()
        #expect(
            output.objects.map(\.resource) == ["ConfigMap/a", "ConfigMap/b", "ConfigMap/c", "Namespace/d"])
        #expect(output.manifest.contains("note: neither a kind nor a name"))
    }
}
