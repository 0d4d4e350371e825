internal import Model
internal import RightSizing

/// The fixed batch of PromQL of a run: so many queries whatever the number of workloads.
///
/// `max by (cluster, namespace, pod, container)` drops the labels in which the two halves of a highly available
/// Prometheus differ, so their series become one. Values are rounded where they are made, so that answers stay
/// small: CPU to a millicore, shares to a thousandth. Memory is the greatest of each step: sampling it at a step
/// would lose peaks, and a peak is what kills.
struct SweepQueries: Sendable {
    var queries: [SignalQuery]

    private static let perContainer = "by (cluster, namespace, pod, container)"

    init(limits: DetectionLimits, matchers: Matchers) {
        let cpu = SignalQuery.Shape.range(step: limits.cpuStep)
        let memory = SignalQuery.Shape.range(step: limits.memoryStep)
        let events = SweepQueries.events(limits, matchers)
        queries = [
            SignalQuery(signal: .cpuUsage, expression: SweepQueries.cpu(limits, matchers), shape: cpu),
            SignalQuery(
                signal: .memoryPeak, expression: SweepQueries.memory(limits, matchers), shape: memory),
            SignalQuery(
                signal: .throttling, expression: SweepQueries.throttling(limits, matchers), shape: cpu),
            SignalQuery(signal: .restarts, expression: events.restarts, shape: memory),
            SignalQuery(
                signal: .resets, expression: SweepQueries.resets(limits, matchers), shape: memory),
            SignalQuery(signal: .kills, expression: events.kills, shape: memory),
            SignalQuery(signal: .killLimits, expression: events.limits, shape: memory),
        ]
        let before = Int((limits.memoryHistory.days - limits.window.days).rounded(.up))
        if before > 0 {
            queries.append(
                SignalQuery(
                    signal: .memoryBefore, expression: SweepQueries.memoryOfDays(matchers),
                    shape: .daysBefore(before)))
        }
        queries += SweepQueries.state(limits, matchers).map {
            SignalQuery(signal: $0.0, expression: $0.1, shape: .instant)
        }
    }

    private static func running(_ metric: String, _ matchers: Matchers) -> String {
        matchers.pod(metric, "container!=\"\"", "container!=\"POD\"")
    }

    private static func cpu(_ limits: DetectionLimits, _ matchers: Matchers) -> String {
        let metric = running("container_cpu_usage_seconds_total", matchers)
        return "round(max \(perContainer) (rate(\(metric)[\(limits.cpuStep)])), 0.001)"
    }

    private static func memory(_ limits: DetectionLimits, _ matchers: Matchers) -> String {
        let metric = running("container_memory_working_set_bytes", matchers)
        return "max \(perContainer) (max_over_time(\(metric)[\(limits.memoryStep)]))"
    }

    /// The peaks of days are all that counts of what was before the window.
    private static func memoryOfDays(_ matchers: Matchers) -> String {
        let metric = running("container_memory_working_set_bytes", matchers)
        return "max \(perContainer) (max_over_time(\(metric)[1d]))"
    }

    private static func throttling(_ limits: DetectionLimits, _ matchers: Matchers) -> String {
        let throttled = running("container_cpu_cfs_throttled_periods_total", matchers)
        let periods = running("container_cpu_cfs_periods_total", matchers)
        let span = limits.cpuStep
        return "round(max \(perContainer) (rate(\(throttled)[\(span)])) / "
            + "(max \(perContainer) (rate(\(periods)[\(span)])) > 0), 0.001)"
    }

    /// Steps in which a counter began anew: what `rate` adds up there is less than was used.
    private static func resets(_ limits: DetectionLimits, _ matchers: Matchers) -> String {
        let metric = running("container_cpu_usage_seconds_total", matchers)
        return "max \(perContainer) (resets(\(metric)[\(limits.memoryStep)])) > 0"
    }

    /// Restarts and kills are rare: `> 0` leaves only the steps in which something happened.
    private static func events(
        _ limits: DetectionLimits, _ matchers: Matchers
    ) -> (restarts: String, kills: String, limits: String) {
        let counter = matchers.pod("kube_pod_container_status_restarts_total")
        let reason = matchers.pod(
            "kube_pod_container_status_last_terminated_reason", Matchers.equal("reason", "OOMKilled"))
        let limit = matchers.pod(
            "kube_pod_container_resource_limits", Matchers.equal("resource", "memory"))
        let restarts =
            "(max \(perContainer) (\(counter)) - max \(perContainer) (\(counter) offset \(limits.memoryStep))) > 0"
        let on = "on (cluster, namespace, pod, container)"
        let kills = "\(restarts) and \(on) max \(perContainer) (\(reason)) > 0"
        return (
            restarts, kills, "max \(perContainer) (last_over_time(\(limit)[2h])) and \(on) (\(kills))"
        )
    }

    private static func state(_ limits: DetectionLimits, _ matchers: Matchers) -> [(Signal, String)] {
        let span = limits.window
        let resource = Matchers.like("resource", "cpu|memory")
        let requests = matchers.pod("kube_pod_container_resource_requests", resource)
        let most = matchers.pod("kube_pod_container_resource_limits", resource)
        let owner = matchers.pod("kube_pod_owner")
        let ownerLabels = "owner_kind, owner_name"
        let target = matchers.object("kube_horizontalpodautoscaler_info")
        let metric = matchers.object("kube_horizontalpodautoscaler_spec_target_metric")
        let vertical = matchers.object(
            "kube_verticalpodautoscaler_spec_updatepolicy_updatemode", "update_mode!=\"Off\"")
        return [
            (
                .podOwners,
                "max by (cluster, namespace, pod, \(ownerLabels)) (last_over_time(\(owner)[\(span)]))"
            ),
            (.livePods, "max by (cluster, namespace, pod) (\(owner))"),
            (
                .replicaSetOwners,
                "max by (cluster, namespace, replicaset, \(ownerLabels)) "
                    + "(last_over_time(\(matchers.object("kube_replicaset_owner"))[\(span)]))"
            ),
            (
                .jobOwners,
                "max by (cluster, namespace, job_name, \(ownerLabels)) "
                    + "(last_over_time(\(matchers.object("kube_job_owner"))[\(span)]))"
            ),
            (.requests, "max by (cluster, namespace, pod, container, resource) (\(requests))"),
            (.limits, "max by (cluster, namespace, pod, container, resource) (\(most))"),
            (
                .requestsBefore,
                "max by (cluster, namespace, pod, container, resource) "
                    + "(\(requests) offset \(TimeSpan(seconds: Double(ChangeRules.quietDays) * 86_400)))"
            ),
            (
                .images,
                "max by (cluster, namespace, pod, container, image) "
                    + "(last_over_time(\(matchers.pod("kube_pod_container_info"))[\(limits.settling)]))"
            ),
            (
                .deploymentReplicas,
                "max by (cluster, namespace, deployment) "
                    + "(\(matchers.object("kube_deployment_spec_replicas")))"
            ),
            (
                .statefulSetReplicas,
                "max by (cluster, namespace, statefulset) "
                    + "(\(matchers.object("kube_statefulset_replicas")))"
            ),
            (
                .autoscalers,
                "max by (cluster, namespace, horizontalpodautoscaler, scaletargetref_kind, "
                    + "scaletargetref_name) (\(target))"
            ),
            (
                .autoscalerTargets,
                "max by (cluster, namespace, horizontalpodautoscaler, metric_name, metric_target_type) "
                    + "(\(metric))"
            ),
            (
                .verticalAutoscalers,
                "max by (cluster, namespace, target_kind, target_name) (\(vertical)) > 0"
            ),
        ]
    }
}
