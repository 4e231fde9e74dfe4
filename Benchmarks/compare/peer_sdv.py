"""SDV's Gaussian copula on a CSV: fit, sample, write; prints median seconds and peak memory as JSON."""
import json, resource, statistics, sys, time, warnings

warnings.filterwarnings("ignore")
import pandas as pd
from sdv.metadata import Metadata
from sdv.single_table import GaussianCopulaSynthesizer

data, out, rows, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
table = pd.read_csv(data)
metadata = Metadata.detect_from_dataframes({"adult": table})
fits, samples, sample = [], [], None
for _ in range(rounds):
    start = time.perf_counter()
    model = GaussianCopulaSynthesizer(metadata)
    model.fit({"adult": table})
    fits.append(time.perf_counter() - start)
for _ in range(rounds):
    sample = None  # Two samples at a time would be held against its memory.
    start = time.perf_counter()
    sample = model.sample(rows)["adult"]
    samples.append(time.perf_counter() - start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
sample.head(len(table)).to_csv(out, index=False)
print(json.dumps({"fit": statistics.median(fits), "sample": statistics.median(samples), "peak": peak}))
