#!/usr/bin/env python3
"""Seconds and peak memory of `sklar evaluate` on the Adult table, as a Markdown table (make bench).

The whole command: reading, every measure, JSON and HTML, with the held-out table and a target. Wall-clock seconds,
median of three runs; peak memory is the kernel's figure for the process (ru_maxrss). Takes half a minute; run it alone.
"""
import os, pathlib, statistics, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SKLAR = os.environ.get("SKLAR_COMMAND", str(ROOT / ".build/release/sklar"))
REAL, HELD_OUT = str(ROOT / "data/adult_train.csv.gz"), str(ROOT / "data/adult_test.csv.gz")
RUNS = 3


def run(*arguments):
    """Seconds, and MiB at the peak."""
    start = time.perf_counter()
    child = subprocess.Popen([SKLAR, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"sklar {' '.join(arguments)}: status {status}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
    model = f"{folder}/adult.model"
    run("fit", REAL, "-o", model, "--quiet")
    print("| evaluation of Adult, with holdout, target, JSON and HTML | seconds | peak MiB |\n|---|---|---|")
    for rows in [32_561, 1_000_000]:
        table = f"{folder}/{rows}.csv"
        run("sample", model, "-n", str(rows), "-o", table, "--quiet")
        runs = [
            run("evaluate", REAL, table, "--holdout", HELD_OUT, "--target", "income", "--quiet", "--json",
                f"{folder}/report.json", "--html", f"{folder}/report.html")
            for _ in range(RUNS)
        ]
        seconds, peak = statistics.median(run[0] for run in runs), max(run[1] for run in runs)
        print(f"| {rows:,} synthetic rows against 32,561 | {seconds:.2f} | {peak:.0f} |")
