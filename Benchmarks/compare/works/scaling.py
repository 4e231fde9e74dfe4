"""Two threads against one, sampling: Adult and 20 normals, in memory and as CSV to nowhere."""
import os, statistics
import suite


def run():
    rounds = suite.scaled(5, 1)
    results = []
    for name, model, rows in [("Adult", suite.adult_model(), suite.scaled(20_000_000, 100_000)),
                              ("20 normals", suite.defined("normal20"), suite.scaled(20_000_000, 50_000))]:
        memory, limits = [], []
        for _ in range(rounds):
            rates = suite.bench(model, "--only", "memory", "--only", "memset", "--rows", rows, "--threads", 2,
                                "--seconds", suite.scaled(0.5, 0.05))
            rate = lambda key, threads: rates[key, threads]["per_second"]
            memory.append((rate("model_memory", 2), rate("model_memory", 1)))
            limits.append(rate("memset_chunk", 2) / rate("memset_chunk", 1))
        ratio = statistics.median(two / one for two, one in memory)
        results.append(suite.result(
            f"two threads against one, sampling {name} in memory", "one thread",
            statistics.median(two for two, _ in memory), statistics.median(one for _, one in memory), unit="rows/s",
            ratio=ratio, must=1.85, aim=1.95, runs=rounds, threads=2, key=f"scaling-memory-{name.split()[-1].lower()}",
            note=f"{rows:,} rows; memset of a chunk by two threads against one: {statistics.median(limits):.2f}."))
        part = rows // suite.scaled(4 if name == "Adult" else 10, 4)
        command = lambda threads: suite.sklar(
            "sample", model, "-n", part, "-o", os.devnull, "--threads", threads, "--quiet")["seconds"]
        times = suite.in_turns({"two": lambda: command(2), "one": lambda: command(1)}, rounds)
        results.append(suite.result(
            f"two threads against one, sampling {name} to CSV", "one thread", part / times["two"], part / times["one"],
            unit="rows/s", ratio=times["one"] / times["two"], must=1.85, aim=1.95, runs=rounds, threads=2,
            key=f"scaling-csv-{name.split()[-1].lower()}", note=f"{part:,} rows to /dev/null, the whole command."))
    return results
