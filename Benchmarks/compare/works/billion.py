"""A billion cells: 50M x 20 (16 doubles, 4 categories) to Parquet on disk, and to CSV on /dev/null. Peak memory is the
kernel's figure for the process (ru_maxrss)."""
import os
import suite


def run():
    rows = suite.scaled(50_000_000, 100_000)
    model = suite.defined("mixed20")
    results = []
    path = suite.fresh("billion.parquet")
    try:
        done = suite.sklar("sample", model, "-n", rows, "-o", path, "--threads", suite.THREADS, "--quiet")
        import pyarrow.parquet as parquet

        metadata = parquet.ParquetFile(path).metadata
        if (metadata.num_rows, metadata.num_columns) != (rows, 20):
            raise RuntimeError(f"the file has {metadata.num_rows} rows of {metadata.num_columns} columns")
        results.append(suite.result(
            f"peak memory, {rows * 20:,} cells to Parquet", "", done["peak"], None, unit="MiB", ratio=done["peak"], must=400, aim=150,
            better="lower", key="billion-peak",
            note=f"{rows:,} x 20 in {done['seconds']:.1f} s: {rows / done['seconds']:,.0f} rows/s, "
                 f"{rows * 20 / done['seconds'] / 1e6:,.0f} M cells/s, {path.stat().st_size / 1e9:.2f} GB (zstd), "
                 f"{metadata.num_row_groups} row groups; rows and columns counted by pyarrow."))
    except RuntimeError as error:
        results.append(dict(key="billion-peak", work="peak memory, 1 billion cells to Parquet", error=str(error)))
    finally:
        path.unlink(missing_ok=True)
    done = suite.sklar("sample", model, "-n", rows, "-o", os.devnull, "--threads", suite.THREADS, "--quiet")
    results.append(suite.result(
        f"{rows * 20:,} cells to CSV on /dev/null", "", rows / done["seconds"], None, unit="rows/s", ratio=None,
        key="billion-csv",
        note=f"{done['seconds']:.1f} s, {rows * 20 / done['seconds'] / 1e6:,.0f} M cells/s, peak memory {done['peak']:.0f} MiB."))
    return results
