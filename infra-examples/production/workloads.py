"""What runs in the cluster prod-eu. `PRODUCTION.md` says what a sweep should make of each line."""

from clock import at

MI = 1024 * 1024


class Usage:
    """low + (high - low) × rhythm × (1 + noise); cores for CPU, MiB for memory."""

    def __init__(self, low, high, day="flat", week="flat", noise=0.05):
        self.low, self.high, self.day, self.week, self.noise = low, high, day, week, noise


class Workload:
    def __init__(self, namespace, name, container, image, cpu, memory, requests, limits, kind="Deployment",
                 pods=1, replicas=None, rollout=None, born=None, gaps=(), kills=(), special=None, sidecar=None,
                 team=None, cluster=None):
        self.namespace, self.name, self.container, self.image = namespace, name, container, image
        self.cpu, self.memory = cpu, memory          # Usage
        self.requests, self.limits = requests, limits  # (cores or None, MiB or None)
        self.kind = kind
        self.pods = pods                             # how many are recorded
        self.replicas = replicas or pods             # what the controller says
        self.rollout = rollout                       # when new pods replaced the old ones
        self.born = born                             # no data before
        self.gaps = gaps                             # (from, to): the kubelet could not be scraped
        self.kills = kills                           # (pod index, time): killed for memory
        self.special = special                       # "leak", "bursts" or "weekly-peak"
        self.sidecar = sidecar
        self.team = team
        self.cluster = cluster                       # where there is more than one

    @property
    def key(self):
        return f"{self.namespace}/{self.name}/{self.container}"


REGISTRY = "registry.storefront.example"

WORKLOADS = [
    Workload("prod", "checkout", "app", f"{REGISTRY}/checkout-py:4.18.2", team="checkout", pods=3,
             cpu=Usage(0.03, 0.2, "offer", "shop"), memory=Usage(205, 500, "offer", "flat", 0.012),
             requests=(0.25, 448), limits=(None, 512),
             kills=[(0, at("2026-11-10T14:44")), (2, at("2026-11-13T15:07")), (1, at("2026-11-17T14:51")),
                    (0, at("2026-11-19T14:32"))]),
    Workload("prod", "search", "app", f"{REGISTRY}/search:2026.11.2", team="discovery", pods=2,
             cpu=Usage(0.08, 0.66, "shop", "shop"), memory=Usage(800, 880, "shop", "shop", 0.01),
             requests=(2, 1024), limits=(None, 1280), rollout=at("2026-11-12T10:20"),
             sidecar=Workload("prod", "search", "log-shipper", "docker.io/fluent/fluent-bit:3.1.9",
                              cpu=Usage(0.003, 0.008, "shop", "shop"), memory=Usage(24, 28),
                              requests=(0.01, 32), limits=(None, 64))),
    Workload("prod", "payments", "app", f"{REGISTRY}/payments:1.44.0", team="payments", pods=2,
             cpu=Usage(0.06, 0.52, "shop", "shop", 0.08), memory=Usage(205, 232, "shop", "shop", 0.01),
             requests=(0.25, 256), limits=(0.3, 320)),
    Workload("prod", "api", "app", f"{REGISTRY}/api:7.3.1", team="platform", pods=2,
             cpu=Usage(0.06, 0.3, "shop", "shop"), memory=Usage(610, 690, "shop", "shop", 0.01),
             requests=(1, 768), limits=(None, 1024)),
    Workload("prod", "catalog", "app", f"{REGISTRY}/catalog-ts:3.9.0", team="discovery",
             cpu=Usage(0.12, 0.33, "shop", "shop"), memory=Usage(305, 345, "shop", "shop", 0.01),
             requests=(0.4, 384), limits=(None, 448)),
    Workload("prod", "feature-flags", "app", f"{REGISTRY}/feature-flags:0.2.0", team="platform",
             cpu=Usage(0.01, 0.03, "office", "office"), memory=Usage(84, 92),
             requests=(0.5, 512), limits=(None, 512), born=at("2026-11-15T00:00")),
    Workload("prod", "ledger", "db", "docker.io/library/postgres:15.8", team="data", kind="StatefulSet",
             cpu=Usage(0.2, 0.42, "shop", "shop"), memory=Usage(1240, 1330, "shop", "shop", 0.01),
             requests=(0.5, 4096), limits=(None, 4096),
             gaps=[(at("2026-11-07T06:00"), at("2026-11-08T22:00")),
                   (at("2026-11-12T03:00"), at("2026-11-13T11:00")),
                   (at("2026-11-16T20:00"), at("2026-11-17T21:26"))]),
    Workload("prod", "storefront-api", "api", f"{REGISTRY}/storefront-api:9.4.1", team="platform", replicas=2,
             cpu=Usage(0.05, 0.34, "shop", "shop"), memory=Usage(820, 900, "shop", "shop", 0.01),
             requests=(2, 1024), limits=(None, 1536)),
    Workload("shop", "recommender", "model", f"{REGISTRY}/recommender:12", team="discovery",
             cpu=Usage(0.2, 0.66, "shop", "shop"), memory=Usage(880, 1020, "shop", "shop", 0.01),
             requests=(0.8, 4096), limits=(None, 5120)),
    Workload("shop", "pricing", "app", f"{REGISTRY}/pricing:5.0.7", team="discovery",
             cpu=Usage(0.04, 0.19, "shop", "shop"), memory=Usage(370, 420, "shop", "shop", 0.01),
             requests=(1.5, 2048), limits=(None, 2560), rollout=at("2026-11-17T09:05")),
    Workload("shop", "sessions", "app", f"{REGISTRY}/sessions:2.2.0", team="web", special="leak",
             cpu=Usage(0.05, 0.16, "shop", "shop"), memory=Usage(240, 880, noise=0.002),
             requests=(0.2, 768), limits=(None, 1024)),
    Workload("shop", "cart", "app", f"{REGISTRY}/cart:6.1.4", team="web",
             cpu=Usage(0.03, 0.15, "shop", "shop"), memory=Usage(240, 290, "shop", "shop", 0.01),
             requests=(1, 2048), limits=(None, 2048)),
    Workload("shop", "newsletter", "worker", f"{REGISTRY}/newsletter:2.0.0", team="web",
             cpu=Usage(0.01, 0.09, "office", "office"), memory=Usage(590, 660, "office", "office", 0.01),
             requests=(0.8, 768), limits=(None, 1024)),
    Workload("data", "thumbnailer", "worker", f"{REGISTRY}/thumbnailer:1.12.3", team="data", special="bursts",
             cpu=Usage(0.03, 0.06, "shop", "shop"), memory=Usage(390, 460, "shop", "shop", 0.01),
             requests=(1.5, 512), limits=(2, 640)),
    Workload("data", "report-builder", "worker", f"{REGISTRY}/report-builder:0.31.0", team="data",
             special="weekly-peak",
             cpu=Usage(0.01, 1.62, "nightly", "flat", 0.04), memory=Usage(560, 1480, "nightly", "flat", 0.01),
             requests=(2, 3072), limits=(None, 3584)),
    Workload("data", "queue", "broker", "docker.io/library/rabbitmq:3.13-management", team="data",
             kind="StatefulSet",
             cpu=Usage(0.05, 0.12, "shop", "shop"), memory=Usage(790, 860, "shop", "shop", 0.01),
             requests=(1, 1024), limits=(None, 1280)),
    Workload("tools", "wiki", "app", "docker.io/requarks/wiki:2.5", team="platform",
             cpu=Usage(0.0012, 0.0024, "office", "office"), memory=Usage(86, 92),
             requests=(0.5, 1024), limits=(None, 1024)),
    Workload("media", "photos", "app", f"{REGISTRY}/photos:2.11.0", team="web",
             cpu=Usage(0.02, 0.085, "shop", "shop"), memory=Usage(520, 610, "shop", "shop", 0.01),
             requests=(0.1, 2048), limits=(None, 3072)),
    Workload("monitoring", "grafana", "grafana", "docker.io/grafana/grafana:11.3.0", team="platform",
             cpu=Usage(0.01, 0.05, "office", "office"), memory=Usage(205, 250, "office", "office", 0.01),
             requests=(0.5, 2048), limits=(None, 2048)),
]
