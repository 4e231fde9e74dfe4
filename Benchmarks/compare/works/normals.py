"""Correlated normals, float64, d = 20, on one core, over and over one block of 1,024 rows that stays in cache.

Ours: `sklar bench --only normals`: uniforms (Philox4x32-10, 52 bits), normal quantile (relative error below 1e-9: sampling
quality), triangular product, as sampling a model does it. MKL: vdRngGaussianMV by inverse CDF, sequential layer, by every generator below
and with MKL's own choice of instructions and those it can be told to take; its fastest is the peer. numpy: Generator.multivariate_normal by
Cholesky (the covariance is factored in every call, as its interface has it)."""
import json, statistics, sys
import suite

D, ROWS = 20, 1024
GENERATORS = {"SFMT19937": 13 << 20, "PHILOX4X32X10": 16 << 20, "ARS5": 15 << 20}


def mkl(seconds):
    """In a process of its own: nanoseconds a value by generator."""
    import ctypes, glob, time
    import numpy as np

    library = ctypes.CDLL(glob.glob(sys.prefix + "/lib/libmkl_rt.so*")[0])
    covariance = 0.5 ** np.abs(np.subtract.outer(range(D), range(D)))
    factor = np.ascontiguousarray(np.linalg.cholesky(covariance))
    mean, block = np.zeros(D), np.empty((ROWS, D))
    address = lambda array: array.ctypes.data_as(ctypes.c_void_p)
    inverse_cdf, full_storage = 2, 0
    rates = {}
    for name, generator in GENERATORS.items():
        stream = ctypes.c_void_p()
        if library.vslNewStream(ctypes.byref(stream), generator, ctypes.c_uint(7)) != 0:
            continue
        given = (inverse_cdf, stream, ROWS, address(block), D, full_storage, address(mean), address(factor))
        call = lambda: library.vdRngGaussianMV(*given)
        times, end = [], time.perf_counter() + seconds
        while time.perf_counter() < end:
            start = time.perf_counter()
            for _ in range(20):
                if call() != 0:
                    raise RuntimeError("vdRngGaussianMV failed")
            times.append((time.perf_counter() - start) / (20 * ROWS * D))
        library.vslDeleteStream(ctypes.byref(stream))
        if abs(np.corrcoef(block.T)[0, 1] - 0.5) > 0.15:
            raise RuntimeError("vdRngGaussianMV did not draw what it was asked for")
        rates[name] = statistics.median(times) * 1e9
    print(json.dumps(rates))


def by_numpy(seconds):
    """In a process of its own: nanoseconds a value."""
    import time
    import numpy as np

    covariance = 0.5 ** np.abs(np.subtract.outer(range(D), range(D)))
    generator, times, end = np.random.default_rng(7), [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        generator.multivariate_normal(np.zeros(D), covariance, size=ROWS, method="cholesky", check_valid="ignore")
        times.append((time.perf_counter() - start) / (ROWS * D))
    print(json.dumps(statistics.median(times) * 1e9))


def run():
    seconds = suite.scaled(1.0, 0.05)
    rounds = suite.scaled(5, 1)
    one = {"MKL_THREADING_LAYER": "SEQUENTIAL", "MKL_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    ours, numpys, mkls = [], [], {}
    for _ in range(rounds):
        rate = suite.bench("--only", "normals", "--threads", 1, "--seconds", seconds)["normals", 1]
        ours.append(1e9 / rate["per_second"])
        for instructions in ("", "AVX2", "AVX512"):
            environment = {**one, "MKL_ENABLE_INSTRUCTIONS": instructions} if instructions else one
            text = suite.run([sys.executable, __file__, "mkl", seconds / 4], environment=environment)["text"]
            for name, value in json.loads(text).items():
                mkls.setdefault((name, instructions or "own choice"), []).append(value)
        numpys.append(json.loads(suite.run([sys.executable, __file__, "numpy", seconds], environment={**one, "OPENBLAS_NUM_THREADS": "1"})["text"]))
    mine, theirs = statistics.median(ours), statistics.median(numpys)
    medians = {key: statistics.median(values) for key, values in mkls.items()}
    best = min(medians, key=medians.get)
    listed = "; ".join(
        f"{name} {min(v for (n, _), v in medians.items() if n == name):.2f}" for name in GENERATORS
        if any(n == name for n, _ in medians))
    return [
        suite.result(
            "correlated normals, float64, d = 20, one core, in cache", "MKL `vdRngGaussianMV`", mine, medians[best],
            unit="ns a value", ratio=medians[best] / mine, must=1.5, aim=2.2, runs=rounds, threads=1, key="normals-mkl",
            note=f"MKL by generator, best of its instruction sets: {listed} ns; fastest {best[0]} ({best[1]}). Ours: "
                 f"Philox4x32-10, quantile of sampling quality (relative error below 1e-9)."),
        suite.result(
            "the same", "numpy `multivariate_normal` (Cholesky)", mine, theirs, unit="ns a value", ratio=theirs / mine,
            must=15, aim=27, runs=rounds, threads=1, key="normals-numpy"),
    ]


if __name__ == "__main__":
    {"mkl": mkl, "numpy": by_numpy}[sys.argv[1]](float(sys.argv[2]))
