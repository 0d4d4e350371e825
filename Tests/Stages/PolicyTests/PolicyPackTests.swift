import Diagnostics
import Foundation
import Model
import Settings
import TestSupport
import Testing

@testable import Policy

/// The files that ship must be files that work.
@Suite struct PolicyPackTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The YAML files of a folder, moved to where they grant, beside some files that their globs may match.
    static func tree(_ folder: String, beside others: [String: String]) throws -> InMemoryTree {
        var files = others
        let url = root.appendingPathComponent(folder)
        for name in try FileManager.default.contentsOfDirectory(atPath: url.path)
        where name.hasSuffix(".yaml") {
            files[".trimtab/policies/\(name)"] = try String(
                contentsOf: url.appendingPathComponent(name), encoding: .utf8)
        }
        return InMemoryTree(texts: files)
    }

    static let now = Timestamp("2026-11-20") ?? Timestamp(seconds: 0)

    @Test func theDefaultPackIsSound() throws {
        let tree = try PolicyPackTests.tree(
            "policies",
            beside: ["main.tf": "", "prod.tfvars": "", "live/main.tf": "", "live/prod.tfvars": ""])
        let report = try PolicyCheck().check(tree, operatorFile: nil, at: PolicyPackTests.now)
        let problems = report.diagnostics.map { "\($0.subject.path): \($0.message)" }
        #expect(problems.isEmpty, "\(problems)")
        #expect(report.policies.categories.count == 16)
    }

    @Test func theDefaultPackIsConservativeAndComplete() throws {
        let tree = try PolicyPackTests.tree("policies", beside: [:])
        for loaded in try CategoryLoader().load(from: tree).categories {
            let category = loaded.category
            #expect(category.posture <= .propose, "\(category.name)")
            #expect(CategoryRule.missing(in: category) == [], "\(category.name)")
            #expect(category.posture <= category.action.ceiling)
            #expect(!category.gates.isEmpty)
            #expect(category.recurrence != nil)
            if category.action == .shrink {
                #expect(category.minimum != nil && category.step != nil && category.verify != nil)
                #expect(category.alertTimes == .never)
            }
        }
    }

    /// Each category of the pack covers the change that it is named after, and no other category does.
    @Test(arguments: [
        ("raise-memory", "Deployment", "resources.limits.memory", "512Mi", "768Mi"),
        ("shrink-memory", "Deployment", "resources.requests.memory", "1Gi", "768Mi"),
        ("raise-cpu", "StatefulSet", "resources.limits.cpu", "1", "2"),
        ("shrink-cpu", "DaemonSet", "resources.requests.cpu", "2", "1"),
        ("rightsize-instance", "aws_instance", "instance_type", "m5.2xlarge", "m5.xlarge"),
        ("rightsize-instance", "aws_db_instance", "instance_class", "db.m5.large", "db.m5.xlarge"),
        ("grow-storage", "aws_db_instance", "allocated_storage", "100", "120"),
        ("grow-storage", "aws_ebs_volume", "size", "100", "120"),
        ("raise-job", "CronJob", "resources.limits.memory", "512Mi", "768Mi"),
        ("shrink-job", "CronJob", "resources.requests.cpu", "2", "1"),
        ("raise-function", "aws_lambda_function", "memory_size", "512", "768"),
        ("shrink-function", "aws_lambda_function", "memory_size", "1024", "512"),
        ("resize-task", "aws_ecs_task_definition", "cpu", "2048", "1024"),
        ("resize-nodes", "aws_eks_node_group", "instance_types[0]", "m5.2xlarge", "m5.xlarge"),
        (
            "rightsize-database", "google_sql_database_instance", "settings[0].tier", "db-n1-standard-4",
            "db-n1-standard-2"
        ),
        ("raise-replicas-bounds", "HorizontalPodAutoscaler", "maxReplicas", "10", "12"),
        ("raise-replicas-bounds", "ScaledObject", "maxReplicaCount", "10", "12"),
        ("shrink-replicas-bounds", "HorizontalPodAutoscaler", "minReplicas", "10", "8"),
        ("grow-storage", "PersistentVolumeClaim", "resources.requests.storage", "10Gi", "12Gi"),
    ]) func covers(name: String, kind: String, attribute: String, before: String, after: String) throws {
        let policies = try CategoryLoader().load(from: PolicyPackTests.tree("policies", beside: [:]))
        let address: ResourceAddress =
            kind.contains("_")
            ? .terraform(TerraformAddress(root: "live", address: "\(kind).x"))
            : .kubernetes(KubernetesAddress(namespace: "n", kind: kind, name: "x", container: "app"))
        let target = Target(address, attribute)
        let actionClass = Classifier().actionClass(of: target, before: before, after: after)
        let file = kind.contains("_") ? "live/main.tf" : "apps/x.yaml"
        let question = CategoryMatch.Question(target: target, actionClass: actionClass, file: file)
        let covering = policies.categories.filter { CategoryMatch.covers($0.category, question) }
        #expect(covering.map(\.category.name) == [name])
    }

    @Test func theExampleRepositoryIsSound() throws {
        let folder = "infra-examples/storefront"
        let base = PolicyPackTests.root.appendingPathComponent(folder)
        var files: [String: String] = [:]
        let listing = FileManager.default.enumerator(atPath: base.path)
        while let path = listing?.nextObject() as? String {
            // Folders cannot be read as text.
            files[path] = try? String(contentsOf: base.appendingPathComponent(path), encoding: .utf8)
        }
        let report = try PolicyCheck().check(
            InMemoryTree(texts: files), operatorFile: nil, at: PolicyPackTests.now)
        let problems = report.diagnostics.map { "\($0.subject.path): \($0.severity.rawValue): \($0.message)" }
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
        let postures = Dictionary(
            uniqueKeysWithValues: report.policies.categories.map { ($0.category.name, $0.category) })
        #expect(postures.values.allSatisfy { $0.owner.hasPrefix("team-") })
        #expect(postures.values.filter { $0.action == .interrupt }.allSatisfy { $0.posture == .approve })
        #expect(postures.values.contains { $0.action == .shrink && $0.posture == .auto })
        #expect(
            postures.values.contains {
                $0.action == .raiseOrTune && $0.posture == .auto && $0.alertTimes == .always
            })
    }
}
