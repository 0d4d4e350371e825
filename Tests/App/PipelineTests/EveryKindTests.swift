internal import Foundation
internal import TestSupport
internal import Testing

/// The platform team's repository: one of every kind of workload beside Deployments, under the categories that `init` copies.
@Suite struct EveryKindTests {
    private static let signals = "\(Storefront.examples)/estate-signals/platform"

    /// What must come of one kind.
    struct Kind: Sendable, CustomTestStringConvertible {
        var target: String
        var what: String
        var values: String
        var file: String
        var category: String
        /// Lines that go and come.
        var lines: [String]
        /// What the body must tell beside the numbers.
        var tells: String
        var testDescription: String { "\(target) \(what)" }
    }

    private static let main = "terraform/main.tf"
    static let kinds = [
        Kind(
            target: "jobs CronJob/invoices/export", what: "memory request", values: "2Gi → 1Gi",
            file: "kubernetes/jobs/invoices.yaml", category: "shrink-job",
            lines: [
                "-                requests: { cpu: 250m, memory: 2Gi } # was one process per country once",
                "+                requests: { cpu: 250m, memory: 1Gi } # was one process per country once",
            ], tells: "14 runs"),
        Kind(
            target: "agents DaemonSet/node-agent/agent", what: "cpu request", values: "800m → 400m",
            file: "kubernetes/agents/node-agent.yaml", category: "shrink-cpu",
            lines: ["-              cpu: 800m # on every node", "+              cpu: 400m # on every node"],
            tells: "The worst class of nodes decides: 200m on m5.4xlarge"),
        Kind(
            target: "web HorizontalPodAutoscaler/web", what: "spec.maxReplicas", values: "6 → 9",
            file: "kubernetes/web/web.yaml", category: "raise-replicas-bounds",
            lines: [
                "-  maxReplicas: 6 # connections of the pool, before the proxy came",
                "+  maxReplicas: 9 # connections of the pool, before the proxy came",
            ], tells: "bounds of an autoscaler"),
        Kind(
            target: "search PersistentVolumeClaim/search-index", what: "spec.resources.requests.storage",
            values: "100Gi → 125Gi", file: "kubernetes/search/index.yaml", category: "grow-storage",
            lines: ["-      storage: 100Gi", "+      storage: 125Gi"], tells: "cannot shrink"),
        Kind(
            target: "terraform aws_elasticache_replication_group.sessions", what: "node_type",
            values: "cache.r6g.xlarge → cache.r6g.large", file: main, category: "rightsize-instance",
            lines: [
                "-  cache_node  = \"cache.r6g.xlarge\" # sized for the launch",
                "+  cache_node  = \"cache.r6g.large\" # sized for the launch",
            ], tells: "cache.r6g.large"),
        Kind(
            target: "terraform aws_lambda_function.thumbnails", what: "memory_size", values: "2048 → 1024",
            file: "terraform/variables.tf", category: "shrink-function",
            lines: ["-  default     = 2048", "+  default     = 1024"], tells: "CPU goes with memory"),
        Kind(
            target: "terraform aws_ecs_task_definition.orders", what: "cpu", values: "2048 → 512", file: main,
            category: "resize-task",
            lines: [
                "-  cpu                      = \"2048\"", "-  memory                   = \"8192\"",
                "+  cpu                      = \"512\"", "+  memory                   = \"2048\"",
            ], tells: "the least size of Fargate"),
        Kind(
            target: "terraform aws_eks_node_group.batch", what: "instance_types[0]",
            values: "m5.2xlarge → m5.xlarge", file: main, category: "resize-nodes",
            lines: ["-  batch_nodes = [\"m5.2xlarge\"]", "+  batch_nodes = [\"m5.xlarge\"]"],
            tells: "replace-or-destroy"),
        Kind(
            target: "terraform aws_ebs_volume.archive", what: "type", values: "gp2 → gp3", file: main,
            category: "upgrade-volume-type",
            lines: ["-  type              = \"gp2\"", "+  type              = \"gp3\""],
            tells: "3000 operations"),
        Kind(
            target: "terraform aws_ebs_volume.archive", what: "size", values: "200 → 250", file: main,
            category: "grow-storage",
            lines: ["-  size              = 200", "+  size              = 250"],
            tells: "nothing is free in 10 days"),
    ]

    /// Every kind is found, changed in its one line, shown with a plot, and left to people; the rest is left alone.
    @Test func eachKindIsProposedWithItsPlot() throws {
        let storefront = try Storefront(estate: "platform")
        defer { storefront.directory.remove() }
        let base = try storefront.git.run(["git", "rev-parse", "main"]).text
        let run = try storefront.sweep(signals: Self.signals)
        // The well sized web and the busy domain of logs have no row.
        #expect(
            run.rows.map { "\($0.target) \($0.what)" }.sorted()
                == Self.kinds.map(\.testDescription).sorted(), "\(run.answer.everything)")
        let pulls = try PullSeen.all(storefront)
        for kind in Self.kinds {
            let row = try #require(run.row(kind.target, kind.what), "\(kind)")
            #expect(row.result == "waits" && row.reason == "waits-for-people", "\(kind): \(row)")
            #expect("\(row.before ?? "") → \(row.after ?? "")" == kind.values, "\(kind)")
            #expect(row.category == kind.category, "\(kind)")
            let commit = try #require(row.commit, "\(kind): \(row)")
            let diff = try storefront.git.run(["git", "show", "--format=", "-U0", "--no-prefix", commit])
            let lines = diff.text.split(separator: "\n").map(String.init).filter { line in
                ["+", "-"].contains(where: line.hasPrefix)
                    && !["+++ ", "--- "].contains(where: line.hasPrefix)
            }
            #expect(lines == kind.lines, "\(kind)")
            #expect(diff.text.contains("+++ \(kind.file)\n"), "\(kind)")
            let body = try #require(pulls.first { $0.number == row.pullRequest }?.body, "\(kind)")
            #expect(body.contains("```mermaid\nxychart-beta\n"), "\(kind) has no plot: \(body)")
            // The body begins with one sentence; the commit has them all.
            let message = try storefront.git.run(["git", "show", "-s", "--format=%B", commit]).text
            let told = (message + body).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(told.contains(kind.tells), "\(kind): \(message)")
        }
        #expect(try storefront.git.run(["git", "rev-parse", "main"]).text == base)
        #expect(try Invariants.broken(storefront) == [])
        let again = try storefront.sweep(signals: Self.signals)
        #expect(again.lines == run.lines)
        #expect(try PullSeen.all(storefront).map(\.headCommit) == pulls.map(\.headCommit))
    }
}
