import Diagnostics
import Editing
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// `trace --to`: every attribute that another value would change, before and after.
@Suite struct PreviewTests {
    private static let files = [
        "a/main.tf": """
        terraform {}
        module "web" {
          source = "../web"
          size   = "m5.large"
        }
        module "job" {
          source = "../web"
        }
        output "size" {
          value = "web-${module.web.size}"
        }

        """,
        "b/main.tf": "terraform {}\nmodule \"web\" {\n  source = \"../web\"\n}\n",
        "web/main.tf": """
        variable "size" {
          type    = string
          default = "t3.small"
        }
        variable "iops" {
          type    = number
          default = null
        }
        resource "aws_instance" "this" {
          instance_type = var.size
          root_block_device {
            iops = var.iops
          }
        }
        output "size" {
          value = var.size
        }

        """,
    ]

    private func preview(_ address: String, _ attribute: String, to value: String) throws -> Outcome<
        [ChangedAttribute]
    > {
        let tree = InMemoryTree(texts: Self.files)
        let stage = TracingStage(tree: tree, settings: RepositorySettings())
        let target = Target(.terraform(TerraformAddress(root: "a", address: address)), attribute)
        return try EditingStage().preview(
            try stage.answer(target, root: "a"), to: value, tree: tree, settings: RepositorySettings(),
            tracing: stage
        ) { try $0.answer(target, root: "a") }
    }

    private func rows(_ outcome: Outcome<[ChangedAttribute]>) -> [String]? {
        guard case .done(let changes) = outcome else { return nil }
        return changes.map {
            "\($0.root) \($0.resource) \($0.attribute) \($0.before ?? "-") \($0.after ?? "-")"
        }
    }

    @Test func aTokenOfOneRoot() throws {
        let outcome = try preview("module.web.aws_instance.this", "instance_type", to: "m5.xlarge")
        #expect(
            rows(outcome) == [
                "a module.web.aws_instance.this instance_type m5.large m5.xlarge",
                "a output.size value web-m5.large web-m5.xlarge",
            ])
    }

    @Test func aTokenOfSeveralRoots() throws {
        let outcome = try preview("module.job.aws_instance.this", "instance_type", to: "t3.medium")
        #expect(
            rows(outcome) == [
                "a module.job.aws_instance.this instance_type t3.small t3.medium",
                "b module.web.aws_instance.this instance_type t3.small t3.medium",
            ])
    }

    @Test func aValueThatIsNotThere() throws {
        let outcome = try preview("module.web.aws_instance.this", "root_block_device[0].iops", to: "4000")
        #expect(rows(outcome) == ["a module.web.aws_instance.this root_block_device[0].iops - 4000"])
    }

    @Test func whatIsHeldStaysHeld() throws {
        let outcome = try preview("module.none.aws_instance.this", "instance_type", to: "x")
        guard case .held(let hold) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(hold.reason == .noSuchResource)
    }
}
