"""Reading 2M x 20 as CSV with type inference, from the system's cache, to typed columns in memory.

Ours looks at every cell before it decides on a type, and hashes the file (SHA-256); polars infers from the first rows
(its default), in this process, which is already running."""
import suite


def run():
    import polars as pl

    rounds = suite.scaled(5, 1)
    source = suite.mixed20_csv()
    suite.warm(source)
    ours = lambda: suite.bench("--table", source, "--only", "read", "--threads", suite.THREADS, "--seconds", 0.05)
    times = suite.in_turns({
        "ours": lambda: 1 / ours()["read", suite.THREADS]["per_second"] * ROWS,
        "polars": lambda: suite.timed(lambda: pl.read_csv(source))[0],
        "polars, whole file inferred": lambda: suite.timed(lambda: pl.read_csv(source, infer_schema_length=None))[0],
    }, rounds)
    size = source.stat().st_size / 1e6
    return [suite.result(
        f"reading that CSV ({size:.0f} MB) with type inference", "polars `read_csv`", times["ours"], times["polars"],
        unit="s", ratio=times["polars"] / times["ours"], must=0.7, aim=1.3, runs=rounds, key="read-csv",
        note=f"{size / times['ours']:.0f} MB/s against {size / times['polars']:.0f}. polars infers types from 100 rows; told to infer from all, as ours "
             f"does, it takes {times['polars, whole file inferred']:.2f} s. Ours includes SHA-256 of the file.")]


ROWS = suite.ROWS20
