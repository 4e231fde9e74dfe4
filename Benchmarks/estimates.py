#!/usr/bin/env python3
"""What `sklar estimate` says beside the run itself: seconds, bytes, peak memory.

    Benchmarks/estimates.py [--rows N] [--sklar PATH] [--repeat K]

Three shapes (Adult, 20 normals, 50 normals) in two formats (CSV, Parquet). Prints a table; exits with 1 if a figure is off by more
than 25 %. The run's seconds are those of the whole process, the lesser of K runs; on a machine that does other work both
figures move.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def run(arguments):
    """Seconds and peak memory of a process."""
    start = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(arguments)}: {errors.decode()}")
    return time.perf_counter() - start, usage.ru_maxrss * 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=4_000_000)
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--sklar", default=os.path.join(ROOT, ".build/release/sklar"))
    options = parser.parse_args()
    shapes = [("Adult", "fit", "data/adult_train.csv.gz"), ("20 normals", "define", "Benchmarks/normal20.yaml"),
              ("50 normals", "define", "Benchmarks/normal50.yaml")]
    worst = 0.0
    print(f"{options.rows:,} rows, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    print("| shape | format | seconds: estimate | run | MB: estimate | run | memory MB: estimate | run | off by |")
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        model, estimated = os.path.join(folder, "m.model"), os.path.join(folder, "e.json")
        for name, verb, source in shapes:
            subprocess.run([options.sklar, verb, os.path.join(ROOT, source), "-o", model, "--quiet"], check=True)
            for kind in ("csv", "parquet"):
                subprocess.run([options.sklar, "estimate", model, "-n", str(options.rows), "--format", kind,
                                "--folder", folder, "--json", estimated], check=True, stdout=subprocess.DEVNULL)
                with open(estimated) as file:
                    told = json.load(file)
                out = os.path.join(folder, "rows." + kind)
                runs = []
                for _ in range(options.repeat):
                    runs.append(run([options.sklar, "sample", model, "-n", str(options.rows), "-o", out, "--quiet"]))
                seconds, memory = min(r[0] for r in runs), max(r[1] for r in runs)
                size = os.path.getsize(out)
                os.remove(out)
                pairs = [(told["seconds"], seconds), (told["output_bytes"], size), (told["peak_memory_bytes"], memory)]
                off = [a / b - 1 for a, b in pairs]
                worst = max([worst] + [abs(x) for x in off])
                print(f"| {name} | {kind} | {pairs[0][0]:.2f} | {seconds:.2f} | {pairs[1][0] / 1e6:.1f} | {size / 1e6:.1f} "
                      f"| {pairs[2][0] / 1e6:.0f} | {memory / 1e6:.0f} | {', '.join(f'{100 * x:+.0f} %' for x in off)} |",
                      flush=True)
    print(f"\nThe furthest off: {100 * worst:.0f} %")
    sys.exit(1 if worst > 0.25 else 0)


if __name__ == "__main__":
    main()
