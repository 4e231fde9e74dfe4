"""Every divergence on a column: those that count beside reading the columns once, the one that sorts beside one radix sort of them.

`likeness --divergences` measures all in one process on one thread, on the same columns, medians of many runs: 1M synthetic Adult rows against
the 32,561 real ones, categories and numbers apart."""
import re
import suite


def run():
    rows = suite.scaled(1_000_000, 20_000)
    synthetic = suite.sampled("adult-1m.csv", suite.adult_model(), rows, seed=7)
    text = suite.run([suite.LIKENESS, "--divergences", suite.TRAIN, synthetic])["text"]
    floors, measured = [], []
    for line in text.splitlines():
        found = re.match(r"(.*\S) +(\d+) +([0-9.]+)(?: +([0-9.]+))? *$", line)
        if not found:
            continue
        name, seconds, ratio = found[1], float(found[3]), found[4]
        (measured if ratio else floors).append((name, seconds, float(ratio) if ratio else None))
    if not measured:
        raise RuntimeError("likeness --divergences printed no ratios: " + (text.splitlines() or ["nothing"])[0])
    results = []
    for kind, peer, key in [("count", "reading its columns once", "divergences-count"), ("sort", "one radix sort", "divergences-sort")]:
        lines = [line for line in measured if ("sorting" in line[0]) == (kind == "sort")]
        if not lines:
            continue
        worst = max(lines, key=lambda line: line[2])
        title = "every counting divergence on a column (the dearest)" if kind == "count" else "the sorting divergence on a column"
        results.append(suite.result(
            title, peer, worst[1] * 1e3, worst[1] / worst[2] * 1e3, unit="ms a column", ratio=worst[2], must=5, aim=3, better="lower",
            threads=1, runs=21, key=key, note=f"{rows:,} rows against 32,561. Dearest: {worst[0]}. "
            + "; ".join(f"{name} {ratio:.2f}x" for name, _, ratio in lines) + "."))
    return results
