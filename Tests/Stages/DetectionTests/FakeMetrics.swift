import Foundation
import Model
import Ports
import Synchronization

@testable import Detection

/// Answers the queries of detection from series made in a test; it knows a question by the metrics in it.
final class FakeMetrics: MetricsSource {
    let label = "fake"
    private let answers: [Signal: [Series]]
    private let machines: [String: [Series]]
    private let warnings: [String]
    private let asked = Mutex<[String]>([])

    init(_ answers: [Signal: [Series]], machines: [String: [Series]] = [:], warnings: [String] = []) {
        self.answers = answers
        self.machines = machines
        self.warnings = warnings
    }

    var expressions: [String] { asked.withLock { $0 } }

    func instant(_ expression: String, at time: Timestamp) async throws -> QueryAnswer { answer(expression) }

    func range(_ query: RangeQuery) async throws -> QueryAnswer { answer(query.expression) }

    private func answer(_ expression: String) -> QueryAnswer {
        asked.withLock { $0.append(expression) }
        if expression.hasPrefix("count by (__name__)") {
            return QueryAnswer(
                series: machines.keys.sorted().filter { expression.contains($0) }.map {
                    Series(labels: ["__name__": $0], timestamps: [FakeWorkload.end.milliseconds], values: [1])
                })
        }
        if let metric = machines.keys.sorted().first(where: { expression.contains($0) }) {
            let label = FakeMetrics.value(before: "!=\"\"", in: expression)
            let kept = (machines[metric] ?? []).filter { series in
                label.map { series.labels[$0]?.isEmpty == false } ?? true
            }
            return QueryAnswer(series: kept, warnings: warnings)
        }
        guard let signal = FakeMetrics.signal(of: expression) else { return QueryAnswer(series: []) }
        let kept = (answers[signal] ?? []).filter { FakeMetrics.matches(expression, $0.labels) }
        return QueryAnswer(series: kept, warnings: signal == .cpuUsage ? warnings : [])
    }

    /// The first that fits: metrics of derived queries come before those they contain.
    private static let marks: [(String, Signal)] = [
        ("resets(", .resets), ("[1d:5m]", .runCPUBefore), ("[0-9]{8}-[a-z0-9]{5}\"}[1d]", .runMemoryBefore),
        ("cronjob, schedule", .schedules), ("init_container_resource_requests", .initRequests),
        ("init_container_resource_limits", .initLimits), ("init_container_status", .initKills),
        ("kube_cronjob_info", .cronJobs), ("terminated_reason{reason=\"OOMKilled\"}[14d]", .runKills),
        ("requests{resource=~\"cpu|memory\"}[14d]", .runRequests),
        ("limits{resource=~\"cpu|memory\"}[14d]", .runLimits), ("kube_pod_info", .podNodes),
        ("kube_node_labels", .nodeClasses), ("kube_pod_container_info", .images), ("[1d]", .memoryBefore),
        ("offset 7d", .requestsBefore),
        ("throttled_periods", .throttling), ("cpu_usage_seconds", .cpuUsage), ("working_set", .memoryPeak),
        ("last_over_time(kube_pod_container_resource_limits", .killLimits),
        ("last_terminated_reason", .kills), ("restarts_total", .restarts),
        ("last_over_time(kube_pod_owner", .podOwners), ("kube_pod_owner", .livePods),
        ("kube_replicaset_owner", .replicaSetOwners), ("kube_job_owner", .jobOwners),
        ("resource_requests", .requests), ("resource_limits", .limits),
        ("kube_deployment_spec_replicas", .deploymentReplicas), ("kube_statefulset", .statefulSetReplicas),
        ("horizontalpodautoscaler_info", .autoscalers), ("spec_target_metric", .autoscalerTargets),
        ("verticalpodautoscaler", .verticalAutoscalers),
    ]

    static func signal(of expression: String) -> Signal? { marks.first { expression.contains($0.0) }?.1 }

    /// Applies `namespace="…"` and `pod=~"…"` of the query, as a server would.
    private static func matches(_ expression: String, _ labels: Labels) -> Bool {
        if let namespace = value(after: "namespace=\"", in: expression), labels["namespace"] != namespace {
            return false
        }
        guard let pattern = value(after: "pod=~\"", in: expression), let pod = labels["pod"] else {
            return true
        }
        let regex = "^(?:" + pattern.replacingOccurrences(of: "\\\\", with: "\\") + ")$"
        return pod.range(of: regex, options: .regularExpression) != nil
    }

    /// The label of a matcher that wants it to be there.
    private static func value(before mark: String, in text: String) -> String? {
        guard let end = text.range(of: mark)?.lowerBound else { return nil }
        return String(text[..<end].reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed())
    }

    private static func value(after mark: String, in text: String) -> String? {
        guard let start = text.range(of: mark)?.upperBound else { return nil }
        return String(text[start...].prefix { $0 != "\"" })
    }
}
