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
    title = f"{rows:,} rows x 20 doubles in memory, chunk by chunk"
    mine, cache, memory = (statistics.median(times) for times in (ours, sets, whole))
    note = f"{rows / mine / 1e6:.1f} M rows/s, {mine / rows / 20 * 1e9 * suite.THREADS:.2f} ns a value and thread."
    return [
        suite.result(
            title, "memset of the same bytes through memory", mine, memory, unit="s", ratio=mine / memory, must=12, aim=6,
            better="lower", runs=rounds, key="memset-memory",
            note=f"{note} memset over 256 MiB a thread: what a table of that size costs to fill with anything at all."),
        suite.result(
            title, "memset of the same bytes, in cache", mine, cache, unit="s", ratio=mine / cache, must=12, aim=6,
            better="lower", runs=rounds, key="memset-cache",
            note="memset in the chunks' own buffers, again and again: no byte leaves the second-level cache."),
    ]
