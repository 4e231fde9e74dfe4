#!/usr/bin/env python3
"""Exact noise beside other programs' on one thread, ns a draw, as a Markdown table.

Ours by `sklar bench --only noise`; OpenDP 0.16 adding discrete noise to a vector of 20,000 integers in one call; numpy's
floating-point noise, which is fast and leaks. Median of five calls each, after one that is not counted; ours and theirs
take no turns, so run it on a machine that does nothing else. Needs numpy, and opendp if its columns are to be filled;
takes some 20 seconds.
"""
import json, os, pathlib, statistics, subprocess, time

import numpy

try:
    import opendp.prelude as opendp
except ImportError:
    opendp = None

ROOT = pathlib.Path(__file__).resolve().parent.parent
SKLAR = os.environ.get("SKLAR_COMMAND", str(ROOT / ".build/release/sklar"))
RUNS = 5


def ours():
    report = json.loads(
        subprocess.run(
            [SKLAR, "bench", "--only", "noise", "--seconds", "0.5", "--threads", "1", "--json", "-"],
            check=True, capture_output=True).stdout)
    print(f"{report['processor']}, instructions {report['instruction_set']}\n")
    return {rate["name"]: 1e9 / rate["per_second"] for rate in report["rates"]}


def per_draw(count, call):
    call()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times) / count * 1e9


def theirs(kind, scale):
    if opendp is None:
        return None
    opendp.enable_features("contrib")
    values = [0] * 20_000
    domain = opendp.vector_domain(opendp.atom_domain(T=int))
    if kind == "laplace":
        noise = opendp.m.make_laplace(domain, opendp.l1_distance(T=int), scale=float(scale))
    else:
        noise = opendp.m.make_gaussian(domain, opendp.l2_distance(T=float), scale=float(scale))
    return per_draw(len(values), lambda: noise(values))


def floating(kind, scale):
    generator = numpy.random.default_rng(0)
    draw = generator.laplace if kind == "laplace" else generator.normal
    return per_draw(1_000_000, lambda: draw(0, scale, 1_000_000))


def main():
    rates = ours()
    print("| noise | ours | OpenDP | times | numpy, floating point | times |")
    print("|---|---|---|---|---|---|")
    for name, rate in rates.items():
        kind, _, scale = name.partition("_")
        if kind not in ("gaussian", "laplace") or not scale.isdigit():
            continue
        peer, plain = theirs(kind, int(scale)), floating(kind, int(scale))
        peers = ("", "") if peer is None else (f"{peer:,.0f}", f"{peer / rate:,.0f}")
        print(
            f"| {kind} {int(scale):,} | {rate:.1f} | {peers[0]} | {peers[1]} | {plain:.1f} | {plain / rate:.1f} |",
            flush=True)
    print(f"\n64 random bits: {rates['random_bits']:.1f} ns")


main()
