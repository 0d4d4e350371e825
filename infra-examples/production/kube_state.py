"""What kube-state-metrics exports.

Series that joins need at every step (owners, restarts) have a sample every five minutes, and every minute where
something happened, so that an alert can be checked when it fires. Those that are
read at one moment (requests, limits, images, phases) have one an hour, and one every five minutes in the last
36 hours: written in full they would be half the file.
"""

from clock import DAY, END, HOUR, MINUTE
from workloads import MI, WORKLOADS

DENSE = 300
RECENT = END - 36 * HOUR


def _dense(begin, end, step=DENSE):
    return range(begin - begin % step + step, end + 1, step)


def _sparse(begin, end):
    return [time for time in _dense(begin, end) if time >= RECENT or time % HOUR == 0 or end - time < 2 * HOUR]


def write(out, pods, window, cluster, workloads=WORKLOADS):
    base = {"cluster": cluster, "job": "kube-state-metrics"}
    _owners(out, pods, base)
    _resources(out, pods, base)
    _restarts(out, pods, base)
    _state(out, pods, base)
    _controllers(out, window, base, workloads)
    if workloads is WORKLOADS:
        _autoscaler(out, window, base)


def _labels(base, pod, **more):
    return {**_of(base, pod.workload), "namespace": pod.workload.namespace, "pod": pod.name, **more}


def _of(base, workload):
    return {**base, "cluster": workload.cluster} if workload.cluster else base


def _owners(out, pods, base):
    out.family("kube_pod_owner", "gauge", "Information about the Pod's owner.")
    for pod in pods:
        kind = "ReplicaSet" if pod.replica_set else "StatefulSet"
        labels = _labels(base, pod, owner_kind=kind, owner_name=pod.replica_set or pod.workload.name,
                         owner_is_controller="true")
        out.series("kube_pod_owner", labels, _dense(pod.begin, pod.end), 1)
    out.family("kube_replicaset_owner", "gauge", "Information about the ReplicaSet's owner.")
    for pod in pods:
        if pod.replica_set and pod.index == 0:
            labels = {**_of(base, pod.workload), "namespace": pod.workload.namespace, "replicaset": pod.replica_set,
                      "owner_kind": "Deployment", "owner_name": pod.workload.name, "owner_is_controller": "true"}
            out.series("kube_replicaset_owner", labels, _dense(pod.begin, pod.end), 1)


def _resources(out, pods, base):
    for family, field, word in (("kube_pod_container_resource_requests", "requests", "requested"),
                                ("kube_pod_container_resource_limits", "limits", "limit")):
        out.family(family, "gauge", f"The number of {word} resource by a container.")
        for pod in pods:
            for spec, _ in pod.containers:
                cores, mebibytes = getattr(spec, field)
                times = _sparse(pod.begin, pod.end)
                labels = _labels(base, pod, container=spec.container, node=pod.node)
                if cores is not None:
                    out.series(family, {**labels, "resource": "cpu", "unit": "core"}, times, cores)
                if mebibytes is not None:
                    out.series(family, {**labels, "resource": "memory", "unit": "byte"}, times, mebibytes * MI)


def _restarts(out, pods, base):
    out.family("kube_pod_container_status_restarts", "counter", "The number of container restarts per container.")
    for pod in pods:
        for spec, container in pod.containers:
            times = _dense(pod.begin, pod.end, MINUTE if container.restarts else DENSE)
            values = [sum(1 for restart, _ in container.restarts if restart <= time) for time in times]
            labels = _labels(base, pod, container=spec.container)
            out.series("kube_pod_container_status_restarts_total", labels, times, values)
    out.family("kube_pod_container_status_last_terminated_reason", "gauge",
               "Describes the last reason the container was in terminated state.")
    for pod in pods:
        for spec, container in pod.containers:
            if not container.restarts:
                continue
            first, reason = container.restarts[0]
            labels = _labels(base, pod, container=spec.container, reason=reason)
            out.series("kube_pod_container_status_last_terminated_reason", labels,
                       _dense(first - 1, pod.end, MINUTE), 1)


def _state(out, pods, base):
    out.family("kube_pod_container_info", "gauge", "Information about a container in a pod.")
    for pod in pods:
        for spec, _ in pod.containers:
            labels = _labels(base, pod, container=spec.container, image=spec.image, image_spec=spec.image)
            out.series("kube_pod_container_info", labels, _sparse(pod.begin, pod.end), 1)
    out.family("kube_pod_info", "gauge", "Information about pod.")
    for pod in pods:
        labels = _labels(base, pod, node=pod.node,
                         created_by_kind="ReplicaSet" if pod.replica_set else "StatefulSet",
                         created_by_name=pod.replica_set or pod.workload.name)
        out.series("kube_pod_info", labels, _sparse(pod.begin, pod.end), 1)
    out.family("kube_pod_status_phase", "gauge", "The pods current phase.")
    for pod in pods:
        out.series("kube_pod_status_phase", _labels(base, pod, phase="Running"), _sparse(pod.begin, pod.end), 1)
    out.family("kube_pod_start_time", "gauge", "Start time in unix timestamp for a pod.")
    for pod in pods:
        started = pod.begin
        if pod.begin != pod.workload.born and pod.begin != pod.workload.rollout:
            started = pod.begin - 9 * DAY - pod.index * 417
        out.series("kube_pod_start_time", _labels(base, pod), _sparse(pod.begin, pod.end), started)


def _controllers(out, window, base, workloads):
    end = window.minutes[-1]
    for kind, family, created, resource in (
            ("Deployment", "kube_deployment_spec_replicas", "kube_deployment_created", "deployment"),
            ("StatefulSet", "kube_statefulset_replicas", "kube_statefulset_created", "statefulset")):
        out.family(family, "gauge", f"Number of desired pods for a {kind}.")
        for workload in workloads:
            if workload.kind == kind:
                labels = {**_of(base, workload), "namespace": workload.namespace, resource: workload.name}
                out.series(family, labels, _sparse(max(window.start, workload.born or 0), end), workload.replicas)
        out.family(created, "gauge", "Unix creation timestamp")
        for workload in workloads:
            if workload.kind == kind:
                labels = {**_of(base, workload), "namespace": workload.namespace, resource: workload.name}
                born = workload.born or END - 400 * DAY
                out.series(created, labels, _sparse(max(window.start, workload.born or 0), end), born)


def _autoscaler(out, window, base):
    """The one HorizontalPodAutoscaler: prod/api."""
    labels = {**base, "namespace": "prod", "horizontalpodautoscaler": "api"}
    times = _sparse(window.start, window.minutes[-1])

    def gauge(name, text, value, **more):
        out.family(name, "gauge", text)
        out.series(name, {**labels, **more}, times, value)

    gauge("kube_horizontalpodautoscaler_info", "Information about this autoscaler.", 1,
          scaletargetref_api_version="apps/v1", scaletargetref_kind="Deployment", scaletargetref_name="api")
    gauge("kube_horizontalpodautoscaler_spec_target_metric", "The metric specifications used by this autoscaler.",
          70, metric_name="cpu", metric_target_type="utilization")
    gauge("kube_horizontalpodautoscaler_spec_min_replicas", "Lower limit for the number of pods.", 2)
    gauge("kube_horizontalpodautoscaler_spec_max_replicas", "Upper limit for the number of pods.", 12)
    gauge("kube_horizontalpodautoscaler_status_current_replicas", "Current number of replicas of pods.", 2)
