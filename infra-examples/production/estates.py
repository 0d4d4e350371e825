"""The estates: a few workloads of one small shop, deployed by Flux, by Argo CD and by helmfile.

Of every workload one pod is recorded, so that the answers stay small. `PRODUCTION.md` says what a sweep should make of each.
"""

import alerts
import kube_state
import kubelet
from clock import at
from pods import pods
from workloads import Usage, Workload

CLUSTER = "shop"
REGISTRY = "registry.shop.example"


def _killed(namespace, cluster=None):
    """The catalog, as all three estates run it: killed at its limit twice in the window."""
    return Workload(namespace, "catalog", "app", f"{REGISTRY}/catalog:4.2.0", cluster=cluster,
                    cpu=Usage(0.03, 0.085, "shop", "shop"), memory=Usage(230, 470, "offer", "flat", 0.012),
                    requests=(0.1, 256) if cluster else (None, 128 if namespace == "shop" else 64),
                    limits=(None, 512), replicas=3 if namespace == "shop" and not cluster else 4,
                    kills=[(0, at("2026-11-13T15:07")), (0, at("2026-11-19T14:32"))])


def _idle(low, high):
    return Usage(low, high, "office", "office", 0.01)


WORKLOADS = {
    "flux": [
        _killed("shop", "shop-production"),
        Workload("shop", "cart", "cart", f"{REGISTRY}/cart:2.0.1", cluster="shop-production", replicas=2,
                 cpu=Usage(0.02, 0.06, "shop", "shop"), memory=Usage(205, 240, "shop", "shop", 0.01),
                 requests=(None, 128), limits=(None, 256)),
        Workload("shop", "parcel", "app", f"{REGISTRY}/parcel:1.0.0", cluster="shop-production",
                 cpu=Usage(0.01, 0.03, "office", "office"), memory=_idle(40, 48),
                 requests=(None, 64), limits=(None, 1024)),
        Workload("shop", "catalog", "app", f"{REGISTRY}/catalog:4.2.0", cluster="shop-staging",
                 cpu=Usage(0.06, 0.09, "office", "office"), memory=_idle(70, 80),
                 requests=(0.1, 256), limits=(None, 512)),
    ],
    "argocd": [
        _killed("shop"),
        Workload("shop", "search", "app", f"{REGISTRY}/catalog:1.0.0",
                 cpu=Usage(0.01, 0.06, "shop", "shop"), memory=Usage(180, 196, "shop", "shop", 0.01),
                 requests=(0.25, 64), limits=(None, None)),
        Workload("shop", "ratings", "app", f"{REGISTRY}/catalog:1.0.0",
                 cpu=Usage(0.01, 0.04, "shop", "shop"), memory=_idle(44, 50),
                 requests=(0.5, 64), limits=(None, None)),
        Workload("shop", "reviews", "app", f"{REGISTRY}/catalog:1.0.0",
                 cpu=Usage(0.2, 0.44, "shop", "shop"), memory=_idle(44, 50),
                 requests=(0.5, 64), limits=(None, None)),
    ],
    "helmfile": [
        _killed("shop-production"),
        Workload("shop-production", "search", "app", f"{REGISTRY}/catalog:1.0.0",
                 cpu=Usage(0.02, 0.06, "shop", "shop"), memory=Usage(170, 185, "shop", "shop", 0.01),
                 requests=(None, 512), limits=(None, None)),
        Workload("shop-production", "reviews", "app", f"{REGISTRY}/catalog:1.0.0", replicas=3,
                 cpu=Usage(0.02, 0.06, "shop", "shop"), memory=_idle(150, 160),
                 requests=(0.4, 192), limits=(None, None)),
        Workload("shop-staging", "catalog", "app", f"{REGISTRY}/catalog:5.2.0-rc1",
                 cpu=Usage(0.01, 0.03, "office", "office"), memory=_idle(180, 200),
                 requests=(None, 64), limits=(None, 512)),
    ],
}


def write(out, window, arguments):
    workloads = WORKLOADS[arguments.account]
    running = pods(arguments.seed, window, workloads)
    kubelet.write(out, running, arguments.step, CLUSTER)
    kube_state.write(out, running, window, CLUSTER, workloads)
    alerts.write(out, running, window, CLUSTER)
    out.close()
