#!/usr/bin/env python3
"""10,000 containers × 14 days × 75 s samples: `trimtab recommend --prometheus` against a server that makes them up.

    Benchmarks/recommend-fleet/run.py TRIMTAB [SIZEUSAGE] [--namespaces 100]

TRIMTAB is a release build; SIZEUSAGE the benchmark of that name in this package, for the bare arithmetic. Compared, in one
run, with the path that krr takes (JSON decode, then numpy.percentile) and with numpy's arithmetic alone, on the same samples.
Without numpy those rows are left out, and it says so. Exits with 1 when a threshold is missed.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.parse
import urllib.request

END = 1795132800
STEP = 75
HERE = pathlib.Path(__file__).parent

arguments = argparse.ArgumentParser()
arguments.add_argument("trimtab")
arguments.add_argument("sizeusage", nargs="?")
arguments.add_argument("--namespaces", type=int, default=100)
options = arguments.parse_args()

generator = subprocess.Popen(
    [sys.executable, str(HERE / "generator.py"), str(options.namespaces)], stdout=subprocess.PIPE, text=True)
missed = []
try:
    url = f"http://127.0.0.1:{int(generator.stdout.readline())}"

    def check(name, isMet):
        if not isMet:
            missed.append(name)

    def post(path, **form):
        return urllib.request.urlopen(url + path, urllib.parse.urlencode(form).encode()).read()

    containers = options.namespaces * 100
    samples = containers * 2 * (14 * 86400 // STEP)
    # The texts of the values are written once; that is the generator's work and not what is measured.
    start = END - 14 * 86400 + STEP

    def ask(metric, first, last):
        query = metric + '{namespace=~"ns-000",pod=~"app-[0-9]+-.*"}'
        return post("/api/v1/query_range", query=query, start=first, end=last, step=STEP)

    command = [options.trimtab, "recommend", "--prometheus", url, "--at", str(END), "--output", os.devnull]
    subprocess.run(command + ["--match", 'namespace="ns-000"'], check=True, stderr=subprocess.DEVNULL)
    before = int(urllib.request.urlopen(url).read())

    began = time.monotonic()
    child = os.posix_spawn(command[0], command, os.environ)
    _, status, used = os.wait4(child, 0)
    wall = time.monotonic() - began
    if status:
        sys.exit(f"{command[0]} ended with status {os.waitstatus_to_exitcode(status)}")
    queries = int(urllib.request.urlopen(url).read()) - before
    cpu = used.ru_utime + used.ru_stime
    peak = used.ru_maxrss / 1024
    ours = samples / cpu
    print(f"{containers:,} containers, {samples:,} samples, {queries} requests")
    print(f"recommend             {wall:6.1f} s of the clock, {cpu:5.1f} s of processors, {peak:.0f} MB at most")
    print("way                   samples per second of one processor")
    print(f"recommend             {ours / 1e6:8.1f} M")
    check("under 60 s on 2 cores", cpu / 2 < 60)
    check("under 500 MB", peak < 500)
    check("requests are proportional to batches", queries <= 4 * (containers / 100 + 1) + 1)

    try:
        import numpy
    except ImportError:
        numpy = None
        print("krr's path            skipped: this python has no numpy")
    if numpy:
        body = [ask(metric, start, start + 10_000 * STEP) for metric in
                ("container_cpu_usage", "container_memory_working_set_bytes")]

        def decode(text):
            found = json.loads(text)["data"]["result"]
            return [numpy.array([float(value) for _, value in one["values"]]) for one in found]

        def work(series):
            for one in series:
                numpy.percentile(one, 95)

        began = time.process_time()
        decoded = [decode(text) for text in body]
        for series in decoded:
            work(series)
        count = sum(len(one) for series in decoded for one in series)
        krr = count / (time.process_time() - began)
        print(f"JSON and numpy (krr)  {krr / 1e6:8.1f} M   recommend is {ours / krr:.1f}x  (at least 10)")
        check("10 times krr's path", ours >= 10 * krr)
        best = 0
        for _ in range(5):
            began = time.process_time()
            for series in decoded:
                work(series)
            best = max(best, count / (time.process_time() - began))
        print(f"numpy's arithmetic    {best / 1e6:8.1f} M")
        if options.sizeusage:
            bare = float(subprocess.run([options.sizeusage], capture_output=True, text=True, check=True).stdout.split()[0])
            print(f"trimtab's arithmetic  {bare / 1e6:8.1f} M   {bare / best:.1f}x of numpy's  (at least 3)")
            check("3 times numpy's arithmetic", bare >= 3 * best)
finally:
    generator.kill()
for name in missed:
    print(f"missed: {name}")
sys.exit(1 if missed else 0)
