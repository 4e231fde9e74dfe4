#!/usr/bin/env python3
"""False alarms and delays of `sklar drift`, and the rate of `sklar diversity`.

    Benchmarks/monitoring.py [--sklar PATH] [--rows N] [--batches K]

1. False alarms: K batches of 10,000 rows of the Adult model, watched against the model itself, and against 30,000 of its rows.
2. Delays: from the first batch on, and after 50 batches, one column of the model's rows shifts by 0.2 standard deviations, or a level
   of at least 2 % loses half its share; in how many batches of 10,000 rows the change is found.
3. Adult restricted to one sex, and Adult itself, against Adult.
4. `sklar diversity` on N rows of 15 columns: rows a second, reading included, and peak memory.
"""

import argparse
import json
import os
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BATCH = 10_000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sklar", default=os.path.join(ROOT, ".build/release/sklar"))
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--batches", type=int, default=1000)
    options = parser.parse_args()
    sklar = os.path.abspath(options.sklar)
    adult = os.path.join(ROOT, "data/adult_train.csv.gz")

    with tempfile.TemporaryDirectory() as folder:
        def path(name):
            return os.path.join(folder, name)

        def run(*arguments, ok=(0,)):
            done = subprocess.run([sklar, *arguments], cwd=folder, capture_output=True, text=True)
            assert done.returncode in ok, done.stderr
            return done

        run("fit", adult, "-o", "adult.model", "--quiet")
        run("sample", "adult.model", "-n", "30k", "--seed", "9", "-o", "reference.csv", "--quiet")

        print(f"false alarms in {options.batches:,} batches of {BATCH:,} rows")
        start = time.perf_counter()
        run("sample", "adult.model", "-n", str(options.batches * BATCH), "--seed", "1", "-o", "/dev/null", "--monitor",
            "--monitor-json", "m.json", "--quiet", ok=(0, 3))
        found = json.load(open(path("m.json")))
        seconds = time.perf_counter() - start
        most = max(c["evidence"] for c in found["columns"])
        print(f"  the model: {len(found['changed'])} changed, {len(found['over'])} over; most evidence 10^{most:.1f} of "
              f"10^{found['columns'][0]['needed_evidence']:.1f}; {seconds:.1f} s")
        producer = subprocess.Popen(
            [sklar, "sample", "adult.model", "-n", str(options.batches * BATCH), "--seed", "1", "-o", "-", "--quiet"],
            cwd=folder, stdout=subprocess.PIPE)
        start = time.perf_counter()
        done = subprocess.run([sklar, "drift", "reference.csv", "-", "--json", "t.json", "--quiet"], cwd=folder,
                              stdin=producer.stdout, capture_output=True, text=True)
        producer.stdout.close()
        producer.wait()
        assert done.returncode in (0, 3), done.stderr
        found = json.load(open(path("t.json")))
        most = max(c["evidence"] for c in found["columns"])
        print(f"  30,000 rows of it: {len(found['changed'])} changed, {len(found['over'])} over; most evidence 10^{most:.1f}; "
              f"{found['rows'] / (time.perf_counter() - start):,.0f} rows/s through a pipe")

        delays(run, path)

        print("Adult against Adult")
        rows = run("drift", adult, adult, "--json", "a.json", "--quiet", ok=(0, 3))
        print(f"  itself: over {json.load(open(path('a.json')))['over']}, exit status {rows.returncode}")
        subprocess.run(f"gzip -dc '{adult}' | awk 'NR == 1 || /,Male,/' > male.csv", shell=True, cwd=folder, check=True)
        rows = run("drift", adult, "male.csv", "--json", "a.json", "--quiet", ok=(0, 3))
        print(f"  one sex: over {json.load(open(path('a.json')))['over']}, exit status {rows.returncode}")

        run("sample", "adult.model", "-n", str(options.rows), "-o", "rows.csv", "--quiet")
        start = time.perf_counter()
        process = subprocess.Popen([sklar, "diversity", "rows.csv", "--json", "d.json", "--quiet"], cwd=folder)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        assert status == 0
        found = json.load(open(path("d.json")))
        print(f"diversity of {options.rows:,} rows x 15 columns, CSV")
        print(f"  {options.rows / seconds:,.0f} rows/s, {seconds:.1f} s, peak memory {usage.ru_maxrss / 1024:,.0f} MiB, "
              f"{found['distinct_rows']:,} distinct")


def delays(run, path):
    print(f"delay in batches of {BATCH:,} rows, from the first and from the 51st on")
    for before in (0, 50):
        run("sample", "adult.model", "-n", str((before + 4) * BATCH), "--seed", "2", "-o", "rows.csv", "--quiet")
        lines = open(path("rows.csv")).read().splitlines()
        header, rows = lines[0].split(","), [line.split(",") for line in lines[1:]]
        for name in ("age", "hours_per_week", "fnlwgt"):
            place = header.index(name)
            values = [float(row[place]) for row in rows]
            mean = sum(values) / len(values)
            sd = (sum((v - mean) ** 2 for v in values) / len(values)) ** 0.5
            shift = round(0.2 * sd)

            def shifted(row, index):
                return row if index < before * BATCH else row[:place] + [str(int(row[place]) + shift)] + row[place + 1:]

            print(f"  {name} + 0.2 sd: {delay(run, path, lines[0], rows, shifted, before, name)}")
        for name, level in (("race", "Asian-Pac-Islander"), ("workclass", "Self-emp-inc"), ("education", "10th")):
            place = header.index(name)
            share = sum(row[place] == level for row in rows) / len(rows)
            other = max(set(r[place] for r in rows), key=lambda v: sum(r[place] == v for r in rows[:5000]))
            count = [0]

            def halved(row, index):
                if index < before * BATCH or row[place] != level:
                    return row
                count[0] += 1
                return row if count[0] % 2 else row[:place] + [other] + row[place + 1:]

            print(f"  a level of {name}, {share:.1%}, halved: {delay(run, path, lines[0], rows, halved, before, name)}")


def delay(run, path, header, rows, change, before, name):
    with open(path("changed.csv"), "w") as file:
        file.write(header + "\n")
        file.writelines(",".join(change(row, index)) + "\n" for index, row in enumerate(rows))
    run("drift", "adult.model", "changed.csv", "--json", "c.json", "--quiet", ok=(0, 3))
    column = next(c for c in json.load(open(path("c.json")))["columns"] if c["name"] == name)
    return f"{column['changed_at'] + 1 - before}" if column["changed"] else "not found"


main()
