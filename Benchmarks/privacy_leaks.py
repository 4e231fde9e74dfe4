#!/usr/bin/env python3
"""privacy_leaks.py SKLAR REAL.csv HOLDOUT.csv [--rows N] [--seeds K] [--leaks 0,1,5,20] - how often `sklar privacy` flags planted leaks.

For each seed N rows of each table are drawn (all, and as many held-out ones as there are, with --rows 0), a copula is fitted to
the real ones and sampled as many times, and in each leak x % of the synthetic rows are replaced by verbatim real rows. `fresh` is
no generator but real rows of neither table. Prints one line for each leak, and the summary of one run; exits with status 1 if 0 %
or fresh rows are flagged, or 1 % and more are not, in more than one seed in ten.
"""
import argparse, csv, gzip, json, os, random, subprocess, sys, tempfile


def read(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", newline="") as file:
        rows = list(csv.reader(file))
    return rows[0], rows[1:]


def write(path, header, rows):
    with open(path, "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header] + rows)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sklar")
    parser.add_argument("real")
    parser.add_argument("holdout")
    parser.add_argument("--rows", type=int, default=4000)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--leaks", default="0,1,5,20")
    arguments = parser.parse_args()
    header, real = read(arguments.real)
    held = read(arguments.holdout)[1]
    kinds = ["fresh"] + [float(x) for x in arguments.leaks.split(",")]
    found = {kind: [] for kind in kinds}
    shown = None
    with tempfile.TemporaryDirectory() as folder:
        place = lambda name: os.path.join(folder, name)
        for seed in range(arguments.seeds):
            draw = random.Random(seed)
            n = arguments.rows or len(real)
            train = draw.sample(real, n)
            half = len(held) // 2
            others = draw.sample(held, len(held))
            test, fresh = others[: min(n, half)], others[half : half + n]
            write(place("real.csv"), header, train)
            write(place("held.csv"), header, test)
            run = lambda *words: subprocess.run([arguments.sklar, *words], check=True, capture_output=True, text=True).stdout
            run("fit", place("real.csv"), "-o", place("m.model"), "--quiet")
            run("sample", place("m.model"), "-n", str(n), "-o", place("made.csv"), "--seed", str(seed), "--quiet")
            made = read(place("made.csv"))[1]
            for kind in kinds:
                if kind == "fresh":
                    rows = fresh
                else:
                    leaked = draw.sample(train, round(n * kind / 100))
                    rows = leaked + made[len(leaked) :]
                    draw.shuffle(rows)
                write(place("synth.csv"), header, rows)
                text = run(
                    "privacy", place("real.csv"), place("synth.csv"), "--holdout", place("held.csv"), "--classic",
                    "--seed", str(seed), "--json", place("r.json"))
                with open(place("r.json")) as file:
                    found[kind].append(json.load(file))
                if seed == 0 and kind == 1:
                    shown = text
    if shown:
        print(shown)
    print("| leak | low | medium | high | exact copies, real - held out | members found at 1 % | epsilon >=, one run | epsilon >=, independent rows | nearer to real | classic accuracy |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    good = True
    for kind, reports in found.items():
        mean = lambda f: sum(map(f, reports)) / len(reports)
        words = [report["risk"] for report in reports]
        best = lambda report: max(a["true_positives_at_one_percent"]["value"] for a in report["membership"]["random"]["attacks"])
        flagged = len(reports) - words.count("low")
        allowed = len(reports) // 10
        good &= flagged <= allowed if kind in ("fresh", 0) else flagged >= len(reports) - allowed
        name = "fresh real rows" if kind == "fresh" else f"{kind:g} %"
        excess = mean(lambda r: r["copies"]["exact"]["excess"]["value"])
        print(
            f"| {name} | {words.count('low')} | {words.count('medium')} | {words.count('high')} | {100 * excess:+.2f} % "
            f"| {100 * mean(best):.2f} % | {mean(lambda r: r['membership']['random']['best']['one_run_epsilon_low']):.2f} "
            f"| {mean(lambda r: r['membership']['random']['best']['epsilon_low']):.2f} "
            f"| {100 * mean(lambda r: r['copies']['nearness']['value']):.1f} % | {mean(lambda r: r['classic']['accuracy']):.3f} |", flush=True)
    sys.exit(0 if good else 1)


main()
