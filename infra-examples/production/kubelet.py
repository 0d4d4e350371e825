"""What the kubelet's cAdvisor endpoint exports, scraped every `step` seconds."""


def write(out, pods, step, cluster):
    def each():
        for pod in pods:
            for spec, container in pod.containers:
                labels = {"cluster": pod.workload.cluster or cluster, "namespace": spec.namespace, "pod": pod.name,
                          "container": spec.container, "job": "kubelet"}
                picked = [i for i, time in enumerate(container.times) if time % step == 0]
                times = [container.times[i] for i in picked]
                yield pod, spec, container, labels, times, picked

    def pick(values, picked):
        return [values[i] for i in picked]

    out.family("container_cpu_usage_seconds", "counter", "Cumulative cpu time consumed in core-seconds.")
    for _, _, container, labels, times, picked in each():
        out.series("container_cpu_usage_seconds_total", labels, times, pick(container.cpu, picked))

    out.family("container_memory_working_set_bytes", "gauge", "Current working set in bytes.")
    for _, _, container, labels, times, picked in each():
        out.series("container_memory_working_set_bytes", labels, times, pick(container.memory, picked))

    # The kernel counts periods only where a quota is set.
    for name, field, text in (
            ("container_cpu_cfs_periods", "periods", "Number of elapsed enforcement period intervals."),
            ("container_cpu_cfs_throttled_periods", "throttled", "Number of throttled period intervals.")):
        out.family(name, "counter", text)
        for _, spec, container, labels, times, picked in each():
            if spec.limits[0] is not None:
                out.series(name + "_total", labels, times, pick(getattr(container, field), picked))

    out.family("container_oom_events", "counter", "Count of out of memory events observed for the container.")
    for _, spec, container, labels, times, _ in each():
        kills = [time for time, reason in container.restarts if reason == "OOMKilled"]
        kept = [time for time in times if kills or time % 3600 == 0]
        values = [sum(1 for kill in kills if kill <= time) for time in kept]
        out.series("container_oom_events_total", labels, kept, values)
