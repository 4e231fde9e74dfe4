"""2M x 20 (16 doubles in full precision, 4 categories), from a model file to CSV and to Parquet (zstd) on disk, generation included,
beside polars writing the very same table, which it has in memory. Its categories are tried as strings and as pl.Categorical; its faster
way is the peer. Nobody forces the bytes to the disk."""
import os, time
import suite


def run():
    import polars as pl

    rounds = suite.scaled(5, 1)
    model, source = suite.defined("mixed20"), suite.mixed20_csv()
    strings = pl.read_csv(source)
    categories = strings.with_columns(pl.col(pl.String).cast(pl.Categorical))
    if strings.height != suite.ROWS20:
        raise RuntimeError(f"{source} has {strings.height} rows")

    def ours(name):
        return suite.sklar("sample", model, "-n", suite.ROWS20, "-o", suite.fresh(name), "--threads", suite.THREADS,
                           "--quiet")["seconds"]

    def polars(name, write):
        path = suite.fresh(name)
        return suite.timed(lambda: write(path))[0]

    results = []
    for kind, must, aim, writers in [
        ("csv", 1.5, 3, {f"polars {k}": lambda p, t=t: t.write_csv(p) for k, t in
                         (("strings", strings), ("categories", categories))}),
        ("parquet", 1, 1.5, {f"polars {k}": lambda p, t=t: t.write_parquet(p, compression="zstd") for k, t in
                             (("strings", strings), ("categories", categories))}),
    ]:
        bodies = {"ours": lambda kind=kind: ours(f"ours.{kind}")}
        for name, write in writers.items():
            bodies[name] = lambda kind=kind, write=write: polars(f"polars.{kind}", write)
        try:
            times = suite.in_turns(bodies, rounds, before=os.sync)
        except RuntimeError as error:
            results.append(dict(key=f"write-{kind}", work=f"2M x 20 table to {kind}", error=str(error)))
            continue
        size = {side: (suite.OUTPUTS / f"{side}.{kind}").stat().st_size / 1e6 for side in ("ours", "polars")}
        if kind == "parquet":
            back = pl.read_parquet(suite.OUTPUTS / "ours.parquet")
            if not back.select(pl.col(pl.Float64)).equals(strings.select(pl.col(pl.Float64))):
                raise RuntimeError("the Parquet file does not hold the table of the CSV")
        mine = times.pop("ours")
        best = min(times, key=times.get)
        label = "CSV" if kind == "csv" else "Parquet (zstd)"
        results.append(suite.result(
            f"{suite.ROWS20:,} x 20 table to {label}, model to file", "polars writing a table it already has", mine,
            times[best], unit="s", ratio=times[best] / mine, must=must, aim=aim, runs=rounds, key=f"write-{kind}",
            note=f"{size['ours']:.0f} MB, polars {size['polars']:.0f} MB; polars as fastest: {best.split()[1]}. "
                 + "Generation and start included in ours."))
    for name in ("ours.csv", "polars.csv", "ours.parquet", "polars.parquet"):
        suite.fresh(name)
    return results
