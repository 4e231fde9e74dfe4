"""What the works share: the command, the tables, timing in turns, and what a result is."""
import json, os, pathlib, platform, re, resource, statistics, subprocess, sys, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / ".build/release"
SKLAR = pathlib.Path(os.environ.get("SKLAR_COMMAND", BUILD / "sklar"))
LIKENESS = SKLAR.parent / "likeness"
# Everything that is written goes to one disk: results, tables, outputs of both sides.
PLACE = pathlib.Path(os.environ.get("COMPARE_PLACE", ROOT / ".build-compare"))
RESULTS, TABLES, OUTPUTS = PLACE / "results", PLACE / "tables", PLACE / "outputs"
TRAIN, TEST = ROOT / "data/adult_train.csv.gz", ROOT / "data/adult_test.csv.gz"
THREADS = int(os.environ.get("COMPARE_THREADS", "2"))
QUICK = os.environ.get("COMPARE_QUICK") == "1"


def scaled(full, quick):
    """A size or a number of runs: `quick` in a smoke test, whose figures mean nothing."""
    return quick if QUICK else full


def result(work, peer, ours, theirs, *, unit, ratio, must=None, aim=None, better="higher", runs=1, threads=THREADS,
           note="", key=None):
    """One line of the table. `ratio` is compared with `must` and `aim`: higher or lower is better."""
    return dict(key=key or work, work=work, peer=peer, ours=ours, theirs=theirs, unit=unit, ratio=ratio, must=must,
                aim=aim, better=better, runs=runs, threads=threads, note=note)


def sklar(*arguments, check=True):
    """Runs the command. Returns wall seconds, peak MiB and what it printed."""
    return run([SKLAR, *arguments], check=check)


def run(command, check=True, environment=None):
    command = [str(part) for part in command]
    # A temporary file, not a pipe: nobody has to empty it while the child's usage is awaited.
    with open(OUTPUTS / "stdout.txt", "w+b") as out, open(OUTPUTS / "stderr.txt", "w+b") as errors:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=errors, env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0), errors.seek(0)
        text, complaint = out.read().decode(), errors.read().decode()
    if check and child.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: status {child.returncode}: {complaint.strip()[-2000:]}")
    return dict(seconds=seconds, peak=usage.ru_maxrss / 1024, text=text, errors=complaint, status=child.returncode)


def bench(*arguments):
    """The rates of `sklar bench`, by name and threads."""
    report = json.loads(sklar("bench", *arguments, "--json", "-")["text"])
    return {(rate["name"], rate["threads"]): rate for rate in report["rates"]}


def timed(body):
    start = time.perf_counter()
    value = body()
    return time.perf_counter() - start, value


def in_turns(bodies, runs, before=lambda: None):
    """Runs the sides in turns, so that the machine's moods hit all alike; the first round warms up and is not
    counted. A body returns its seconds, or None for its wall time to be taken. Medians by name."""
    times = {name: [] for name in bodies}
    for round in range(runs + (runs > 1)):
        for name, body in bodies.items():
            before()
            seconds, own = timed(body)
            if round > 0 or runs == 1:
                times[name].append(seconds if own is None else own)
    return {name: statistics.median(values) for name, values in times.items()}


def figure(text, name):
    """The number after `name:` in what a command printed."""
    found = re.search(re.escape(name) + r": *([0-9.]+)", text)
    if not found:
        raise RuntimeError(f"no \"{name}\" in what was printed: " + (text.splitlines() or ["nothing"])[0])
    return float(found[1])


def fresh(name):
    """A path to write to, with nothing there: neither side pays for freeing an old file."""
    path = OUTPUTS / name
    path.unlink(missing_ok=True)
    return path


def table(name, make):
    """A table that several works need, made once."""
    path = TABLES / (("quick-" if QUICK else "") + name)
    if not path.exists():
        partial = path.with_name("partial-" + path.name)
        make(partial)
        partial.rename(path)
    return path


def adult_model():
    return table("adult.model", lambda path: sklar("fit", TRAIN, "-o", path, "--quiet"))


def defined(name):
    """The model of `Benchmarks/NAME.yaml`."""
    return table(f"{name}.model", lambda path: sklar("define", ROOT / f"Benchmarks/{name}.yaml", "-o", path, "--quiet"))


def sampled(name, model, rows, seed=0):
    """A CSV of `rows` rows of a model."""
    return table(name, lambda path: sklar("sample", model, "-n", rows, "--seed", seed, "-o", path, "--quiet"))


ROWS20 = scaled(2_000_000, 20_000)


def mixed20_csv():
    """2M x 20: 16 doubles in full precision and 4 categories."""
    return sampled("mixed20.csv", defined("mixed20"), ROWS20)


def warm(path):
    """Reads a file once, so that it lies in the system's cache for both sides."""
    with open(path, "rb") as file:
        while file.read(1 << 24):
            pass


def processor():
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.processor()
