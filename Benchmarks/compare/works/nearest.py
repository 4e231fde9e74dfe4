"""The nearest real record of each of 100,000 synthetic ones among 100,000, Adult's 15 mixed columns, beside faiss IndexFlatL2 (exact)
on one-hot categories and scaled numbers, float32, by as many threads. Preparing either side's table is left out; both searches are exact in
their own distance."""
import suite


def run():
    import faiss
    import numpy as np
    import pandas as pd

    rows, rounds = suite.scaled(100_000, 5_000), suite.scaled(3, 1)
    real = suite.sampled("near-real.csv", suite.adult_model(), rows, seed=1)
    synthetic = suite.sampled("near-synthetic.csv", suite.adult_model(), rows, seed=2)
    frames = [pd.read_csv(path, keep_default_na=False) for path in (real, synthetic)]
    both = pd.concat(frames, ignore_index=True)
    numeric = both.select_dtypes("number").columns
    low, high = both[numeric].min(), both[numeric].max()
    scaled = (both[numeric] - low) / (high - low).replace(0, 1)
    encoded = np.ascontiguousarray(
        pd.concat([scaled, pd.get_dummies(both.drop(columns=numeric), dtype="float32")], axis=1).to_numpy("float32"))
    first, second = encoded[:rows], encoded[rows:]
    faiss.omp_set_num_threads(suite.THREADS)
    index = faiss.IndexFlatL2(encoded.shape[1])
    index.add(first)

    def flat():
        return suite.timed(lambda: index.search(second, 1))[0]

    def ours():
        text = suite.run([suite.LIKENESS, "--nearest", real, synthetic])["text"]
        return suite.figure(text, "seconds to search")

    times = suite.in_turns({"ours": ours, "faiss": flat}, rounds)
    pairs = rows * rows
    return [suite.result(
        f"nearest real record, mixed columns, {rows:,} x {rows:,}", "faiss flat on one-hot", times["ours"], times["faiss"],
        unit="s", ratio=times["faiss"] / times["ours"], must=2, aim=8, runs=rounds, key="nearest",
        note=f"{times['ours'] / pairs * 1e9:.3f} ns a pair against {times['faiss'] / pairs * 1e9:.3f}; faiss on {encoded.shape[1]} float32 columns.")]
