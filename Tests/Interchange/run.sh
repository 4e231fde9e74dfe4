#!/usr/bin/env bash
# Reads Parquet and Arrow outputs back with pyarrow, polars and DuckDB (part of make test).
# TEST_PYTHON names a Python that has them already; else they go into a virtual environment of their own.
set -euo pipefail
cd "$(dirname "$0")/../.."
python="${TEST_PYTHON:-}"
if [ -z "$python" ]; then
  python=.venv-test/bin/python
  if ! cmp -s Tests/Interchange/requirements.txt .venv-test/requirements.txt; then
    rm -rf .venv-test
    python3 -m venv .venv-test
    .venv-test/bin/pip install -q -r Tests/Interchange/requirements.txt
    cp Tests/Interchange/requirements.txt .venv-test/
  fi
fi
"$python" Tests/Interchange/check.py "${SKLAR:-.build/release/sklar}"
