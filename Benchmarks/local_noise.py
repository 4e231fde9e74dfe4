#!/usr/bin/env python3
"""Columns under local privacy beside numpy's Laplace noise (and OpenDP's, if it is there): nanoseconds a value, one core.

    python3 local_noise.py [SKLAR]

SKLAR is the built command (default: ../.build/release/sklar). Both sides take turns; the least time of each is printed.
Ours is
exact: noise on a grid from a secure generator, clamping and storing included. numpy's is floating-point noise of a generator
that can be predicted, added to the values: fast, and no privacy (Mironov 2012). Needs numpy.
"""
import json, os, pathlib, subprocess, sys, tempfile, time

import numpy as np

COMMAND = sys.argv[1] if len(sys.argv) > 1 else str(pathlib.Path(__file__).resolve().parent.parent / ".build/release/sklar")
ROWS = 1 << 20
ROUNDS = 5


def ours():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "bench.json")
        subprocess.run([COMMAND, "bench", "--only", "noise", "--threads", "1", "--seconds", "1", "--json", path, "--quiet"],
                       check=True)
        rates = json.load(open(path))["rates"]
    return {rate["name"]: 1e9 / rate["best_per_second"] for rate in rates if rate["unit"] == "values"}


def least(body):
    times = []
    for _ in range(5):
        start = time.perf_counter()
        body()
        times.append(time.perf_counter() - start)
    return min(times) / ROWS * 1e9


def peers():
    generator = np.random.default_rng()
    values = np.arange(ROWS) % 1000 / 1000
    codes = np.arange(ROWS) % 10

    def response():
        kept = generator.random(ROWS) < (np.e - 1) / (np.e + 9)
        return np.where(kept, codes, generator.integers(0, 10, ROWS))

    return {
        "numpy.random.laplace": least(lambda: np.random.laplace(0, 1, ROWS)),
        "numpy Generator, clip and add": least(lambda: np.clip(values, 0, 1) + generator.laplace(0, 1, ROWS)),
        "numpy randomised response": least(response),
    }


def opendp():
    try:
        import opendp.prelude as dp
    except ImportError:
        return {}
    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T=float, nan=False)), dp.l1_distance(T=float)
    mechanism = dp.m.make_laplace(*space, scale=1.0)
    values = [0.5] * 20_000
    start = time.perf_counter()
    mechanism(values)
    return {"OpenDP, laplace of doubles": (time.perf_counter() - start) / len(values) * 1e9}


if __name__ == "__main__":
    best = {}
    for _ in range(ROUNDS):
        for figures in (ours(), peers()):
            for name, value in figures.items():
                best[name] = min(best.get(name, np.inf), value)
    best |= opendp()
    base = best["numpy.random.laplace"]
    for name, value in best.items():
        print(f"{name:32} {value:10.2f} ns a value   {value / base:8.2f} x numpy.random.laplace")
