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

    /// Resource type, what is written in its block, and the attributes that an inventory lists.
    static let sizes: [(type: String, body: String, listed: [String])] = [
        (
            "azurerm_cosmosdb_sql_container", "autoscale_settings { max_throughput = 4000 }",
            ["autoscale_settings[0].max_throughput"]
        ),
        ("azurerm_redis_cache", "capacity = 2", ["capacity"]),
        ("azurerm_application_gateway", "sku { capacity = 2 }", ["sku[0].capacity"]),
        ("azurerm_postgresql_flexible_server", "storage_mb = 32768", ["storage_mb"]),
        ("azurerm_service_plan", "worker_count = 3", ["worker_count"]),
        (
            "azurerm_monitor_autoscale_setting", "profile { capacity { minimum = 1 } }",
            ["profile[0].capacity[0].minimum"]
        ),
        ("azurerm_kubernetes_cluster_node_pool", "vm_size = \"Standard_D2s_v5\"", ["vm_size"]),
        (
            "azurerm_kubernetes_cluster", "default_node_pool { max_count = 9 }",
            ["default_node_pool[0].max_count"]
        ),
        ("azurerm_storage_share", "quota = 50", ["quota"]),
        ("google_container_node_pool", "initial_node_count = 3", ["initial_node_count"]),
        ("google_sql_database_instance", "settings { tier = \"db-custom-2-7680\" }", ["settings[0].tier"]),
        ("google_compute_instance", "machine_type = \"e2-medium\"", ["machine_type"]),
        ("google_spanner_instance", "processing_units = 500", ["processing_units"]),
        (
            "aws_ecs_task_definition", "ephemeral_storage { size_in_gib = 30 }",
            ["ephemeral_storage[0].size_in_gib"]
        ),
        (
            "aws_batch_compute_environment", "compute_resources { max_vcpus = 16 }",
            ["compute_resources[0].max_vcpus"]
        ),
        ("cloudfoundry_app", "instances = 2", ["instances"]),
        ("hcloud_server", "server_type = \"cx22\"", ["server_type"]),
        // Names that are a size in the resources of others.
        ("aws_api_gateway_usage_plan", "quota = 50", []),
        ("aws_instance", "capacity = 2", []),
        ("aws_iam_policy", "minimum = 2", []),
    ]

    @Test(arguments: sizes) func listsWhatSizesAResource(
        _ size: (type: String, body: String, listed: [String])
    ) throws {
        let stage = Sample([
            "live/main.tf": "terraform {}\nresource \"\(size.type)\" \"a\" {\n  \(size.body)\n}\n"
        ]).stage
        let root = try #require(try stage.roots().first { $0.id == "live" })
        #expect(try stage.inventory(root).map(\.attribute) == size.listed)
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
