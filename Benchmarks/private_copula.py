#!/usr/bin/env python3
"""How much of a table of numbers survives a private copula, as a Markdown table.

The table is made here, always the same: 20,000 rows of 20 whole numbers from 0 to 31, which two hidden normal factors tie to each
other. For each epsilon: the schema as `sklar schema` writes it, fits at delta 1e-6, from each as many rows as the table has, and the
mean total variation of all pairs of columns, each cut into 8 cells of 4 numbers. Beside them what a copula fitted without
noise has, every column shuffled by itself, and the rows drawn again with replacement.

    python3 Benchmarks/private_copula.py [--runs N] [EPSILON ...]

Takes half a minute; the numbers move from run to run, since the noise is never the same twice. Needs numpy.
"""
import argparse, itertools, math, os, pathlib, statistics, subprocess, sys, tempfile

import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
SKLAR = os.environ.get("SKLAR_COMMAND", str(ROOT / ".build/release/sklar"))
ROWS, COLUMNS, LEVELS = 20_000, 20, 32


def table():
    random = numpy.random.default_rng(2024)
    loadings = random.normal(0, 0.7, (2, COLUMNS))
    latent = random.normal(size=(ROWS, 2)) @ loadings + random.normal(size=(ROWS, COLUMNS))
    latent /= latent.std(axis=0)
    uniform = 0.5 + 0.5 * numpy.vectorize(math.erf)(0.9 * latent / math.sqrt(2))
    return numpy.minimum((uniform * LEVELS).astype(int), LEVELS - 1)


def margins(rows):
    cells = rows // 4
    return [
        numpy.bincount(8 * cells[:, a] + cells[:, b], minlength=64) / len(rows)
        for a, b in itertools.combinations(range(COLUMNS), 2)
    ]


def distance(first, second):
    return statistics.fmean(numpy.abs(a - b).sum() / 2 for a, b in zip(margins(first), margins(second)))


def sklar(*arguments):
    run = subprocess.run([SKLAR, *map(str, arguments), "--quiet"], capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"sklar {' '.join(map(str, arguments))}: status {run.returncode}\n{run.stderr}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("epsilons", nargs="*", default=["0.1", "1", "10"], metavar="EPSILON")
    options = parser.parse_args()
    real = table()
    random = numpy.random.default_rng(0)
    shuffled = numpy.stack([random.permutation(column) for column in real.T], axis=1)
    again = real[random.integers(0, ROWS, ROWS)]
    with tempfile.TemporaryDirectory() as place:
        data, schema, model, rows = (os.path.join(place, f) for f in ("t.csv", "t.yaml", "t.model", "rows.csv"))
        header = ",".join(f"c{j}" for j in range(COLUMNS))
        numpy.savetxt(data, real, fmt="%d", delimiter=",", header=header, comments="")
        sklar("schema", data, "-o", schema)

        def fitted(run, *arguments):
            sklar("fit", data, "-o", model, "--schema", schema, "--seed", run, *arguments)
            sklar("sample", model, "-n", ROWS, "--seed", run, "-o", rows)
            return distance(real, numpy.loadtxt(rows, delimiter=",", skiprows=1, dtype=int))

        plain = fitted(0)
        print("| epsilon | pairs | sd | copula without noise | no dependence | drawn again |")
        print("|---|---|---|---|---|---|")
        for epsilon in options.epsilons:
            scores = [fitted(run, "--epsilon", epsilon, "--delta", "1e-6") for run in range(options.runs)]
            spread = statistics.stdev(scores) if len(scores) > 1 else 0
            print(
                f"| {epsilon} | {statistics.fmean(scores):.4f} | {spread:.4f} | {plain:.4f} "
                f"| {distance(real, shuffled):.4f} | {distance(real, again):.4f} |",
                flush=True)


if __name__ == "__main__":
    main()
