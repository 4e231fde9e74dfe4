"""100M rows x 20 doubles made in memory chunk by chunk, against setting as many bytes in buffers of a chunk's size.

`sklar bench` measures both in one process on the same threads: rows handed over in order as to a consumer; memset over one
chunk's bytes a thread, again and again, so out of cache as far as the chunks themselves are."""
import statistics
import suite


def run():
    rows, rounds = suite.scaled(100_000_000, 200_000), suite.scaled(3, 1)
    model = suite.defined("normal20")
    ratios, ours, sets, whole = [], [], [], []
    for _ in range(rounds):
        rates = suite.bench(model, "--only", "memory", "--only", "memset", "--rows", rows, "--threads", suite.THREADS,
                            "--seconds", suite.scaled(1, 0.05))
        mine = rows / rates["model_memory", suite.THREADS]["per_second"]
        memset = rows * 160 / rates["memset_chunk", suite.THREADS]["per_second"]
        ours.append(mine), sets.append(memset), ratios.append(mine / memset)
        whole.append(rows * 160 / rates["memset_memory", suite.THREADS]["per_second"])
    ratio = statistics.median(ratios)
    return [suite.result(
        f"{rows:,} rows x 20 doubles in memory, chunk by chunk", "memset of the same bytes", statistics.median(ours),
        statistics.median(sets), unit="s", ratio=ratio, must=12, aim=6, better="lower", runs=rounds, key="memset",
        note=f"memset in the chunks' buffers again and again, in cache; through memory (256 MiB a thread) it takes "
             f"{statistics.median(whole):.2f} s, and the ratio is {statistics.median(ours) / statistics.median(whole):.1f}. "
             f"{rows / statistics.median(ours) / 1e6:.1f} M rows/s; quantile of sampling quality.")]
