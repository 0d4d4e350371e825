import Diagnostics
import Model
import Settings
import Testing
import Tracing

/// From a resource through a module to the unit that gives its variables.
@Suite("Terragrunt: from resource to token")
struct TerragruntTraceTests {
    private static let module = [
        "modules/app/main.tf": """
        variable "size" {
          type = string
        }
        variable "count_of" {
          default = 3️⃣24️⃣
        }
        variable "disks" {
          type    = map(number)
          default = {}
        }
        resource "aws_instance" "web" {
          instance_type = var.size
        }
        resource "aws_autoscaling_group" "web" {
          max_size = var.count_of
        }
        resource "aws_ebs_volume" "data" {
          for_each = var.disks
          size     = each.value
        }
        """
    ]
    private static func unit(_ inputs: String, source: String = "\"../../modules//app\"") -> String {
        "terraform {\n  source = \(source)\n}\ninclude \"c\" { path = find_in_parent_folders(\"common.hcl\") }\ninputs = {\n\(inputs)\n}\n"
    }
    private static let live = [
        "live/common.hcl": "inputs = { disks = { data = 100 } }\n",
        "live/prod/terragrunt.hcl": unit("  size = 1️⃣\"m5.large\"2️⃣"),
        "live/dev/terragrunt.hcl": unit("  size = \"t3.small\"\n  count_of = 1"),
    ]
    private static func sample(_ files: [String: String] = [:]) -> Sample {
        Sample(module.merging(live) { $1 }.merging(files) { $1 })
    }

    @Test("an input decides an attribute of one unit alone")
    func literal() throws {
        let sample = Self.sample()
        let trace = try sample.trace("aws_instance.web", "instance_type", root: "live/prod")
        #expect(trace.statusName == "literal")
        #expect(trace.place == sample.marked)
        #expect(trace.value == "m5.large")
        #expect(trace.elsewhere.isEmpty)
        #expect(trace.hops.map(\.reason).contains("input `size`"))
    }

    @Test("a default decides where the unit says nothing, and only there")
    func fallback() throws {
        let trace = try Self.sample().trace("aws_autoscaling_group.web", "max_size", root: "live/prod")
        #expect(trace.origin?.location == "modules/app/main.tf:5:13")
        #expect(trace.elsewhere.isEmpty)
    }

    @Test("what an include gives decides for every unit that includes it")
    func elsewhere() throws {
        let trace = try Self.sample().trace("aws_ebs_volume.data[\"data\"]", "size", root: "live/prod")
        #expect(trace.origin?.file == "live/common.hcl")
        #expect(trace.value == "100")
        #expect(trace.elsewhere.map(\.root) == ["live/dev"])
        #expect(trace.elsewhere.map(\.resource) == ["aws_ebs_volume.data[\"data\"]"])
    }

    @Test("the inputs of a unit can be asked for by name")
    func inputs() throws {
        let sample = Self.sample()
        let trace = try sample.trace("inputs", "size", root: "live/prod")
        #expect(trace.place == sample.marked)
        #expect(trace.alsoDecides.map(\.resource) == ["aws_instance.web"])
    }

    @Test("a unit over a module from elsewhere has its inputs only")
    func remote() throws {
        let sample = Self.sample([
            "live/remote/terragrunt.hcl": Self.unit(
                "  size = \"x\"", source: "\"git::https://example.com/m.git//app?ref=v1\"")
        ])
        #expect(try sample.trace("inputs", "size", root: "live/remote").value == "x")
        #expect(try sample.trace("inputs", "disks.data", root: "live/remote").value == "100")
        #expect(try sample.trace("inputs", "other", root: "live/remote").hold?.reason == .external)
        #expect(
            try sample.trace("aws_instance.web", "instance_type", root: "live/remote").hold?.reason
                == .external)
    }

    @Test("without a root two units are for people to choose from; the module alone is no root")
    func ambiguous() throws {
        let sample = Self.sample()
        let all = try sample.trace("aws_instance.web", "instance_type")
        #expect(all.hold?.reason == .ambiguous)
        #expect(all.hold?.detail.contains("live/dev, live/prod") == true)
        let module = try sample.trace("aws_instance.web", "instance_type", root: "modules/app")
        #expect(module.hold?.reason == .ambiguous)
    }

    @Test("an unknown input is held with the reason")
    func dependency() throws {
        let sample = Self.sample([
            "live/prod/terragrunt.hcl": Self.unit("  size = dependency.sizes.outputs.web")
        ])
        let trace = try sample.trace("aws_instance.web", "instance_type", root: "live/prod")
        #expect(trace.hold?.detail.contains("dependency.sizes") == true)
    }

    @Test("what an unset variable of the environment chooses in the module is held, its default is not")
    func environment() throws {
        let sample = Sample([
            "live/app/main.tf":
                "variable \"env\" {}\nresource \"aws_instance\" \"web\" {\n  instance_type = var.env == \"dev\" ? \"t3.small\" : \"m5.large\"\n  size = var.env\n  other = 1\n}\n",
            "live/app/terragrunt.hcl": "inputs = { env = get_env(\"APP_ENV\", 1️⃣\"dev\"2️⃣) }\n",
        ])
        let chosen = try sample.trace("aws_instance.web", "instance_type", root: "live/app")
        #expect(chosen.hold?.reason == .notInRepository)
        #expect(chosen.hold?.detail.contains("APP_ENV") == true)
        #expect(try sample.trace("aws_instance.web", "size", root: "live/app").place == sample.marked)
        #expect(try sample.trace("aws_instance.web", "other", root: "live/app").value == "1")
    }

    @Test("a declared variable of the environment chooses, and is no token")
    func declaredEnvironment() throws {
        var settings = RepositorySettings()
        settings.terragruntEnvironment = ["APP_ENV": "prod", "COUNT": "3"]
        let sample = Sample(
            [
                "live/app/main.tf":
                    "variable \"env\" {}\nvariable \"count_\" {}\nvariable \"size\" {}\nresource \"aws_instance\" \"web\" {\n  instance_type = var.size\n  tags = { env = var.env, count = var.count_ }\n}\n",
                "live/app/terragrunt.hcl": """
                locals {
                  sizes = { dev = "t3.small", prod = 1️⃣"m5.large"2️⃣ }
                }
                inputs = {
                  env    = get_env("APP_ENV", "dev")
                  count_ = get_env("COUNT")
                  size   = local.sizes[get_env("APP_ENV", "dev")]
                }

                """,
            ], settings: settings)
        let trace = try sample.trace("aws_instance.web", "instance_type", root: "live/app")
        #expect(trace.place == sample.marked, "\(trace.status)")
        #expect(trace.value == "m5.large")
        for (name, value) in [("env", "prod"), ("count", "3")] {
            let trace = try sample.trace("aws_instance.web", "tags.\(name)", root: "live/app")
            #expect(trace.hold?.reason == .notInRepository)
            #expect(trace.value == value)
        }
    }

    @Test("a variable file of the unit outranks its inputs")
    func variableFile() throws {
        let sample = Self.sample(["live/prod/terraform.tfvars": "size = \"r5.large\"\n"])
        let trace = try sample.trace("aws_instance.web", "instance_type", root: "live/prod")
        #expect(trace.origin?.location == "live/prod/terraform.tfvars:1:8")
    }

    @Test("a unit beside its own Terraform files")
    func own() throws {
        let sample = Sample([
            "live/prod/main.tf":
                "variable \"size\" {}\nresource \"aws_instance\" \"web\" {\n  instance_type = var.size\n}\n",
            "live/prod/terragrunt.hcl": "inputs = { size = 1️⃣\"m5.large\"2️⃣ }\n",
        ])
        #expect(
            try sample.trace("aws_instance.web", "instance_type", root: "live/prod").place == sample.marked)
        #expect(try sample.trace("aws_instance.web", "instance_type").place == sample.marked)
    }

    @Test("units are roots, and what is left out says why")
    func roots() throws {
        let sample = Self.sample(["examples/x/terragrunt.hcl": Self.unit("")])
        let roots = try sample.stage.roots()
        let units = roots.filter { $0.kind == .terragrunt }
        #expect(units.map(\.id) == ["examples/x", "live/dev", "live/prod"])
        #expect(units.map { $0.excluded == nil } == [false, true, true])
        let prod = try #require(units.last)
        #expect(prod.layers.contains("live/common.hcl") && prod.layers.contains("modules/app/main.tf"))
        #expect(prod.shares == ["examples/x", "live/dev", "modules/app"])
        let entries = try sample.stage.inventory(prod)
        #expect(
            Set(entries.map { "\($0.resource) \($0.attribute)" }).isSuperset(of: [
                "aws_instance.web instance_type", "aws_autoscaling_group.web max_size",
            ]))
        #expect(entries.allSatisfy { $0.root == "live/prod" })
    }

    @Test("another token changes the asked attribute and exactly the declared others")
    func mutation() throws {
        let sample = Self.sample()
        let trace = try sample.trace("aws_ebs_volume.data[\"data\"]", "size", root: "live/prod")
        let before = try sample.stage.facts(reading: ["live/common.hcl"])
        let changed = Self.sample(["live/common.hcl": "inputs = { disks = { data = 150 } }\n"])
        let after = try sample.stage.over(changed.tree, changed: ["live/common.hcl"]).facts(reading: [
            "live/common.hcl"
        ])
        let old = Dictionary(uniqueKeysWithValues: before.map { ($0.key, $0.value) })
        let differing = Set(
            after.filter { old[$0.key] != $0.value }.map { "\($0.key.root) \($0.key.resource)" })
        let declared = Set(trace.elsewhere.map { "\($0.root ?? "") \($0.resource)" })
            .union(["live/prod aws_ebs_volume.data[\"data\"]"])
        #expect(differing == declared)
    }
}
