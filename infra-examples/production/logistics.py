"""The logistics account: warehouse, analytics and what partners need, as YACE exports it, every five minutes.

Nearly all of it was bought for a peak that is over, so that a sweep has something to say about every way in which
`storefront/terraform/warehouse`, `…/analytics` and `storefront/terragrunt` write a size down.
"""

from cloud import REGION, STEP, waves

ACCOUNT = "210987654321"

# Name, identifier, CPU from low to high in per cent. Memory is 22 to 34% in use.
IDLE, BUSY = (3, 15), (35, 78)
MACHINES = [
    ("warehouse-receiving", "i-0e01c5a7b9d3f1024", IDLE),
    ("warehouse-packing", "i-0e02c5a7b9d3f1024", IDLE),
    ("warehouse-returns", "i-0e03c5a7b9d3f1024", IDLE),
    ("warehouse-conveyor", "i-0e04c5a7b9d3f1024", IDLE),
    ("warehouse-scanner", "i-0e05c5a7b9d3f1024", IDLE),
    ("warehouse-sorter", "i-0e06c5a7b9d3f1024", IDLE),
    ("warehouse-scale", "i-0e07c5a7b9d3f1024", IDLE),
    ("warehouse-forklift", "i-0e08c5a7b9d3f1024", IDLE),
    ("warehouse-router", "i-0e09c5a7b9d3f1024", IDLE),
    ("warehouse-palletizer", "i-0e0ac5a7b9d3f1024", IDLE),
    ("warehouse-gateway", "i-0e0bc5a7b9d3f1024", IDLE),
    ("warehouse-kiosk", "i-0e0cc5a7b9d3f1024", IDLE),
    ("warehouse-lift", "i-0e0dc5a7b9d3f1024", IDLE),
    ("warehouse-agent-inventory", "i-0e0ec5a7b9d3f1024", IDLE),
    ("warehouse-dock-1", "i-0e0fc5a7b9d3f1024", IDLE),
    ("warehouse-gate", "i-0e10c5a7b9d3f1024", IDLE),
    ("warehouse-archive", "i-0e11c5a7b9d3f1024", IDLE),
    ("warehouse-printing", "i-0e12c5a7b9d3f1024", IDLE),
    ("warehouse-preview", "i-0e13c5a7b9d3f1024", IDLE),
    ("warehouse-north-line-active", "i-0e14c5a7b9d3f1024", IDLE),
    ("warehouse-south-line-active", "i-0e15c5a7b9d3f1024", BUSY),
    ("warehouse-picker-north-bulky", "i-0e16c5a7b9d3f1024", IDLE),
    ("warehouse-picker-south-bulky", "i-0e17c5a7b9d3f1024", IDLE),
    ("warehouse-picker-north-small", "i-0e18c5a7b9d3f1024", IDLE),
    ("warehouse-picker-south-small", "i-0e19c5a7b9d3f1024", BUSY),
    ("warehouse-camera-north-belt", "i-0e1ac5a7b9d3f1024", IDLE),
    ("analytics-prod-reports", "i-0f01c5a7b9d3f1024", IDLE),
    ("analytics-prod-scheduler", "i-0f02c5a7b9d3f1024", IDLE),
    ("analytics-prod-notebook", "i-0f03c5a7b9d3f1024", IDLE),
    ("analytics-prod-ingest", "i-0f04c5a7b9d3f1024", IDLE),
    ("analytics-prod-export", "i-0f05c5a7b9d3f1024", IDLE),
    ("partners-feed-prod", "i-0d01c5a7b9d3f1024", IDLE),
    ("partners-invoices", "i-0d02c5a7b9d3f1024", IDLE),
    ("partners-queue", "i-0d03c5a7b9d3f1024", IDLE),
    ("partners-relay-north", "i-0d04c5a7b9d3f1024", IDLE),
]

# Identifier; the class has 64 GiB, of which 47 to 50 are free.
DATABASES = ["warehouse-wms", "analytics-prod", "partners-orders-prod"]


def write(out, window, seed):
    times = [time for time in window.minutes if time % STEP == 0]
    wave = waves(times, seed)

    def labels(arn, **more):
        return {"account_id": ACCOUNT, "region": REGION, "job": "yace", "name": f"arn:aws:{arn}", **more}

    def machine(instance, name):
        return labels(f"ec2:{REGION}:{ACCOUNT}:instance/{instance}", dimension_InstanceId=instance, tag_Name=name)

    def family(name):
        out.family(name, "gauge", "CloudWatch statistic, exported by YACE.")

    family("aws_ec2_cpuutilization_average")
    for name, instance, (low, high) in MACHINES:
        values = wave(f"{name}/cpu", "shop", "shop", low, high, digits=0)
        out.series("aws_ec2_cpuutilization_average", machine(instance, name), times, values)
    family("aws_cwagent_mem_used_percent_average")
    for name, instance, _ in MACHINES:
        values = wave(f"{name}/memory", "shop", "shop", 22, 34, noise=0.01, digits=0)
        out.series("aws_cwagent_mem_used_percent_average", machine(instance, name), times, values)
    gib = 1024 ** 3
    family("aws_rds_cpuutilization_average")
    for name in DATABASES:
        who = labels(f"rds:{REGION}:{ACCOUNT}:db:{name}", dimension_DBInstanceIdentifier=name)
        out.series("aws_rds_cpuutilization_average", who, times, wave(f"{name}/cpu", "shop", "shop", 3, 15, digits=0))
    family("aws_rds_freeable_memory_average")
    for name in DATABASES:
        who = labels(f"rds:{REGION}:{ACCOUNT}:db:{name}", dimension_DBInstanceIdentifier=name)
        values = [int(value) * gib for value in wave(f"{name}/memory", "shop", "shop", 50, 47.5, noise=0.004, digits=0)]
        out.series("aws_rds_freeable_memory_average", who, times, values)
