import Diagnostics
import Editing
import Foundation
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// An optional attribute that an object leaves out is written into that object, in the manner of the items beside it.
@Suite struct LeftOutAttributeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var root: String
        var address: String
        var attribute: String
        var value: String
        var file: String
        /// The lines that are new or changed.
        var lines: [String]
        var testDescription: String { "\(root) \(address) \(attribute)" }
    }

    private static let volumes = "module.complete.aws_launch_template.this"
    private static let groups = "module.complete.aws_eks_node_group.this"

    static let cases: [Case] = [
        Case(
            root: "live", address: volumes, attribute: "block_device_mappings[0].ebs[0].iops", value: "4000",
            file: "live/main.tf", lines: ["        iops = 4000"]),
        Case(
            root: "live", address: volumes, attribute: "block_device_mappings[1].ebs[0].volume_size",
            value: "30", file: "live/main.tf",
            lines: ["      ebs = {", "        size = 30", "      }"]),
        Case(
            root: "live", address: "\(groups)[\"system\"]", attribute: "disk_size", value: "100",
            file: "live/terraform.tfvars", lines: ["  system = { size = 40, disk_size = 100 }"]),
        Case(
            root: "live", address: "\(groups)[\"batch\"]", attribute: "disk_size", value: "100",
            file: "live/terraform.tfvars", lines: ["    size      = 80", "    disk_size = 100"]),
        Case(
            root: "plain", address: "module.web.aws_eks_node_group.this[\"system\"]", attribute: "disk_size",
            value: "100", file: "plain/terraform.tfvars.json",
            lines: ["    \"system\": { \"size\": 40, \"disk_size\": 100 }"]),
        Case(
            root: "unit", address: "aws_ecs_task_definition.this", attribute: "memory", value: "512",
            file: "unit/terragrunt.hcl", lines: ["  limits = { cpu = 256, memory = 512 }"]),
    ]

    private static var tree: InMemoryTree {
        get throws {
            try InMemoryTree(
                directory: SourceDirectory.fixtures.appending(
                    path: "tracing/terraform-left-out-attributes/repository"))
        }
    }

    private func edit(_ example: Case) throws -> Outcome<VerifiedEdit> {
        let tree = try Self.tree
        let change = ChangeFile(
            address: example.address, attribute: example.attribute, root: example.root, before: "",
            after: example.value)
        let plan = try PlanSample.plan([change], tree: tree)
        return EditingStage().edit(plan, tree: tree, settings: RepositorySettings())
    }

    @Test(arguments: cases) func isWrittenWhereTheObjectIs(_ example: Case) throws {
        let outcome = try edit(example)
        let edit = try #require(outcome.value, "\(outcome)")
        #expect(edit.files.map(\.path) == [example.file])
        func lines(_ bytes: [UInt8]) -> [String] {
            String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
                .map(String.init)
        }
        let (before, after) = (lines(edit.files[0].before), lines(edit.files[0].after))
        let new = after.difference(from: before).insertions.compactMap { change -> String? in
            guard case .insert(_, let line, _) = change else { return nil }
            return line
        }
        #expect(new == example.lines)
        #expect(edit.changed.map(\.attribute) == [example.attribute])
    }

    /// Two modules take the local, and only one of them was to change.
    @Test func anObjectOfTwoReadersIsNotTouched() throws {
        let outcome = try edit(
            Case(
                root: "live", address: "module.complete.aws_ecs_task_definition.this", attribute: "cpu",
                value: "256", file: "", lines: []))
        #expect(outcome.hold?.reason == .shared)
    }
}
