import Model
import Testing

@testable import Tracing

@Suite("Terragrunt: stacks")
struct TerragruntStackTests {
    private static let files = [
        "root.hcl": "locals {\n  region = \"eu-west-1\"\n}\ninputs = { region = local.region }\n",
        "catalog/units/db/terragrunt.hcl": """
        include "root" { path = find_in_parent_folders("root.hcl") }
        terraform {
          source = "${get_repo_root()}//modules/db"
        }
        inputs = {
          class  = values.class
          size   = try(values.size, 20)
          where  = path_relative_to_include()
          plain  = jsondecode(file("plain.json")).a
        }
        """,
        "catalog/units/db/plain.json": "{ \"a\": 5 }\n",
        "catalog/stacks/shop/terragrunt.stack.hcl": """
        unit "db" {
          source = "${get_repo_root()}/catalog/units/db"
          path   = "db"
          values = { class = values.class }
        }
        """,
        "modules/db/main.tf": "variable \"class\" {}\nvariable \"size\" {}\n",
        "live/prod/terragrunt.stack.hcl": """
        locals {
          name = "shop"
        }
        stack "shop" {
          source = "../../catalog/stacks/shop"
          path   = local.name
          values = { class = 1️⃣"db.r5.large"2️⃣ }
        }
        unit "audit" {
          source = "../../catalog/units/db"
          path   = "audit"
          no_dot_terragrunt_stack = true
          values = { class = "db.t3.small", size = 40 }
        }
        unit "queue" {
          source = "github.com/example/catalog//units/queue?ref=v1"
          path   = "queue"
          values = { memory = 128 }
        }
        unit "off" {
          source  = "../../catalog/units/db"
          path    = "off"
          enabled = false
        }
        unit "many" {
          source = "../../catalog/units/db"
          path   = "many"
          expansion {
            for_each = toset(["a"])
          }
        }
        """,
    ]
    private let nested = "live/prod/.terragrunt-stack/shop/.terragrunt-stack/db"

    @Test("a unit of a stack of a stack gets the values that were written at the top")
    func values() throws {
        let sample = try TerragruntSample(Self.files)
        #expect(sample.text(nested, "class") == #""db.r5.large""#)
        #expect(sample.place(nested, "class") == sample.sample.marked)
        #expect(sample.text(nested, "size") == "20")
        #expect(sample.text(nested, "region") == #""eu-west-1""#)
        #expect(sample.text(nested, "where") == #""\#(nested)""#)
        #expect(sample.text(nested, "plain") == "5")
        #expect(sample.unit(nested)?.module == .directory("modules/db"))
        #expect(sample.unit(nested)?.excluded == nil)
        #expect(sample.unit(nested)?.files.contains("live/prod/terragrunt.stack.hcl") == true)
    }

    @Test("a unit beside the stack file")
    func beside() throws {
        let sample = try TerragruntSample(Self.files)
        #expect(sample.text("live/prod/audit", "class") == #""db.t3.small""#)
        #expect(sample.text("live/prod/audit", "size") == "40")
    }

    @Test("a unit from elsewhere has its values, and is not in the repository")
    func remote() throws {
        let sample = try TerragruntSample(Self.files)
        let unit = try #require(sample.unit("live/prod/.terragrunt-stack/queue"))
        #expect(sample.text(unit.directory, "memory") == "128")
        guard case .missing(let hold) = unit.module else {
            Issue.record("it is here")
            return
        }
        #expect(hold.reason == .external)
    }

    @Test("what stacks copy does not count, what is disabled is not made, what is expanded is held")
    func left() throws {
        let sample = try TerragruntSample(Self.files)
        #expect(sample.unit("catalog/units/db")?.excluded == "a stack copies it")
        #expect(sample.found.units.allSatisfy { !$0.directory.hasPrefix("catalog/stacks") })
        #expect(sample.unit("live/prod/.terragrunt-stack/off") == nil)
        let many = try #require(sample.unit("live/prod/.terragrunt-stack/many"))
        guard case .missing(let hold) = many.module else {
            Issue.record("it is evaluated")
            return
        }
        #expect(hold.reason == .unsupported)
    }

    @Test("a stack that is made of itself ends in a hold")
    func endless() throws {
        let sample = try TerragruntSample([
            "s/terragrunt.stack.hcl":
                "stack \"s\" {\n  source = \"${get_repo_root()}/s\"\n  path = \"s\"\n}\n"
        ])
        #expect(sample.found.problems.values.contains { $0.reason == .limit })
    }

    @Test("what was generated once is not read")
    func generated() throws {
        var files = Self.files
        files["live/prod/.terragrunt-stack/old/terragrunt.hcl"] = "inputs = { a = 1 }\n"
        #expect(try TerragruntSample(files).unit("live/prod/.terragrunt-stack/old") == nil)
    }
}
