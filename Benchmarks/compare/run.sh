#!/usr/bin/env bash
# Installs the peers into a virtual environment of their own and compares in one run (make compare).
# COMPARE_PYTHON names a Python that has them already. Arguments go to compare.py (--help). Run it alone: it takes
# some 20 minutes, 10 GB of disk and, the first time, some gigabytes of packages.
set -euo pipefail
cd "$(dirname "$0")/../.."
python="${COMPARE_PYTHON:-}"
if [ -z "$python" ]; then
  [ -d .venv-compare ] || python3 -m venv .venv-compare
  .venv-compare/bin/pip install -q -r Benchmarks/compare/requirements.txt
  python=.venv-compare/bin/python
fi
"$python" Benchmarks/compare/compare.py "$@"
