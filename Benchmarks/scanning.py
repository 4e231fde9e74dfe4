#!/usr/bin/env python3
"""How fast `sklar scan` is: rows a second on a table like Adult (15 columns), MB/s on unique texts.

    Benchmarks/scanning.py [--rows N] [--threads N]

Needs .build/release/sklar (or SKLAR_COMMAND). Tables are made in a temporary directory; each run is timed three times, the best
counts.
"""

import argparse
import os
import random
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SKLAR = os.environ.get("SKLAR_COMMAND", os.path.join(ROOT, ".build/release/sklar"))
WORDS = "the order was late and we asked for a reply but nobody called back until the next week when it came".split()


def best(command):
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return min(times)


def texts(path, rows):
    draw = random.Random(1)
    with open(path, "w") as file:
        file.write("id,note\n")
        for row in range(rows):
            note = " ".join(draw.choices(WORDS, k=18)) + f" on day {draw.randrange(10 ** 6)}"
            if row % 100 == 0:
                note += f" mail user.{row}@mail.net"
            file.write(f"{row},{note}\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model, adult, notes = (os.path.join(folder, name) for name in ("adult.model", "adult.csv", "notes.csv"))
        data = os.path.join(ROOT, "data/adult_train.csv.gz")
        subprocess.run([SKLAR, "fit", data, "-o", model, "--quiet"], check=True)
        subprocess.run([SKLAR, "sample", model, "-n", str(options.rows), "-o", adult, "--quiet"], check=True)
        texts(notes, options.rows // 2)
        for name, path, rows in (("Adult, 15 columns", adult, options.rows), ("unique texts", notes, options.rows // 2)):
            seconds = best([SKLAR, "scan", path, "--quiet", "--threads", str(options.threads)])
            size = os.path.getsize(path) / 1e6
            print(f"{name:20} {rows:10,} rows {size:7.0f} MB {seconds:6.2f} s {rows / seconds:12,.0f} rows/s {size / seconds:6.0f} MB/s")


main()
