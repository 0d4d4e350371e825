import Model
import Testing
import Tracing

/// An inventory says of every attribute what a trace in the same root says.
@Suite struct InventoryTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var files: [String: String]
        /// Status of the web Deployment's attributes in root `apps`.
        var status: String
        var reason: HoldReason?
        var testDescription: String { name }
    }

    static let web = deployment("web", namespace: "shop")

    static let cases: [Case] = [
        Case(name: "one definition", files: ["apps/web.yaml": web], status: "literal"),
        Case(
            name: "a second definition in another root",
            files: ["apps/web.yaml": web, "other/web.yaml": web], status: "literal"),
        Case(
            name: "two definitions side by side",
            files: ["apps/web.yaml": web, "apps/web-next.yaml": web], status: "held", reason: .ambiguous),
        Case(
            name: "a template beside it that defines it too",
            files: [
                "apps/web.yaml": web,
                "apps/more.yaml": "{{ if .X }}\nkind: Deployment\nmetadata:\n  name: web\n{{ end }}\n",
            ], status: "held", reason: .templated),
    ]

    @Test(arguments: cases) func saysWhatATraceSays(_ example: Case) throws {
        let stage = Sample(example.files).stage
        let root = try #require(try stage.roots().first { $0.path == "apps" && $0.kind == .manifests })
        let entries = try stage.inventory(root)
        #expect(!entries.isEmpty)
        for entry in entries {
            #expect(entry.trace.statusName == example.status)
            let trace = try stage.trace(entry.trace.target, root: root.id)
            #expect(trace.status == entry.trace.status)
            if let reason = example.reason {
                guard case .held(let hold) = entry.trace.status else { continue }
                #expect(hold.reason == reason)
            }
        }
    }

    @Test func saysWhereAnObjectIsThatIsNotInTheRoot() throws {
        let sample = Sample(["apps/web.yaml": Self.web, "docs/empty.yaml": "a: 1\n"])
        let trace = try sample.trace("Deployment/web", "replicas", namespace: "shop", root: "docs")
        guard case .held(let hold) = trace.status else {
            Issue.record("\(trace.statusName), not held")
            return
        }
        #expect(hold.reason == .noSuchResource)
        #expect(hold.detail == "Deployment/web is at apps/web.yaml:1, not in docs")
    }
}
