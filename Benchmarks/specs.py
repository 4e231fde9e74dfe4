#!/usr/bin/env python3
"""Writes the specs of the benchmarks' tables: normal20.yaml, normal50.yaml and mixed20.yaml.

Their correlations come from a model of three factors with loadings of fixed seed, rounded to three digits: every
pair is correlated, and the matrix is positive definite with room to spare.
"""
import pathlib, random

HERE = pathlib.Path(__file__).resolve().parent
FACTORS = 3


def correlations(order, strength, seed):
    draw = random.Random(seed)
    loadings = [[draw.uniform(-strength, strength) for _ in range(FACTORS)] for _ in range(order)]
    return [
        [1.0 if i == j else round(sum(a * b for a, b in zip(loadings[i], loadings[j])), 3) for j in range(order)]
        for i in range(order)
    ]


def normal(index):
    return f"{{name: x{index}, family: normal, mean: {index % 7 * 10}, sd: {1 + index % 5}}}"


def categorical(count, seed):
    draw = random.Random(seed)
    weights = [round(draw.uniform(1, 9)) for _ in range(count)]
    levels = ", ".join(f"level{k:02}: {weight}" for k, weight in enumerate(weights, 1))
    return f"{{name: c{count}, family: categorical, levels: {{{levels}}}}}"


def write(name, about, columns, kind, matrix):
    lines = [f"# {about} Made by Benchmarks/specs.py.", "columns:"]
    lines += [f"  - {column}" for column in columns]
    lines += ["correlation:", f"  kind: {kind}", "  matrix:"]
    lines += ["    - [" + ", ".join(f"{value + 0:g}" for value in row) + "]" for row in matrix]
    (HERE / name).write_text("\n".join(lines) + "\n")


def main():
    for order in (20, 50):
        write(
            f"normal{order}.yaml", f"{order} normal float64 columns, all of them correlated.",
            [normal(i) for i in range(1, order + 1)], "latent", correlations(order, 0.55, order))
    write(
        "mixed20.yaml", "16 normal float64 columns and 4 categorical ones, all of them correlated.",
        [normal(i) for i in range(1, 17)] + [categorical(count, count) for count in (3, 5, 8, 20)], "spearman",
        correlations(20, 0.6, 7))


main()
