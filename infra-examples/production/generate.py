#!/usr/bin/env python3
"""Writes two weeks of the storefront's production as OpenMetrics text.

    generate.py --out FILE.om [--seed 7] [--days 14] [--step 60] [--account shop|logistics|platform|flux|argocd|helmfile]

The same arguments give the same bytes on every machine and with every Python from 3.8: no clock, no libm, one
stream of chance for each series. CPU, memory and throttling have one sample a minute (`--step`), the rest one every
five minutes; the window ends at 2026-11-20T00:00:00Z. `scripts/production` loads the file into a Prometheus.
"""

import argparse
import sys

import alerts
import cloud
import estates
import kube_state
import kubelet
import logistics
import platform_team
from clock import Window
from openmetrics import Writer
from pods import pods

CLUSTER = "prod-eu"


def main():
    parser = argparse.ArgumentParser(description="Generates the storefront's recorded production as OpenMetrics text.")
    parser.add_argument("--out", required=True, help="file to write, or - for standard output")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--days", type=int, default=14, help="length of the window; it always ends on 2026-11-20")
    parser.add_argument("--step", type=int, default=60, help="seconds between samples of CPU and memory")
    parser.add_argument("--account", choices=("shop", "logistics", "platform", *estates.WORKLOADS), default="shop",
                        help="the shop with its cluster, the cloud account of the warehouses, or one of the estates; "
                             "each has a Prometheus")
    arguments = parser.parse_args()
    if arguments.days < 1 or arguments.days > 90:
        parser.error("--days is between 1 and 90")
    if arguments.step not in (60, 300):
        parser.error("--step is 60 or 300")
    if arguments.out == "-":
        write(sys.stdout.buffer, arguments)
    else:
        with open(arguments.out, "wb") as file:
            write(file, arguments)


def write(file, arguments):
    window = Window(arguments.days)
    if arguments.account == "logistics":
        out = Writer(file)
        logistics.write(out, window, arguments.seed)
        out.close()
        return
    if arguments.account == "platform":
        platform_team.write(Writer(file), window, arguments)
        return
    if arguments.account in estates.WORKLOADS:
        estates.write(Writer(file), window, arguments)
        return
    running = pods(arguments.seed, window)
    out = Writer(file)
    kubelet.write(out, running, arguments.step, CLUSTER)
    kube_state.write(out, running, window, CLUSTER)
    alerts.write(out, running, window, CLUSTER)
    cloud.write(out, window, arguments.seed)
    out.close()


if __name__ == "__main__":
    main()
