# Targets: demo, test, test-long, bench, compare, build, models, lint, format, clean.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := build

SWIFT ?= swift
SKLAR := .build/release/sklar
DEMO_ROWS ?= 1000000
DEMO_DIR ?= demo
ARGS ?=
PACKAGES := libopenblas-dev liblapacke-dev zlib1g-dev libzstd-dev libssl-dev zstd
# What the browser test needs, and nothing else does.
BROWSER_PACKAGES := chromium python3-venv

.PHONY: deps build demo test test-long bench compare models lint format clean

# Installs what is missing, and asks nobody for anything if nothing is.
deps:
	@missing=""; for package in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q '^install ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "installing:$$missing"; \
	  run() { if [ "$$(id -u)" = 0 ]; then "$$@"; else sudo "$$@"; fi; }; \
	  run apt-get update -qq && DEBIAN_FRONTEND=noninteractive run apt-get install -y -qq $$missing >/dev/null; \
	fi

build: deps
	$(SWIFT) build -c release

demo: deps
	@echo "building (the first time takes a minute or two)"
	@$(SWIFT) build -c release -q
	@mkdir -p $(DEMO_DIR)
	@echo; echo '$$ sklar fit data/adult_train.csv.gz -o $(DEMO_DIR)/adult.model'
	@$(SKLAR) fit data/adult_train.csv.gz -o $(DEMO_DIR)/adult.model
	@echo; echo '$$ sklar sample $(DEMO_DIR)/adult.model -n $(DEMO_ROWS) --seed 7 -o $(DEMO_DIR)/adult_synthetic.csv'
	@$(SKLAR) sample $(DEMO_DIR)/adult.model -n $(DEMO_ROWS) --seed 7 -o $(DEMO_DIR)/adult_synthetic.csv
	@echo; head -4 $(DEMO_DIR)/adult_synthetic.csv
	@echo; echo '$$ sklar evaluate data/adult_train.csv.gz $(DEMO_DIR)/adult_synthetic.csv --holdout data/adult_test.csv.gz --target income --html $(DEMO_DIR)/report.html'
	@$(SKLAR) evaluate data/adult_train.csv.gz $(DEMO_DIR)/adult_synthetic.csv --holdout data/adult_test.csv.gz --target income --html $(DEMO_DIR)/report.html

# `swift test` builds the command, too; to build before it would compile everything twice, as tests need other flags.
# Everything in release, where the statistical tests belong; then what does not need speed in debug, whose checks
# (overflow, exclusivity, preconditions of the standard library) release leaves out; then what other programs read, and what a browser shows.
test: deps lint
	$(SWIFT) test -c release
	$(SWIFT) test --skip CommandTests --skip StatisticalTests
	Tests/Interchange/run.sh
	$(MAKE) --no-print-directory deps PACKAGES="$(BROWSER_PACKAGES)"
	Tests/Browser/run.sh

test-long: test
	SKLAR_LONG_TESTS=1 $(SWIFT) test -c release

# Two minutes: this machine's limits and our rates, then the Adult table with peak memory.
bench: build
	@$(SKLAR) bench
	@echo
	@python3 Benchmarks/sampling.py
	@echo
	@python3 Benchmarks/evaluating.py

# Twenty minutes, beside every peer. ARGS="--only writing" runs one work alone; see Benchmarks/README.md.
compare: build
	Benchmarks/compare/run.sh $(ARGS)

models: build
	models/make.sh

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Benchmarks/Micro/Package.swift Benchmarks/Micro/Benchmarks

format:
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests Benchmarks/Micro/Package.swift Benchmarks/Micro/Benchmarks

clean:
	rm -rf .build $(DEMO_DIR) .venv-test .venv-test-browser .venv-compare .build-compare Benchmarks/Micro/.build
