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

    /// What a registry module is given is named after what it sizes; labels and tags only look so.
    @Test func argumentsOfRemoteModulesAreListedByTheirEndings() throws {
        let call = """
            terraform {}
            module "aks" {
              source                 = "vendor/aks/azurerm"
              system_pool_vm_size    = "Standard_D4s_v5"
              user_pool_node_count_min = 3
              replicas               = 2
              system_pool_node_labels = { node_type = "system" }
              description            = "none"
            }
            resource "azurerm_thing" "a" {
              other_vm_size = "x"
            }
            """
        let stage = Sample(["live/main.tf": call]).stage
        let root = try #require(try stage.roots().first { $0.id == "live" })
        let names = try stage.inventory(root).map { "\($0.resource) \($0.attribute)" }
        #expect(
            Set(names) == [
                "module.aks system_pool_vm_size", "module.aks user_pool_node_count_min",
                "module.aks replicas",
            ])
    }

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
