#!/usr/bin/env python3
"""Sklar beside SDV's Gaussian copula on the Adult table: one run, one machine, one Markdown table."""
import importlib.metadata, json, os, pathlib, re, resource, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / ".build/release"
TRAIN, TEST = ROOT / "data/adult_train.csv.gz", ROOT / "data/adult_test.csv.gz"
ROWS, TRAIN_ROWS = 1_000_000, 32_561


def sklar(*arguments):
    start = time.perf_counter()
    subprocess.run([BUILD / "sklar", *map(str, arguments), "--quiet"], check=True)
    return time.perf_counter() - start


def likeness(synthetic):
    text = subprocess.run(
        [BUILD / "likeness", TRAIN, synthetic, TEST], check=True, capture_output=True, text=True).stdout
    figures = lambda name: re.search(name + r"[^0-9]*([0-9.]+) +([0-9.]+)", text).groups()
    return figures("one by one"), figures("pair by pair")


def processor():
    return next(l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name"))


with tempfile.TemporaryDirectory() as folder:
    model, big, small, peer = (f"{folder}/{name}" for name in ("m.model", "big.csv", "small.csv", "peer.csv"))
    fit = min(sklar("fit", TRAIN, "-o", model) for _ in range(3))
    sample = min(sklar("sample", model, "-n", ROWS, "-o", big) for _ in range(3))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sklar("sample", model, "-n", TRAIN_ROWS, "--seed", 1, "-o", small)
    ours = likeness(small)
    sdv = json.loads(subprocess.run(
        [sys.executable, pathlib.Path(__file__).with_name("peer_sdv.py"), TRAIN, peer, str(ROWS)],
        check=True, capture_output=True, text=True).stdout.splitlines()[-1])
    theirs = likeness(peer)

version = subprocess.run([BUILD / "sklar", "--version"], capture_output=True, text=True).stdout.strip()
print(f"""# Sklar beside SDV's Gaussian copula

Adult, {TRAIN_ROWS:,} rows x 15 columns. One run of `make compare` on {processor()}, {os.cpu_count()} processors.
Sklar {version}, SDV {importlib.metadata.version("sdv")}, pandas {importlib.metadata.version("pandas")}, Python {sys.version.split()[0]}.
Sklar: best of three. Likeness: {TRAIN_ROWS:,} synthetic rows against the training rows, 1 = identical, as `make demo` prints it.

| work | Sklar | SDV | ratio |
|---|---|---|---|
| fit, seconds (Sklar: from the file, reading included; SDV: reading left out) | {fit:.2f} | {sdv["fit"]:.2f} | {sdv["fit"] / fit:.0f}x |
| {ROWS:,} rows, rows/s (Sklar: written to disk as CSV; SDV: left in memory) | {ROWS / sample:,.0f} | {ROWS / sdv["sample"]:,.0f} | {sdv["sample"] / sample:.0f}x |
| peak memory of that, MiB | {peak:.0f} | {sdv["peak"]:.0f} | {sdv["peak"] / peak:.0f}x |
| columns one by one (held-out real rows: {ours[0][1]}) | {ours[0][0]} | {theirs[0][0]} | |
| columns pair by pair (held-out real rows: {ours[1][1]}) | {ours[1][0]} | {theirs[1][0]} | |""")
