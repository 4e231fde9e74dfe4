"""Writes one table as CSV, Parquet and Arrow with the real command, and compares every cell as other programs read it.

The table has every type, missing values, strings that are hard to write, integers near the ends of 64 bits, decimals,
dates before 1970 and fractions of seconds. The CSV is the reference: it says what the model's rows are.

    check.py path/to/sklar
"""

import csv
import datetime
import decimal
import math
import random
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import polars
import pyarrow
import pyarrow.ipc
import pyarrow.parquet

SKLAR = str(Path(sys.argv[1]).resolve())
NANOSECONDS = {"s": 10**9, "ms": 10**6, "us": 1000, "ns": 1}
LEVELS = ["plain", "comma, too", 'say "hi"', "line\nfeed", " blanks ", "é 日本語 👩‍👩‍👧", "=1+1", "NULL ", "x" * 300]

# Name, type, and for timestamps the digits of a second.
COLUMNS = [
    ("id", "int", 0), ("code", "str", 0), ("few", "int", 0), ("wide", "int", 0), ("low", "int", 0),
    ("high", "int", 0), ("holes", "int", 0), ("price", "decimal", 0), ("long", "decimal", 0), ("real", "real", 0),
    ("tiny", "real", 0), ("atoms", "real", 0), ("gaps", "real", 0), ("day", "date", 0), ("born", "date", 0), ("week", "date", 0),
    ("at", "time", 0), ("milli", "time", 3), ("micro", "time", 6), ("nano", "time", 9), ("tick", "time", 7),
    ("maybe", "time", 1), ("flag", "bool", 0), ("perhaps", "bool", 0), ("level", "str", 0), ("odd", "str", 0),
    ("note", "str", 0), ("remark", "str", 0), ("same", "str", 0), ("one", "int", 0), ("seldom", "str", 0),
]  # fmt: skip


def source(path, rows=4000):
    rng = random.Random(5)

    def moment(digits, since=-3 * 10**9, until=3 * 10**9):
        second = rng.randrange(since, until)
        base = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=second)
        text = base.strftime("%Y-%m-%dT%H:%M:%S") if base.year > 999 else "1000-01-01T00:00:00"
        return text + (f".{rng.randrange(10**digits):0{digits}}" if digits else "")

    def sometimes(value, share=0.3):
        return "" if rng.random() < share else value

    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([name for name, _, _ in COLUMNS])
        for row in range(rows):
            z = rng.gauss(0, 1)
            day = datetime.date(1970, 1, 1) + datetime.timedelta(days=round(9000 * z))
            writer.writerow([
                row + 1, f"C-{row * 7919 % 999983:06}", rng.choice([1, 1, 2, 5, 250]), rng.randrange(-10**12, 10**12),
                -(2**63) + rng.randrange(3), 2**63 - 1 - rng.randrange(10**6), sometimes(rng.randrange(100)),
                f"{20 * z:.2f}", f"{rng.randrange(10**17, 10**18) / 1:.0f}"[:15] + ".125", repr(z), repr(z * 1e-300),
                rng.choice(["0.0", "-0.0", "0.1", "1e300"]), sometimes(repr(z)), day, sometimes(day, 0.05),
                datetime.date(1969, 10, 1) + datetime.timedelta(days=rng.randrange(150)),
                moment(0), moment(3), moment(6), moment(9), moment(7), sometimes(moment(1)),
                "TRUE" if z > 0 else "FALSE", sometimes("true" if z > 1 else "false"), rng.choice("abcdefg"),
                sometimes(rng.choice(LEVELS), 0.1), f"free text, number {row}: " + rng.choice(LEVELS) + str(rng.random()),
                f"remark {row} " + str(rng.random()), "same", 7, sometimes("x", 0.998),
            ])  # fmt: skip


def schema(text):
    """Free text is not left empty: one column comes from a template, one says the same everywhere."""
    assert text.count('emit: {constant: ""}') == 2
    text = text.replace('emit: {constant: ""}', 'emit: {template: "note {row}, \\"x\\""}', 1)
    return text.replace('emit: {constant: ""}', 'emit: {constant: "withheld"}')


def sklar(*arguments):
    subprocess.run([SKLAR, *map(str, arguments), "--quiet"], check=True)


def expected(path):
    """The CSV's cells as Python values; None is missing."""
    days = datetime.date(1970, 1, 1).toordinal()

    def nanoseconds(text):
        point = text.find(".")
        whole, fraction = (text, "") if point < 0 else (text[:point], text[point + 1 :])
        seconds = int((datetime.datetime.fromisoformat(whole) - datetime.datetime(1970, 1, 1)).total_seconds())
        return seconds * 10**9 + int(fraction or "0") * 10 ** (9 - len(fraction))

    parse = {
        "int": lambda text: int(text),
        "str": lambda text: text,
        "decimal": lambda text: decimal.Decimal(text),
        "real": lambda text: struct.pack("d", float(text)),
        "date": lambda text: datetime.date.fromisoformat(text).toordinal() - days,
        "time": nanoseconds,
        "bool": lambda text: text in ("TRUE", "true"),
    }
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        names = next(rows)
        kinds = {name: kind for name, kind, _ in COLUMNS}
        cells = [[] for _ in names]
        for row in rows:
            for column, name, text in zip(cells, names, row, strict=True):
                column.append(None if text == "" else parse[kinds[name]](text))
    return dict(zip(names, cells))


def values(table):
    """The cells of a pyarrow table as `expected` has them."""
    result = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        type_ = column.type
        if pyarrow.types.is_dictionary(type_):
            column = column.cast(type_.value_type)
        if pyarrow.types.is_timestamp(type_):
            assert type_.tz is None, name
            factor = NANOSECONDS[type_.unit]
            column = column.cast(pyarrow.int64())
        if pyarrow.types.is_date32(type_):
            column = column.cast(pyarrow.int32()).cast(pyarrow.int64())
        cells = column.to_pylist()
        if pyarrow.types.is_timestamp(type_):
            cells = [None if cell is None else cell * factor for cell in cells]
        if pyarrow.types.is_floating(type_):
            cells = [None if cell is None else struct.pack("d", cell) for cell in cells]
        result[name] = cells
    return result


def compare(what, truth, table):
    table = table.to_arrow() if isinstance(table, polars.DataFrame) else table
    got = values(table)
    assert list(got) == list(truth), f"{what}: columns {list(got)}"
    for name, cells in truth.items():
        if got[name] != cells:
            assert len(got[name]) == len(cells), f"{what}: {name} has {len(got[name])} rows, not {len(cells)}"
            row = next(i for i, (a, b) in enumerate(zip(got[name], cells)) if a != b)
            raise AssertionError(f"{what}: {name}, row {row}: {got[name][row]!r}, not {cells[row]!r}")
    print(f"ok: {what}")


def check_metadata(path, truth, rows):
    """Statistics hold what the row groups hold."""
    file = pyarrow.parquet.ParquetFile(path)
    assert file.metadata.num_rows == rows and file.metadata.created_by.startswith("sklar version")
    kinds = {name: kind for name, kind, _ in COLUMNS}
    start = 0
    for index in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(index)
        for number, (name, cells) in enumerate(truth.items()):
            chunk = group.column(number)
            part = [cell for cell in cells[start : start + group.num_rows] if cell is not None]
            assert chunk.num_values == group.num_rows and chunk.statistics.null_count == group.num_rows - len(part), name
            if not part or kinds[name] == "str" and max(len(text.encode()) for text in (min(part), max(part))) > 256:
                assert not chunk.statistics.has_min_max, name
                continue
            assert chunk.statistics.has_min_max, name
            low, high = chunk.statistics.min_raw, chunk.statistics.max_raw
            if kinds[name] == "real":
                numbers = [struct.unpack("d", cell)[0] for cell in part]
                assert (low, high) == (min(numbers), max(numbers)), name
                assert low != 0 or math.copysign(1, low) < 0, name
                assert high != 0 or math.copysign(1, high) > 0, name
            elif kinds[name] == "decimal":
                scale = -part[0].as_tuple().exponent
                scaled = [int(cell.scaleb(file.schema.column(number).scale)) for cell in part]
                assert (low, high) == (min(scaled), max(scaled)), (name, scale)
            elif kinds[name] == "str":
                encoded = [text.encode() for text in part]
                assert (low, high) == (min(encoded), max(encoded)), name
            elif kinds[name] == "time":
                factor = NANOSECONDS[file.schema_arrow.field(name).type.unit]
                assert (low * factor, high * factor) == (min(part), max(part)), name
            else:
                assert (low, high) == (min(part), max(part)), name
        start += group.num_rows
    print(f"ok: statistics, {file.metadata.num_row_groups} row groups")
    # Readers that skip by statistics find what is there.
    for name in ("few", "day", "level", "flag") if rows else ():
        cells = truth[name]
        wanted = cells[len(cells) // 2]
        literal = {"day": f"DATE '1970-01-01' + {wanted}", "level": f"'{wanted}'"}.get(name, wanted)
        found = duckdb.sql(f"select count(*) from '{path}' where {name} = {literal}").fetchall()[0][0]
        assert found == cells.count(wanted), name
    print("ok: filters")


def read_arrow(path):
    with pyarrow.ipc.open_stream(path) as stream:
        table = stream.read_all()
    table.validate(full=True)
    return table


def check(folder, model, rows, *options):
    outputs = {kind: folder / f"out.{kind}" for kind in ("csv", "parquet", "arrow")}
    for path in outputs.values():
        sklar("sample", model, "-n", rows, *options, "-o", path)
    truth = expected(outputs["csv"])
    count = len(next(iter(truth.values())))
    parquet, arrow = outputs["parquet"], outputs["arrow"]
    what = f"{count} rows of {' '.join(('-n', str(rows), *options))}"
    compare(f"{what}: Parquet by pyarrow", truth, pyarrow.parquet.read_table(parquet))
    compare(f"{what}: Parquet by polars", truth, polars.read_parquet(parquet))
    compare(f"{what}: Parquet by DuckDB", truth, duckdb.sql(f"select * from '{parquet}'").to_arrow_table())
    table = read_arrow(arrow)
    compare(f"{what}: Arrow by pyarrow", truth, table)
    compare(f"{what}: Arrow by polars", truth, polars.read_ipc_stream(arrow))
    duck = duckdb.connect()
    duck.register("stream", table)
    compare(f"{what}: Arrow by DuckDB", truth, duck.sql("select * from stream").to_arrow_table())
    check_metadata(parquet, truth, count)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source(folder / "source.csv")
        sklar("schema", folder / "source.csv", "-o", folder / "inferred.yaml")
        text = (folder / "inferred.yaml").read_text(encoding="utf-8")
        (folder / "schema.yaml").write_text(schema(text), encoding="utf-8")
        sklar("fit", folder / "source.csv", "--schema", folder / "schema.yaml", "-o", folder / "model")
        check(folder, folder / "model", 150_000)
        check(folder, folder / "model", 150_000, "--rows", "65000..<66001")
        check(folder, folder / "model", 1000, "--shard", "2/3")
        for rows in (1, 0):
            check(folder, folder / "model", rows)


main()
