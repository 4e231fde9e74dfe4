"""Prints what NearnessTests and PrecisionRecallTests compare with: python3 neighbours.py (numpy and pandas).

The first 400 rows of each table, all pairs of them, distances as GowerSpace defines them; no sampling, no bounds."""
import numpy as np
import pandas as pd

NUMBERS, LEVELS, ROWS, K = ["age", "income", "joined"], ["grp", "flag"], 400, 5

tables = {}
for name in ["real", "synth", "holdout"]:
    table = pd.read_csv(f"{name}.csv").head(ROWS)
    table["joined"] = (pd.to_datetime(table["joined"]) - pd.Timestamp("1970-01-01")).dt.days.astype(float)
    table["grp"] = table["grp"].fillna("(missing)")
    tables[name] = table
both = pd.concat([tables["real"], tables["holdout"]])
low, high = both[NUMBERS].min(), both[NUMBERS].max()


def distances(a, b):
    total = np.zeros((len(a), len(b)))
    for column in NUMBERS:
        x = ((a[column] - low[column]) / (high[column] - low[column])).to_numpy()[:, None]
        y = ((b[column] - low[column]) / (high[column] - low[column])).to_numpy()[None, :]
        one, two = np.isnan(x) ^ np.isnan(y), np.isnan(x) & np.isnan(y)
        total += np.where(two, 0, np.where(one, 1, np.minimum(np.abs(x - y), 1)))
    for column in LEVELS:
        total += a[column].to_numpy()[:, None] != b[column].to_numpy()[None, :]
    return total / (len(NUMBERS) + len(LEVELS))


def radii(a):
    return np.sort(distances(a, a), axis=1)[:, K]  # the row itself is the first


def prdc(real, other):
    d, r, o = distances(real, other), radii(real), radii(other)
    print("precision", (d <= r[:, None]).any(axis=0).mean(), "recall", (d <= o[None, :]).any(axis=1).mean(),
          "density", (d <= r[:, None]).sum(axis=0).mean() / K, "coverage", (d.min(axis=1) <= r).mean())


prdc(tables["real"], tables["synth"])
prdc(tables["real"], tables["holdout"])
to_real, to_holdout = (np.sort(distances(tables["synth"], tables[t]), axis=1) for t in ["real", "holdout"])
for d in [to_real, to_holdout]:
    with np.errstate(invalid="ignore"):
        ratio = np.where(d[:, 1] == 0, 1, d[:, 0] / d[:, 1])
    print("median", np.median(d[:, 0]), "5 %", np.quantile(d[:, 0], 0.05), "mean", d[:, 0].mean(),
          "ratio median", np.median(ratio), "5 %", np.quantile(ratio, 0.05))
print("nearer to real", (to_real[:, 0] < to_holdout[:, 0]).mean() + (to_real[:, 0] == to_holdout[:, 0]).mean() / 2)
limit = np.sort(distances(tables["holdout"], tables["real"]).min(axis=1))[3]
print("near copies", limit, (to_real[:, 0] <= limit).mean())
compared = NUMBERS + LEVELS
rows = {tuple(r) for r in tables["real"][compared].fillna(-1).itertuples(index=False)}
print("copies", [np.mean([tuple(r) in rows for r in tables[t][compared].fillna(-1).itertuples(index=False)])
                 for t in ["synth", "holdout"]])
