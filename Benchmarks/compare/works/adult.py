"""The Adult table: fit, rows in memory, rows to CSV on disk, memory, likeness, beside SDV's Gaussian copula.

Ours is measured as a user has it: fit from the compressed file, reading included; SDV without reading. Both learn the
same 32,561 rows x 15 columns and draw 1,000,000 rows."""
import json, pathlib, re, statistics, sys
import suite
from suite import SKLAR, TRAIN, TEST, OUTPUTS, sklar

TRAIN_ROWS = 32_561


def likeness(synthetic):
    text = suite.run([suite.LIKENESS, TRAIN, synthetic, TEST])["text"]
    figures = lambda name: [float(f) for f in re.search(name + r"[^0-9]*([0-9.]+) +([0-9.]+)", text).groups()]
    return figures("one by one"), figures("pair by pair")


def run():
    rows, rounds = suite.scaled(1_000_000, 50_000), suite.scaled(3, 1)
    model, big, small, peer = suite.adult_model(), suite.OUTPUTS / "adult.csv", OUTPUTS / "small.csv", OUTPUTS / "peer.csv"
    sdv = json.loads(suite.run(
        [sys.executable, pathlib.Path(__file__).parents[1] / "peer_sdv.py", TRAIN, peer, rows, rounds])["text"]
        .splitlines()[-1])
    fits, files, peaks, memory, chunks = [], [], [], [], []
    for _ in range(suite.scaled(7, 1)):
        fits.append(sklar("fit", TRAIN, "-o", suite.fresh("adult.model"), "--threads", suite.THREADS, "--quiet")["seconds"])
        done = sklar("sample", model, "-n", rows, "-o", suite.fresh("adult.csv"), "--threads", suite.THREADS, "--quiet")
        files.append(done["seconds"]), peaks.append(done["peak"])
        rates = suite.bench(model, "--only", "table", "--only", "memory", "--rows", rows, "--threads", suite.THREADS,
                            "--seconds", suite.scaled(0.5, 0.01))
        memory.append(rates["model_table", suite.THREADS]["per_second"])
        chunks.append(rates["model_memory", suite.THREADS]["per_second"])
    fit, file, rate = statistics.median(fits), statistics.median(files), statistics.median(memory)
    sklar("sample", model, "-n", TRAIN_ROWS, "--seed", 1, "-o", suite.fresh("small.csv"), "--quiet")
    ours, theirs = likeness(small), likeness(peer)
    suite.fresh("adult.csv")
    sdv_rate = rows / sdv["sample"]
    one, pair = "columns one by one", "columns pair by pair"
    return [
        suite.result(
            "Adult-shaped table in memory (15 mixed columns)", "SDV Gaussian copula", rate, sdv_rate, unit="rows/s",
            ratio=rate / sdv_rate, must=300, aim=1000, runs=len(memory), key="adult-memory",
            note=f"A whole table of {rows:,} rows on both sides, again and again; chunk by chunk ours makes "
                 f"{statistics.median(chunks):,.0f} rows/s. SDV's median of {rounds}; it uses one thread for most of it."),
        suite.result(
            "Adult copula to CSV on disk", "SDV in memory", rows / file, sdv_rate, unit="rows/s",
            ratio=rows / file / sdv_rate, must=60, aim=150, runs=len(files), key="adult-csv",
            note=f"{rows:,} rows, the whole command: start, model, rows, file."),
        suite.result(
            "Adult CSV to model", "SDV fit", fit, sdv["fit"], unit="s", ratio=sdv["fit"] / fit, must=20, aim=100,
            runs=len(fits), key="adult-fit",
            note="Ours from the compressed file, the whole command; SDV without reading."),
        suite.result(
            f"peak memory of {rows:,} Adult rows", "SDV in memory", max(peaks), sdv["peak"], unit="MiB",
            ratio=sdv["peak"] / max(peaks), runs=len(peaks), key="adult-peak", note="Ours to CSV on disk."),
        suite.result(
            f"likeness, {one}", "SDV", ours[0][0], theirs[0][0], unit="of 1", ratio=None, key="adult-shapes",
            note=f"{TRAIN_ROWS:,} synthetic rows against the training rows, 1 = identical; held-out real rows: {ours[0][1]:.4f}."),
        suite.result(
            f"likeness, {pair}", "SDV", ours[1][0], theirs[1][0], unit="of 1", ratio=None, key="adult-pairs",
            note=f"As above; held-out real rows: {ours[1][1]:.4f}."),
    ]
