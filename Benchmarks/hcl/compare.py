"""Reads every file of a list with python-hcl2; prints a line: name, processor seconds, bytes of the files that it could read."""
import io
import sys
import time

import hcl2

total = 0
seconds = 0.0
hcl2.load(io.StringIO('warm = "up"\n'))
for path in open(sys.argv[1], encoding="utf-8").read().split("\n"):
    if not path:
        continue
    with open(path, encoding="utf-8") as file:
        text = file.read()
    start = time.process_time()
    try:
        hcl2.load(io.StringIO(text))
    except Exception:  # pylint: disable=broad-except
        continue  # A file that it cannot read does not count, neither its bytes nor the time.
    seconds += time.process_time() - start
    total += len(text.encode())
print(f"python-hcl2\t{seconds}\t{total}")
