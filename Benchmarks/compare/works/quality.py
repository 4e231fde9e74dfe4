"""Column shapes and pair trends of 1M synthetic Adult rows against the 32,561 real ones, beside SDMetrics' QualityReport without
subsampling. Both have the tables in memory; `likeness --time` prints its seconds."""
import suite


def run():
    import pandas as pd
    from sdmetrics.reports import QualityReport
    from sdv.metadata import Metadata

    rows, rounds = suite.scaled(1_000_000, 20_000), suite.scaled(3, 1)
    synthetic = suite.sampled("adult-1m.csv", suite.adult_model(), rows, seed=7)
    real_frame, synthetic_frame = pd.read_csv(suite.TRAIN), pd.read_csv(synthetic)
    metadata = Metadata.detect_from_dataframes({"adult": real_frame}).to_dict()
    scores = []

    def report():
        quality = QualityReport()
        quality.num_rows_subsample = None
        quality.generate({"adult": real_frame}, {"adult": synthetic_frame}, metadata, verbose=False)
        scores.append(quality.get_score())

    def ours():
        text = suite.run([suite.LIKENESS, "--time", suite.TRAIN, synthetic, suite.TEST])["text"]
        return suite.figure(text, "seconds to evaluate the synthetic table")

    mine = suite.in_turns({"ours": ours}, suite.scaled(5, 1))["ours"]
    theirs = suite.in_turns({"sdmetrics": report}, rounds)["sdmetrics"]
    return [suite.result(
        f"column shapes and pair trends, {rows:,} x 15 against 32,561", "SDMetrics QualityReport, no subsample", mine,
        theirs, unit="s", ratio=theirs / mine, must=30, aim=100, runs=rounds, key="quality",
        note=f"Tables in memory on both sides; SDMetrics' score {scores[-1]:.4f}.")]

