#!/usr/bin/env bash
# Opens pages of `sklar evaluate --html` in headless Chromium (part of make test).
# TEST_PYTHON names a Python that has playwright already; else it goes into a virtual environment of its own.
set -euo pipefail
cd "$(dirname "$0")/../.."
python="${TEST_PYTHON:-}"
if [ -z "$python" ]; then
  python=.venv-test-browser/bin/python
  if ! cmp -s Tests/Browser/requirements.txt .venv-test-browser/requirements.txt; then
    rm -rf .venv-test-browser
    python3 -m venv .venv-test-browser
    .venv-test-browser/bin/pip install -q -r Tests/Browser/requirements.txt
    cp Tests/Browser/requirements.txt .venv-test-browser/
  fi
fi
"$python" Tests/Browser/check.py "${SKLAR:-.build/release/sklar}" "$@"
