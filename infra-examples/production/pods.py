"""Pods with names as Kubernetes makes them. A rollout ends one generation of pods and starts the next."""

from chance import HASH_ALPHABET, POD_ALPHABET, Chance
from usage import record
from workloads import WORKLOADS


class Pod:
    def __init__(self, workload, index, name, replica_set, node, begin, end):
        self.workload, self.index, self.name = workload, index, name
        self.replica_set = replica_set  # None for a StatefulSet
        self.node = node
        self.begin, self.end = begin, end
        self.containers = []            # (Workload or sidecar, Container)


def pods(seed, window, workloads=WORKLOADS):
    """Every pod that lived in the window, in a fixed order, with its recorded usage."""
    out = []
    for workload in workloads:
        begin, end = max(window.start, workload.born or 0), window.minutes[-1]
        generations = [(begin, end)]
        if workload.rollout and begin < workload.rollout < end:
            generations = [(begin, workload.rollout), (workload.rollout, end)]
        for number, (first, last) in enumerate(generations):
            names = Chance(seed, f"{workload.key}/names/{number}")
            replica_set = None
            if workload.kind == "Deployment":
                replica_set = f"{workload.name}-{names.word(HASH_ALPHABET, 10)}"
            for index in range(workload.pods):
                name = f"{workload.name}-{index}"
                if replica_set:
                    name = f"{replica_set}-{names.word(POD_ALPHABET, 5)}"
                node = f"ip-10-40-{1 + int(names.next() * 3)}-{11 + int(names.next() * 200)}"
                pod = Pod(workload, index, name, replica_set, node, first, last)
                pod.containers.append((workload, record(workload, index, seed, first, last)))
                if workload.sidecar:
                    pod.containers.append((workload.sidecar, record(workload.sidecar, index, seed, first, last)))
                out.append(pod)
    return out
