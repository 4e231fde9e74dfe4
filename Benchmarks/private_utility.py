#!/usr/bin/env python3
"""How much of a table survives a private fit, as a Markdown table.

For each table and epsilon: the schema as `sklar schema` writes it, five fits at delta 1e-9, from each as many rows as the real
table has, and the mean total variation of all 2-way and of all 3-way margins from the real ones. Numeric columns of more than 16
values are cut at the real table's sixteenths; every other value is a level. Beside them two references: every column shuffled by
itself (what is lost without any dependence) and the real rows drawn again with replacement (what sampling alone loses).

    python3 Benchmarks/private_utility.py [--runs N] [--tables DIR] [NAME:EPSILON ...]
    python3 Benchmarks/private_utility.py --score REAL.csv SYNTHETIC.csv

Takes minutes; the numbers move by the standard deviation that the table gives, since the noise is never the same twice. Needs
numpy and pandas.
"""
import argparse, itertools, os, pathlib, statistics, subprocess, sys, tempfile, time

import numpy
import pandas

ROOT = pathlib.Path(__file__).resolve().parent.parent
SKLAR = os.environ.get("SKLAR_COMMAND", str(ROOT / ".build/release/sklar"))
DELTA = "1e-9"
CASES = ["adult_train:0.1", "adult_train:1", "adult_train:10", "bank_marketing:1"]
BINS = 16


def read(path):
    """A missing value is an empty field; other spellings of one, such as NA, are levels like any other."""
    return pandas.read_csv(path, keep_default_na=False, na_values=[""])


class Cells:
    """The cells into which a real table's columns are cut, and other tables of the same columns after it."""

    def __init__(self, real):
        self.names = list(real.columns)
        self.cuts = {}
        for name in self.names:
            column = real[name]
            if pandas.api.types.is_numeric_dtype(column) and not pandas.api.types.is_bool_dtype(column):
                if column.nunique() > BINS:
                    quantiles = numpy.quantile(column.dropna(), numpy.arange(BINS + 1) / BINS)
                    self.cuts[name] = numpy.unique(quantiles)[1:-1]
        self.levels = {name: {} for name in self.names if name not in self.cuts}

    def codes(self, table):
        """One array a column. Levels that no table before had are new codes."""
        columns = []
        for name in self.names:
            column = table[name]
            if name in self.cuts:
                cuts = self.cuts[name]
                codes = numpy.digitize(column.astype(float), cuts)
                codes[column.isna()] = len(cuts) + 1
            else:
                known = self.levels[name]
                codes = column.astype(str).map(lambda level: known.setdefault(level, len(known))).to_numpy()
            columns.append(codes.astype(numpy.int64))
        return columns

    def sizes(self):
        return [len(self.cuts[n]) + 2 if n in self.cuts else len(self.levels[n]) for n in self.names]


def joined(columns, sizes):
    """Code and number of cells of several columns as one."""
    code, cells = columns[0], sizes[0]
    for column, size in zip(columns[1:], sizes[1:]):
        code, cells = code * size + column, cells * size
    return code, cells


def distance(first, second, cells):
    a = numpy.bincount(first, minlength=cells) / len(first)
    b = numpy.bincount(second, minlength=cells) / len(second)
    return numpy.abs(a - b).sum() / 2


def score(real, synthetic, ways=(2, 3)):
    """Mean total variation of all margins of so many columns."""
    cells = Cells(real)
    a, b = cells.codes(real), cells.codes(synthetic)
    sizes = cells.sizes()
    result = []
    for way in ways:
        distances = []
        for chosen in itertools.combinations(range(len(sizes)), way):
            some = [sizes[j] for j in chosen]
            (first, count), (second, _) = joined([a[j] for j in chosen], some), joined([b[j] for j in chosen], some)
            distances.append(distance(first, second, count))
        result.append(statistics.fmean(distances))
    return result


def references(real):
    random = numpy.random.default_rng(0)
    shuffled = pandas.DataFrame({n: real[n].to_numpy()[random.permutation(len(real))] for n in real})
    again = real.iloc[random.integers(0, len(real), len(real))].reset_index(drop=True)
    return score(real, shuffled), score(real, again)


def sklar(*arguments):
    start = time.perf_counter()
    run = subprocess.run([SKLAR, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if run.returncode:
        sys.exit(f"sklar {' '.join(map(str, arguments))}: status {run.returncode}\n{run.stderr}")
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--tables", default=str(ROOT / "data"), help="where NAME.csv.gz lies")
    parser.add_argument("--target", help="passed on to the fit")
    parser.add_argument("--delta", default=DELTA, help="0: pure differential privacy")
    parser.add_argument("--score", nargs=2, metavar=("REAL", "SYNTHETIC"), help="only compare two tables")
    parser.add_argument("cases", nargs="*", default=CASES, metavar="NAME:EPSILON")
    options = parser.parse_args()
    if options.score:
        two, three = score(*map(read, options.score))
        print(f"2-way {two:.4f}  3-way {three:.4f}")
        return
    print("| table | epsilon | 2-way | 3-way | sd | fit, s | no dependence | drawn again |")
    print("|---|---|---|---|---|---|---|---|")
    known = {}
    with tempfile.TemporaryDirectory() as place:
        for case in options.cases:
            name, epsilon = case.rsplit(":", 1)
            path = pathlib.Path(options.tables) / f"{name}.csv.gz"
            real = read(path)
            schema, model, rows = (os.path.join(place, f) for f in ("schema.yaml", "private.model", "rows.csv"))
            sklar("schema", path, "-o", schema)
            extra = ["--target", options.target] if options.target else []
            scores, seconds = [], []
            for run in range(options.runs):
                seconds.append(
                    sklar(
                        "fit", path, "-o", model, "--schema", schema, "--epsilon", epsilon, "--delta", options.delta,
                        "--model", "pairwise", "--seed", run, *extra))
                sklar("sample", model, "-n", len(real), "--seed", run, "-o", rows)
                scores.append(score(real, read(rows)))
            if name not in known:
                known[name] = references(real)
            (lone2, lone3), (again2, again3) = known[name]
            two, three = [s[0] for s in scores], [s[1] for s in scores]
            spread = statistics.stdev(two) if len(two) > 1 else 0
            print(
                f"| {name} | {epsilon} | {statistics.fmean(two):.4f} | {statistics.fmean(three):.4f} | {spread:.4f} "
                f"| {statistics.median(seconds):.1f} | {lone2:.3f} / {lone3:.3f} | {again2:.4f} / {again3:.4f} |",
                flush=True)


if __name__ == "__main__":
    main()
