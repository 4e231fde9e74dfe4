#!/usr/bin/env bash
# Makes the example models from the tables in data/. The same program on the same machine makes the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
sklar=.build/release/sklar
"$sklar" fit data/adult_train.csv.gz -o models/adult.model --quiet
"$sklar" fit data/penguins.csv -o models/penguins.model --quiet
ls -l models/*.model | awk '{ print $5 " bytes  " $9 }'
