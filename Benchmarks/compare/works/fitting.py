"""CSV to Gaussian-copula model, 2M x 20, the whole command, beside polars reading the file and computing the Spearman matrix
of its 16 numeric columns: ranks of all columns in one query, in parallel, then numpy's Pearson of the ranks. (polars' own
pl.corr(method="spearman") ranks both columns of every pair again.)"""
import suite


def run():
    import numpy as np
    import polars as pl

    rounds = suite.scaled(3, 1)
    source = suite.mixed20_csv()
    suite.warm(source)

    def spearman():
        frame = pl.read_csv(source)
        ranks = frame.select(pl.col(pl.Float64).rank()).to_numpy()
        matrix = np.corrcoef(ranks, rowvar=False)
        if matrix.shape != (16, 16):
            raise RuntimeError("not the table that was meant")

    peaks = []

    def ours():
        done = suite.sklar("fit", source, "-o", suite.fresh("mixed20.model"), "--threads", suite.THREADS, "--quiet")
        peaks.append(done["peak"])
        return done["seconds"]

    times = suite.in_turns({"ours": ours, "polars": spearman}, rounds)
    return [suite.result(
        f"CSV to Gaussian-copula model, {suite.ROWS20:,} x 20", "polars reading it and computing Spearman", times["ours"],
        times["polars"], unit="s", ratio=times["polars"] / times["ours"], must=1, aim=2, runs=rounds, key="fit-csv",
        note=f"Ours fits all 20 columns, polars ranks the 16 numeric ones. Peak memory of ours {max(peaks):.0f} MiB.")]
