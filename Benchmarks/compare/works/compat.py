"""`sklar evaluate --compat sdmetrics` beside SDMetrics' QualityReport on Adult, for SDV's synthetic table and for ours.

Both read the same files and give the same columns the same sdtype: the one that `sklar schema` writes. A score that
differs by more than 1e-6 is a failure."""
import json, pathlib, sys
import suite

TOLERANCE = 1e-6


def metadata(path):
    """Column and sdtype, as SDMetrics wants them, from the metadata that Sklar writes."""
    written = suite.fresh("metadata.json")
    suite.sklar("schema", path, "-o", written, "--quiet")
    (table,) = json.loads(written.read_text())["tables"].values()
    return {"columns": {name: {"sdtype": column["sdtype"]} for name, column in table["columns"].items()}}


def theirs(real, synthetic, columns, thresholds):
    """The report's scores, of all rows, and those of its columns and of its pairs; NaN is None."""
    from sdmetrics.reports.single_table import QualityReport

    report = QualityReport()
    report.num_rows_subsample = None
    if thresholds is not None:
        report.real_correlation_threshold = report.real_association_threshold = thresholds
    report.generate(real, synthetic, columns, verbose=False)
    given = lambda value: None if value is None or value != value else float(value)
    properties = report.get_properties().set_index("Property")["Score"]
    shapes, trends = report.get_details("Column Shapes"), report.get_details("Column Pair Trends")
    return dict(
        column_shapes=given(properties["Column Shapes"]), column_pair_trends=given(properties["Column Pair Trends"]),
        overall=given(report.get_score()),
        columns={column: given(score) for column, score in zip(shapes["Column"], shapes["Score"])},
        pairs={(a, b): given(score) for a, b, score in zip(trends["Column 1"], trends["Column 2"], trends["Score"])})


def ours(synthetic):
    """The same of our report: at the package's thresholds and without."""
    written = suite.fresh("evaluation.json")
    suite.sklar("evaluate", suite.TRAIN, synthetic, "--compat", "sdmetrics", "--json", written, "--quiet")
    scores = json.loads(written.read_text())["sdmetrics"]
    pairs = lambda key: {(pair["first"], pair["second"]): pair.get(key) for pair in scores["pairs"]}
    common = dict(column_shapes=scores.get("column_shapes"),
                  columns={column["column"]: column.get("score") for column in scores["columns"]})
    return (
        dict(common, column_pair_trends=scores.get("column_pair_trends"), overall=scores.get("overall"),
             pairs=pairs("score")),
        dict(common, column_pair_trends=scores.get("column_pair_trends_without_thresholds"),
             overall=scores.get("overall_without_thresholds"), pairs=pairs("score_without_thresholds")))


def difference(mine, peer):
    """The largest between two scores or two tables of scores; infinite where only one of them has a score."""
    if isinstance(mine, dict):
        if mine.keys() != peer.keys():
            raise RuntimeError(f"scores of other columns: {sorted(map(str, mine.keys() ^ peer.keys()))}")
        return max((difference(mine[key], peer[key]) for key in mine), default=0.0)
    if mine is None or peer is None:
        return 0.0 if mine is peer else float("inf")
    return abs(mine - peer)


def run():
    import pandas as pd

    rows = suite.scaled(32_561, 2_000)
    peer_script = pathlib.Path(__file__).parents[1] / "peer_sdv.py"
    tables = {
        "SDV's Gaussian copula": suite.table(
            f"adult-sdv-{rows}.csv", lambda path: suite.run([sys.executable, peer_script, suite.TRAIN, path, rows, 1])),
        "ours": suite.sampled(f"adult-{rows}.csv", suite.adult_model(), rows, seed=1),
    }
    real, columns = pd.read_csv(suite.TRAIN), metadata(suite.TRAIN)
    results, failures = [], []
    for name, path in tables.items():
        synthetic = pd.read_csv(path)
        defaults, all_pairs = ours(path)
        for title, mine, peer in [("default thresholds", defaults, theirs(real, synthetic, columns, None)),
                                  ("thresholds 0", all_pairs, theirs(real, synthetic, columns, 0))]:
            found = {key: difference(mine[key], peer[key]) for key in ("columns", "pairs")}
            means = max(difference(mine[key], peer[key]) for key in ("column_shapes", "column_pair_trends", "overall"))
            text = (f"largest difference of {len(mine['columns'])} column shapes {found['columns']:.1e}, of "
                    f"{len(mine['pairs'])} pair trends {found['pairs']:.1e}, of the means {means:.1e}")
            print(f"{name}, {title}: {text}")
            if max(*found.values(), means) > TOLERANCE:
                failures.append(f"{name}, {title}: {text}")
            results.append(suite.result(
                f"QualityReport's overall score of {name}, {title}", "SDMetrics", mine["overall"], peer["overall"],
                unit="of 1", ratio=None, key="compat", note=f"{rows:,} rows: {text}."))
    if failures:
        raise RuntimeError(f"beyond {TOLERANCE}: " + "; ".join(failures))
    return results
