#!/usr/bin/env python3
"""Sklar beside what a user would pick instead, work by work, in one run (make compare).

Each work is a file of works/ and runs in a process of its own; one that fails is said to have failed, and the others go
on. Results are kept per work, so that one can be run again (--only) and the table be put together anew (--table).
"""
import argparse, datetime, importlib, importlib.metadata, json, os, pathlib, platform, re, subprocess, sys, time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import suite

WORKS = ["normals", "adult", "memset", "writing", "reading", "fitting", "divergences", "quality", "compat", "ranking", "nearest", "scaling",
         "billion"]
PEERS = ["sdv", "sdmetrics", "xgboost", "scikit-learn", "polars", "numpy", "mkl", "faiss-cpu", "pandas", "pyarrow"]
TIMEOUT = 600


def work(name):
    """Runs one work in this process, for the parent to read."""
    sys.path.insert(0, str(HERE / "works"))
    results = importlib.import_module(name).run()
    print("\n" + json.dumps(results))


def complaint(text):
    """The line that says what went wrong: the last that names an exception."""
    lines = text.strip().splitlines() or ["no message"]
    return next((line for line in reversed(lines) if re.match(r"[\w.]*(Error|Exception|Exit)\b", line)), lines[-1])


def anonymous(text):
    """Without the paths of this machine."""
    for path in (suite.PLACE, suite.ROOT, pathlib.Path.home()):
        text = text.replace(f"{path}/", "")
    return text


def measure(names):
    for name in names:
        print(f"{name} ...", end=" ", flush=True)
        threads = str(suite.THREADS)
        environment = {**os.environ, "POLARS_MAX_THREADS": threads, "OMP_NUM_THREADS": threads,
                       "OPENBLAS_NUM_THREADS": threads, "MKL_NUM_THREADS": threads, "PYTHONPATH": str(HERE),
                       "PYTHONWARNINGS": "ignore"}
        start = time.perf_counter()
        record = {"when": datetime.datetime.now().isoformat(timespec="minutes"), "quick": suite.QUICK}
        try:
            child = subprocess.run([sys.executable, __file__, "--work", name], env=environment, capture_output=True,
                                   text=True, timeout=TIMEOUT)
            if child.returncode == 0:
                record["results"] = json.loads(child.stdout.splitlines()[-1])
            else:
                record["error"] = complaint(child.stderr)
                (suite.RESULTS / f"{name}.log").write_text(child.stdout + child.stderr)
        except subprocess.TimeoutExpired:
            record["error"] = f"not done after {TIMEOUT} seconds"
        record["seconds"] = time.perf_counter() - start
        (suite.RESULTS / f"{name}.json").write_text(json.dumps(record, indent=1))
        print(f"{record['seconds']:.0f} s" + (f": {record['error']}" if "error" in record else ""), flush=True)


def number(value):
    if value is None:
        return ""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4f}" if abs(value) < 0.1 else f"{value:.3g}" if abs(value) < 10 else f"{value:.1f}"


def amount(value, unit):
    if value is None:
        return ""
    return f"{value:.4f}" if unit == "of 1" else f"{number(value)} {unit}"


def stands(line):
    ratio, must, aim = line["ratio"], line["must"], line["aim"]
    if must is None or ratio is None:
        return ""
    reached = (lambda goal: ratio >= goal) if line["better"] == "higher" else (lambda goal: ratio <= goal)
    return "**aim**" if reached(aim) else "**must**" if reached(must) else "short of must"


def bounds():
    import yaml

    return yaml.safe_load((HERE / "bounds.yaml").read_text()) or {}


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "absent"


def goal(line, value):
    if value is None:
        return ""
    if line["unit"] == "MiB" and line["theirs"] is None:
        return f"≤ {value} MiB"
    return f"{'≤ ' if line['better'] == 'lower' else ''}{value}x"


def ratio(line):
    if line["ratio"] is None or line["theirs"] is None:
        return ""
    return number(line["ratio"]) + "x"


def report():
    records = {name: json.loads(path.read_text()) for name in WORKS
               if (path := suite.RESULTS / f"{name}.json").exists()}
    sentences = bounds()
    results = [line for record in records.values() for line in record.get("results", [])]
    # Most works are lines of the table; some have a table of their own.
    lines, sections = [line for line in results if "section" not in line], [
        line["section"] for line in results if "section" in line]
    done = [line for line in lines if "error" not in line]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    sklar = subprocess.run([suite.SKLAR, "--version"], capture_output=True, text=True).stdout.strip()
    when = sorted({record["when"][:10] for record in records.values()})
    out = ["# Sklar beside what you would use instead", "",
           f"One run of `make compare` ({', '.join(when)}) on {suite.processor()}, {os.cpu_count()} processors, {memory:.0f} GiB, "
           f"{platform.system()} {platform.release().split('-')[0]}; {suite.THREADS} threads unless said. "
           f"Sklar {sklar}; " + ", ".join(f"{peer} {version(peer)}" for peer in PEERS)
           + f"; Python {platform.python_version()}.", "",
           "Medians of the runs said, the sides in turns after a round to warm up; files in the system's cache for both, outputs on the same "
           "disk, neither side forced to wait for it. Ratio: how many times as fast as the peer (or as small), but where a goal has \"≤\": "
           "how many times the peer's time. Must is the floor, aim the goal. [What each work is and what is fair about it](README.md).",
           ""]
    if any(record.get("quick") for record in records.values()):
        out += ["**A smoke test (--quick): these figures mean nothing.**", ""]
    out += ["| work | peer | Sklar | peer | ratio | must | aim | stands | runs |", "|---|---|---|---|---|---|---|---|---|"]
    for line in lines:
        if "error" in line:
            out.append(f"| {line['work']} | | failed | | | | | | |")
            continue
        threads = "" if line["threads"] == suite.THREADS else f" ({line['threads']} thread)"
        out.append(f"| {line['work']} | {line['peer']}{threads} | {amount(line['ours'], line['unit'])} | "
                   f"{amount(line['theirs'], line['unit'])} | {ratio(line)} | {goal(line, line['must'])} | "
                   f"{goal(line, line['aim'])} | {stands(line)} | {line['runs']} |")
    for name, record in records.items():
        if "error" in record:
            out.append(f"| {name} | | failed | | | | | | |")
    for section in sections:
        out += ["", section]
    out += ["", "## What bounds each, and how it was measured", ""]
    for line in lines:
        words = [line.get("note", ""), sentences.get(line["key"], ""),
                 f"Failed: {line['error'].splitlines()[0]}" if "error" in line else ""]
        if any(words):
            out.append(f"- **{line['work']}**{' beside ' + line['peer'] if line.get('peer') else ''}: "
                       + " ".join(word.strip() for word in words if word))
    missing = [name for name in WORKS if name not in records or "error" in records[name]]
    for name in missing:
        out.append(f"- **{name}**: {records[name]['error'] if name in records else 'not run'}.")
    return anonymous("\n".join(out) + "\n"), done


def readme(done):
    """The short table that the README quotes."""
    by_key = {line["key"]: line for line in done}
    rows = [("adult-fit", "fit, seconds (Sklar: from the file, reading included; SDV: reading left out)"),
            ("adult-csv", "1,000,000 rows, rows/s (Sklar: written to disk as CSV; SDV: left in memory)"),
            ("adult-memory", "rows/s, both in memory"), ("adult-peak", "peak memory of a million rows, MiB (Sklar: to disk)"),
            ("adult-shapes", "likeness, columns one by one"), ("adult-pairs", "likeness, columns pair by pair")]
    out = ["| work | Sklar | SDV | ratio |", "|---|---|---|---|"]
    for key, name in rows:
        if line := by_key.get(key):
            out.append(f"| {name} | {amount(line['ours'], 'of 1') if line['unit'] == 'of 1' else number(line['ours'])} | "
                       f"{amount(line['theirs'], 'of 1') if line['unit'] == 'of 1' else number(line['theirs'])} | {ratio(line)} |")
    return "\n".join(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=WORKS, help="run this work alone; may be repeated")
    parser.add_argument("--quick", action="store_true", help="small sizes, one run: does it work at all?")
    parser.add_argument("--table", action="store_true", help="run nothing; put the table together from what was kept")
    parser.add_argument("--output", default=str(suite.ROOT / "Benchmarks/RESULTS.md"), help="the table's file")
    parser.add_argument("--work", choices=WORKS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        return work(arguments.work)
    if arguments.quick:
        # Never in the place of figures that mean something.
        os.environ["COMPARE_QUICK"], suite.QUICK = "1", True
        suite.RESULTS = suite.PLACE / "quick"
        if arguments.output == parser.get_default("output"):
            arguments.output = str(suite.PLACE / "QUICK.md")
    for folder in (suite.RESULTS, suite.TABLES, suite.OUTPUTS):
        folder.mkdir(parents=True, exist_ok=True)
    if not arguments.table:
        measure(arguments.only or WORKS)
    text, done = report()
    pathlib.Path(arguments.output).write_text(text)
    print(f"\n{text}\nFor the README:\n\n{readme(done)}\n\nwritten   {arguments.output}")


if __name__ == "__main__":
    main()
