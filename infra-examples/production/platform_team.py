"""The platform team's production: one of every kind of workload that is no Deployment of the shop.

A job that runs each night, an agent on nodes of two classes, an autoscaler that stands at its bound, a claim and a
volume that fill up, a cache, a function, a task, a group of nodes and a search domain. `PRODUCTION.md` says what a sweep
should make of each.
"""

import kube_state
import kubelet
from chance import POD_ALPHABET, Chance
from clock import DAY, HOUR, MINUTE
from cloud import ACCOUNT, REGION, STEP, waves
from pods import Pod
from usage import record
from workloads import Usage, Workload

CLUSTER = "shop"
REGISTRY = "registry.shop.example"
GIB = 1024 ** 3

INVOICES = Workload("jobs", "invoices", "export", f"{REGISTRY}/invoices:3.4.0", kind="CronJob",
                    cpu=Usage(0.18, 0.22, noise=0.03), memory=Usage(560, 620, noise=0.01),
                    requests=(0.25, 2048), limits=(None, 2048))
WEB = Workload("web", "web", "app", f"{REGISTRY}/web:11.0.3", replicas=3,
               cpu=Usage(0.12, 0.33, "shop", "shop"), memory=Usage(305, 345, "shop", "shop", 0.01),
               requests=(0.4, 384), limits=(None, 448))


def _agent(high):
    return Workload("agents", "node-agent", "agent", f"{REGISTRY}/node-agent:1.9.2", kind="DaemonSet",
                    cpu=Usage(0.02, high, "shop", "shop"), memory=Usage(96, 108, noise=0.01),
                    requests=(0.8, 128), limits=(None, 192))


# Node, its class, what the agent does there: on the larger one it has more to do.
NODES = [("ip-10-50-1-21", "m5.large", 0.06), ("ip-10-50-2-34", "m5.4xlarge", 0.21)]


def _pod(workload, index, name, node, begin, end, seed):
    pod = Pod(workload, index, name, None, node, begin, end)
    pod.containers.append((workload, record(workload, index, seed, begin, end)))
    return pod


def _runs(window, seed):
    """Each night from 02:00 for about forty minutes."""
    out = []
    for number, day in enumerate(range(window.start, window.minutes[-1], DAY)):
        chance = Chance(seed, f"invoices/{number}")
        begin = day + 2 * HOUR
        end = begin + int(chance.between(36, 48)) * MINUTE
        job = f"invoices-{begin // MINUTE}"
        pod = _pod(INVOICES, number, f"{job}-{chance.word(POD_ALPHABET, 5)}", NODES[0][0], begin, end, seed)
        pod.job = job
        out.append(pod)
    return out


def write(out, window, arguments):
    seed, begin, end = arguments.seed, window.start, window.minutes[-1]
    runs = _runs(window, seed)
    names = Chance(seed, "platform/names")
    agents = [_pod(_agent(high), index, f"node-agent-{names.word(POD_ALPHABET, 5)}", node, begin, end, seed)
              for index, (node, _, high) in enumerate(NODES)]
    web = _pod(WEB, 0, f"web-{names.word('456789bcdf', 10)}-{names.word(POD_ALPHABET, 5)}", NODES[1][0], begin, end, seed)
    web.replica_set = web.name.rsplit("-", 1)[0]
    running = runs + agents + [web]
    kubelet.write(out, running, arguments.step, CLUSTER)
    base = {"cluster": CLUSTER, "job": "kube-state-metrics"}
    _owners(out, runs, agents, web, base)
    kube_state._resources(out, running, base)
    kube_state._restarts(out, running, base)
    _state(out, window, running, base)
    kube_state._controllers(out, window, base, [WEB])
    _autoscaler(out, window, base)
    _claim(out, window, base)
    _cloud(out, window, seed)
    out.close()


def _times(begin, end):
    return range(begin - begin % STEP + STEP, end + 1, STEP)


def _owners(out, runs, agents, web, base):
    def owner(pod, kind, name):
        labels = {**base, "namespace": pod.workload.namespace, "pod": pod.name, "owner_kind": kind, "owner_name": name,
                  "owner_is_controller": "true"}
        # A pod that is done stays known for some hours.
        out.series("kube_pod_owner", labels, _times(pod.begin, pod.end), 1)

    out.family("kube_pod_owner", "gauge", "Information about the Pod's owner.")
    for pod in runs:
        owner(pod, "Job", pod.job)
    for pod in agents:
        owner(pod, "DaemonSet", "node-agent")
    owner(web, "ReplicaSet", web.replica_set)
    out.family("kube_replicaset_owner", "gauge", "Information about the ReplicaSet's owner.")
    out.series("kube_replicaset_owner", {**base, "namespace": "web", "replicaset": web.replica_set,
                                         "owner_kind": "Deployment", "owner_name": "web", "owner_is_controller": "true"},
               _times(web.begin, web.end), 1)
    out.family("kube_job_owner", "gauge", "Information about the Job's owner.")
    for pod in runs:
        out.series("kube_job_owner", {**base, "namespace": "jobs", "job_name": pod.job, "owner_kind": "CronJob",
                                      "owner_name": "invoices", "owner_is_controller": "true"},
                   _times(pod.begin, pod.end), 1)


def _state(out, window, running, base):
    end = window.minutes[-1]
    out.family("kube_cronjob_info", "gauge", "Info about cronjob.")
    out.series("kube_cronjob_info", {**base, "namespace": "jobs", "cronjob": "invoices", "schedule": "0 2 * * *",
                                     "concurrency_policy": "Forbid"}, _times(window.start, end), 1)
    out.family("kube_pod_container_info", "gauge", "Information about a container in a pod.")
    for pod in running:
        for spec, _ in pod.containers:
            out.series("kube_pod_container_info", {**base, "namespace": spec.namespace, "pod": pod.name,
                                                   "container": spec.container, "image": spec.image},
                       _times(pod.begin, pod.end), 1)
    out.family("kube_pod_info", "gauge", "Information about pod.")
    for pod in running:
        kind = {"CronJob": "Job", "DaemonSet": "DaemonSet"}.get(pod.workload.kind, "ReplicaSet")
        out.series("kube_pod_info", {**base, "namespace": pod.workload.namespace, "pod": pod.name, "node": pod.node,
                                     "created_by_kind": kind}, _times(pod.begin, pod.end), 1)
    out.family("kube_node_labels", "gauge", "Kubernetes labels converted to Prometheus labels.")
    for node, kind, _ in NODES:
        out.series("kube_node_labels", {**base, "node": node, "label_node_kubernetes_io_instance_type": kind},
                   _times(window.start, end), 1)


def _autoscaler(out, window, base):
    """From Thursday to Saturday the evening needs more than six pods: CPU stands at 96% of the request, the target is 70%."""
    times = _times(window.start, window.minutes[-1])
    labels = {**base, "namespace": "web", "horizontalpodautoscaler": "web"}

    def busy(time):
        return (time // DAY + 3) % 7 in (3, 4, 5) and 17 * HOUR <= time % DAY < 21 * HOUR

    def gauge(name, text, values, **more):
        out.family(name, "gauge", text)
        out.series(name, {**labels, **more}, times, values)

    prefix = "kube_horizontalpodautoscaler_"
    gauge(prefix + "info", "Information about this autoscaler.", 1, scaletargetref_api_version="apps/v1",
          scaletargetref_kind="Deployment", scaletargetref_name="web")
    gauge(prefix + "spec_target_metric", "The metric specifications used by this autoscaler.", 70,
          metric_name="cpu", metric_target_type="utilization")
    gauge(prefix + "spec_min_replicas", "Lower limit for the number of pods.", 3)
    gauge(prefix + "spec_max_replicas", "Upper limit for the number of pods.", 6)
    gauge(prefix + "status_desired_replicas", "Desired number of replicas of pods.",
          [6 if busy(time) else 4 if 9 * HOUR <= time % DAY < 22 * HOUR else 3 for time in times])
    gauge(prefix + "status_target_metric", "The current metric status used by this autoscaler.",
          [96 if busy(time) else 66 for time in times], metric_name="cpu", metric_target_type="utilization")


def _claim(out, window, base):
    """100 GiB, of which 74 were used a fortnight ago and 1.3 more each day."""
    times = _times(window.start, window.minutes[-1])
    claim = {"namespace": "search", "persistentvolumeclaim": "search-index"}
    out.family("kubelet_volume_stats_used_bytes", "gauge", "Number of used bytes in the volume.")
    out.series("kubelet_volume_stats_used_bytes", {**claim, "cluster": CLUSTER, "job": "kubelet"}, times,
               [int((74 + 1.3 * (time - window.start) / DAY) * GIB) for time in times])
    out.family("kubelet_volume_stats_capacity_bytes", "gauge", "Capacity in bytes of the volume.")
    out.series("kubelet_volume_stats_capacity_bytes", {**claim, "cluster": CLUSTER, "job": "kubelet"}, times, 100 * GIB)
    name = "kube_persistentvolumeclaim_resource_requests_storage_bytes"
    out.family(name, "gauge", "The capacity of storage requested by the persistent volume claim.")
    out.series(name, {**base, **claim}, times, 100 * GIB)


def _cloud(out, window, seed):
    times = [time for time in window.minutes if time % STEP == 0]
    wave = waves(times, seed)

    def labels(arn, **more):
        return {"account_id": ACCOUNT, "region": REGION, "job": "yace", "name": f"arn:aws:{arn}", **more}

    def write(metric, who, values):
        out.family(metric, "gauge", "CloudWatch statistic, exported by YACE.")
        out.series(metric, who, times, values)

    cache = labels(f"elasticache:{REGION}:{ACCOUNT}:cluster:sessions-001", dimension_CacheClusterId="sessions-001")
    write("aws_elasticache_cpuutilization_average", cache, wave("cache/cpu", "shop", "shop", 3, 14))
    write("aws_elasticache_database_memory_usage_percentage_average", cache,
          wave("cache/memory", "shop", "shop", 21, 27, noise=0.01))

    function = f"lambda:{REGION}:{ACCOUNT}:function:thumbnails"
    insights = labels(function, dimension_function_name="thumbnails")
    write("aws_lambdainsights_used_memory_max_maximum", insights, wave("thumbnails", "shop", "shop", 260, 410, digits=0))
    write("aws_lambdainsights_total_memory_maximum", insights, 2048)
    write("aws_lambda_duration_maximum", labels(function, dimension_FunctionName="thumbnails"),
          wave("thumbnails/duration", "shop", "shop", 900, 2600, digits=0))

    task = labels(f"ecs:{REGION}:{ACCOUNT}:cluster/shop", dimension_TaskDefinitionFamily="orders")
    prefix = "aws_ecs_containerinsights_"
    write(prefix + "cpu_utilized_maximum", task, wave("orders/cpu", "shop", "shop", 90, 380))
    write(prefix + "cpu_reserved_average", task, 2048)
    write(prefix + "memory_utilized_maximum", task, wave("orders/memory", "shop", "shop", 1100, 1450, noise=0.01, digits=0))
    write(prefix + "memory_reserved_average", task, 8192)

    group = labels(f"autoscaling:{REGION}:{ACCOUNT}:autoScalingGroup:7c1d:autoScalingGroupName/eks-batch-4ac1f0",
                   dimension_AutoScalingGroupName="eks-batch-4ac1f0")
    write("aws_ec2_cpuutilization_maximum", group, wave("batch/cpu", "nightly", "flat", 6, 31))
    write("aws_cwagent_mem_used_percent_maximum", group, wave("batch/memory", "nightly", "flat", 18, 33, noise=0.01))

    domain = labels(f"es:{REGION}:{ACCOUNT}:domain/logs", dimension_DomainName="logs")
    write("aws_es_cpuutilization_maximum", domain, wave("logs/cpu", "office", "office", 48, 82))
    write("aws_es_jvmmemory_pressure_maximum", domain, wave("logs/heap", "office", "office", 52, 71, noise=0.01))

    volume = labels(f"ec2:{REGION}:{ACCOUNT}:volume/vol-0c41de5b9f0213677", dimension_VolumeId="vol-0c41de5b9f0213677")
    rows = (("volume_read_ops", 9_000, 90_000), ("volume_write_ops", 60_000, 240_000),
            ("volume_read_bytes", 300_000_000, 1_800_000_000), ("volume_write_bytes", 2_000_000_000, 9_000_000_000))
    for name, low, high in rows:
        write(f"aws_ebs_{name}_sum", volume, wave(f"archive/{name}", "nightly", "flat", low, high, digits=0))
    write("aws_ebs_burst_balance_average", volume, wave("archive/burst", "nightly", "flat", 97, 74, noise=0.01))

    out.family("node_filesystem_avail_bytes", "gauge", "Filesystem space available to non-root users in bytes.")
    machine = {"instance": "archive-1:9100", "job": "node", "fstype": "ext4"}
    for mount, free, less in (("/", 12.0, 0.0), ("/var/lib/archive", 58.0, 2.4)):
        out.series("node_filesystem_avail_bytes", {**machine, "mountpoint": mount}, times,
                   [int((free - less * (time - window.start) / DAY) * GIB) for time in times])
