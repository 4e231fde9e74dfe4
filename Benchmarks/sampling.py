#!/usr/bin/env python3
"""Rates and peak memory of the command on the Adult table, as a Markdown table (make bench).

Fit, then sample at two sizes, to nowhere and to disk, on one thread and on all. Wall-clock seconds, median of
three runs; peak memory is the kernel's figure for the process (ru_maxrss). Takes about a minute; run it alone.
"""
import os, pathlib, platform, resource, statistics, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SKLAR = os.environ.get("SKLAR_COMMAND", str(ROOT / ".build/release/sklar"))
DATA = str(ROOT / "data/adult_train.csv.gz")
RUNS = 3


def run(*arguments):
    """Seconds and peak MiB of one run; a child of its own, because ru_maxrss is a maximum over children."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        start = time.perf_counter()
        status = subprocess.run([SKLAR, *arguments], stdout=subprocess.DEVNULL).returncode
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        os.write(write, f"{seconds} {peak} {status}".encode())
        os._exit(0)
    os.waitpid(pid, 0)
    os.close(write)
    seconds, peak, status = os.read(read, 100).decode().split()
    os.close(read)
    if status != "0":
        sys.exit(f"sklar {' '.join(arguments)}: status {status}")
    return float(seconds), float(peak)


def median(*arguments):
    runs = [run(*arguments) for _ in range(RUNS)]
    return statistics.median(r[0] for r in runs), max(r[1] for r in runs)


def processor():
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.processor()


with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
    model, out = f"{folder}/adult.model", f"{folder}/adult.csv"
    threads = os.cpu_count()
    version = subprocess.run([SKLAR, "--version"], capture_output=True, text=True).stdout.strip()
    print(f"Sklar {version}, {processor()}, {threads} processors, {platform.system()} {platform.release().split('-')[0]}\n")
    print("| work | threads | seconds | rows/s | peak MiB |\n|---|---|---|---|---|")
    seconds, peak = median("fit", DATA, "-o", model, "--quiet")
    print(f"| Adult, CSV file (gz) to model | {threads} | {seconds:.2f} | {32561 / seconds:,.0f} | {peak:.0f} |")
    for rows, target, count in [
        (1_000_000, "/dev/null", 1),
        (1_000_000, "/dev/null", threads),
        (1_000_000, out, threads),
        (10_000_000, "/dev/null", threads),
        (10_000_000, out, threads),
    ]:
        seconds, peak = median(
            "sample", model, "-n", str(rows), "-o", target, "--threads", str(count), "--quiet")
        where = "nowhere (/dev/null)" if target != out else "disk"
        print(f"| {rows:,} rows to CSV, {where} | {count} | {seconds:.2f} | {rows / seconds:,.0f} | {peak:.0f} |")
