"""The ALERTS series that Prometheus writes about its own rules.

The Watchdog fires always and means that alerting works: it is not an incident. The recommender's error budget has
been burning since the last evening, so nothing of it may be merged at the window's end.
"""

from clock import MINUTE, at

INCIDENT = at("2026-11-19T21:40")


def write(out, pods, window, cluster):
    out.family("ALERTS", "gauge", "Alerts of the rule groups, by state.")
    end = window.minutes[-1]
    base = {"alertstate": "firing", "cluster": cluster}
    watchdog = {"alertname": "Watchdog", "alertstate": "firing", "severity": "none"}
    out.series("ALERTS", watchdog, [time for time in window.minutes if time % 300 == 0], 1)
    for pod in pods:
        for spec, container in pod.containers:
            where = {"cluster": spec.cluster} if spec.cluster else {}
            labels = {**base, **where, "alertname": "KubeContainerOOMKilled", "severity": "warning",
                      "namespace": spec.namespace, "pod": pod.name, "container": spec.container}
            times = [kill + minute * MINUTE for kill, reason in container.restarts if reason == "OOMKilled"
                     for minute in range(1, 16)]
            if times:
                out.series("ALERTS", labels, [time for time in times if time <= end], 1)
        if pod.workload.name == "recommender":
            labels = {**base, "alertname": "ErrorBudgetBurn", "severity": "critical",
                      "namespace": pod.workload.namespace, "deployment": "recommender", "service": "recommender"}
            times = [time for time in window.minutes if time >= INCIDENT]
            out.series("ALERTS", labels, times, 1)
