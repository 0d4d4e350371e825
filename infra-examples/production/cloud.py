"""What YACE exports of CloudWatch: machines, databases, the worker group and two functions, every five minutes.

Memory of a machine is known only where the CloudWatch agent runs (`aws_cwagent_…`): on web and runner.
"""

from chance import Chance
from clock import minute_of_day, weekday
from rhythm import PROFILES, WEEKS

ACCOUNT = "123456789012"
REGION = "eu-central-1"
STEP = 300


class Machine:
    """Percentages: CPU as low to high over a rhythm, the peak of five minutes above that, memory where known."""

    def __init__(self, instance, name, owner, day, week, low, high, memory=None):
        self.instance, self.name, self.owner = instance, name, owner
        self.day, self.week, self.low, self.high, self.memory = day, week, low, high, memory


MACHINES = [
    Machine("i-0a41c7de5b9f02136", "storefront-prod-web", "team-web", "shop", "shop", 5, 20, memory=(20, 24)),
    Machine("i-0b7f3e92a6d8c4015", "storefront-prod-office", "team-web", "office", "office", 1.5, 7),
    Machine("i-0c93d5f1e7a2b8046", "storefront-runner", "team-platform", "import", "flat", 0.8, 16, memory=(6, 11)),
    Machine("i-0d15a8b4c6e3f7092", "storefront-bastion", "team-platform", "office", "office", 0.4, 1.5),
]


def waves(times, seed):
    """A function that makes the values of a series of that name, the same for equal seeds."""

    def wave(name, day, week, low, high, noise=0.06, digits=2):
        chance, drift, values = Chance(seed, f"cloud/{name}"), 0.0, []
        scale = 10 ** digits
        for time in times:
            drift += (chance.next() - 0.5 - drift) * 0.3
            level = PROFILES[day][minute_of_day(time)] * WEEKS[week][weekday(time)]
            value = (low + (high - low) * level) * (1.0 + noise * 3.0 * drift)
            values.append(int(value * scale) / scale)
        return values

    return wave


def write(out, window, seed):
    times = [time for time in window.minutes if time % STEP == 0]
    wave = waves(times, seed)

    def labels(arn, **more):
        return {"account_id": ACCOUNT, "region": REGION, "job": "yace", "name": f"arn:aws:{arn}", **more}

    _machines(out, times, wave, labels)
    _database(out, times, wave, labels)
    _functions(out, times, wave, labels)


def _ec2(labels, machine):
    arn = f"ec2:{REGION}:{ACCOUNT}:instance/{machine.instance}"
    return labels(arn, dimension_InstanceId=machine.instance, tag_Name=machine.name)


def _machines(out, times, wave, labels):
    out.family("aws_ec2_info", "gauge", "CloudWatch statistic, exported by YACE.")
    for machine in MACHINES:
        arn = f"ec2:{REGION}:{ACCOUNT}:instance/{machine.instance}"
        out.series("aws_ec2_info", labels(arn, tag_Name=machine.name, tag_Owner=machine.owner), times, 1)
    for statistic, factor in (("average", 1.0), ("maximum", 1.25)):
        name = f"aws_ec2_cpuutilization_{statistic}"
        out.family(name, "gauge", "CloudWatch statistic, exported by YACE.")
        for machine in MACHINES:
            values = wave(f"{machine.name}/cpu/{statistic}", machine.day, machine.week, machine.low * factor,
                          machine.high * factor)
            out.series(name, _ec2(labels, machine), times, values)
        if statistic == "average":
            _group(out, name, times, wave, labels)
    out.family("aws_cwagent_mem_used_percent_average", "gauge", "CloudWatch statistic, exported by YACE.")
    for machine in MACHINES:
        if machine.memory:
            values = wave(f"{machine.name}/memory", machine.day, machine.week, *machine.memory, noise=0.01)
            out.series("aws_cwagent_mem_used_percent_average", _ec2(labels, machine), times, values)


    _flows(out, times, wave, labels)


def _flows(out, times, wave, labels):
    """Bytes and operations of five minutes, where the whole of a machine is watched; far from what half of it has."""
    rows = (("network_in", 120_000_000, 900_000_000), ("network_out", 300_000_000, 2_400_000_000),
            ("ebsread_bytes", 20_000_000, 150_000_000), ("ebswrite_bytes", 60_000_000, 420_000_000),
            ("ebsread_ops", 1_500, 12_000), ("ebswrite_ops", 9_000, 48_000))
    for name, low, high in rows:
        out.family(f"aws_ec2_{name}_sum", "gauge", "CloudWatch statistic, exported by YACE.")
        for machine in MACHINES:
            if machine.memory:
                values = wave(f"{machine.name}/{name}", machine.day, machine.week, low, high, digits=0)
                out.series(f"aws_ec2_{name}_sum", _ec2(labels, machine), times, values)


def _database(out, times, wave, labels):
    name = "storefront-prod"
    who = labels(f"rds:{REGION}:{ACCOUNT}:db:{name}", dimension_DBInstanceIdentifier=name, tag_Owner="team-data")
    gib = 1024 ** 3
    rows = (
        ("aws_rds_cpuutilization_average", wave("db/cpu", "shop", "shop", 3, 17)),
        ("aws_rds_cpuutilization_maximum", wave("db/cpu/max", "shop", "shop", 4, 21)),
        ("aws_rds_freeable_memory_average",
         [int(value * 16) * gib // 16 for value in wave("db/memory", "shop", "shop", 50, 47.5, noise=0.004)]),
        ("aws_rds_database_connections_average", wave("db/connections", "shop", "shop", 30, 85, digits=0)),
    )
    for metric, values in rows:
        out.family(metric, "gauge", "CloudWatch statistic, exported by YACE.")
        out.series(metric, who, times, values)


def _group(out, family, times, wave, labels):
    """The worker group: same metric, another dimension, no instance."""
    name = "storefront-prod-workers"
    who = labels(f"autoscaling:{REGION}:{ACCOUNT}:autoScalingGroup:5f0c:autoScalingGroupName/{name}",
                 dimension_AutoScalingGroupName=name)
    out.series(family, who, times, wave("workers/cpu", "shop", "shop", 30, 72))


def _functions(out, times, wave, labels):
    metric = "aws_lambdainsights_memory_utilization_maximum"
    out.family(metric, "gauge", "CloudWatch statistic, exported by YACE.")
    for name, low, high in (("invoices", 9, 14), ("abandoned", 55, 78)):
        function = f"storefront-prod-{name}"
        who = labels(f"lambda:{REGION}:{ACCOUNT}:function:{function}", dimension_function_name=function)
        out.series(metric, who, times, wave(f"{name}/memory", "office", "flat", low, high))
