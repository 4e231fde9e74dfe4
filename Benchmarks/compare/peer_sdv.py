"""SDV's Gaussian copula on a CSV: fit, sample, write; prints seconds and peak memory as JSON."""
import json, resource, sys, time, warnings

warnings.filterwarnings("ignore")
import pandas as pd
from sdv.metadata import Metadata
from sdv.single_table import GaussianCopulaSynthesizer

data, out, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
start = time.perf_counter()
table = pd.read_csv(data)
read = time.perf_counter() - start
metadata = Metadata.detect_from_dataframes({"adult": table})
start = time.perf_counter()
model = GaussianCopulaSynthesizer(metadata)
model.fit({"adult": table})
fit = time.perf_counter() - start
start = time.perf_counter()
sample = model.sample(rows)["adult"]
drawn = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
sample.head(len(table)).to_csv(out, index=False)
print(json.dumps({"read": read, "fit": fit, "sample": drawn, "peak": peak}))
