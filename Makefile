# `make demo` and `make test` do all of their own set-up; the first takes a few minutes, later ones none.
PYTHON ?= python3 python3.13 python3.12 python3.11 python3.14
BIN := .venv/bin
PACKAGES := streams detectors models
KERNELS := $(shell find streams detectors \( -name '*.py' -o -name '*.toml' \))
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help
.PHONY: help setup demo test check lint format types imports doctests bench guard quality chaos fuzz java clean

help:
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

demo: .venv/.built ## shows it at work, without Kafka
	@$(BIN)/ringfence demo

test: .venv/.built java ## all tests, on a real Kafka that they start themselves
	@$(BIN)/pytest -n 2 --dist loadgroup --no-loadscope-reorder

check: lint types imports doctests ## what has to pass before a commit, besides the tests

setup: .venv/.built ## the virtual environment and the compiled kernels

bench: .venv/.built java ## measures what it costs, beside other engines, on a real Kafka: make bench WITH=--quick for ten minutes
	@$(BIN)/python -m benchmarks $(WITH)

guard: .venv/.built java ## fails where workers have become slower, beside a bare loop over the same topic
	@$(BIN)/python -m benchmarks.guard

quality: .venv/.built ## says how often recommendations are right, on simulated traffic: a quarter of an hour; make quality WITH=--no-what-if for less
	@$(BIN)/python -m benchmarks.quality $(WITH)

chaos: .venv/.built java ## breaks workers and their broker for half an hour, and looks what is lost
	@$(BIN)/python -m tests.chaos

fuzz: .venv/.built ## judges a million records that have gone wrong, with checks of every index; a quarter of an hour
	@$(BIN)/python -m tests.fuzz

lint: .venv/.installed
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "Not formatted as the rest is: run make format." >&2; exit 1; }

format: .venv/.installed ## formats every file
	@$(BIN)/ruff format --quiet .

types: .venv/.installed
	@$(BIN)/mypy --no-error-summary

imports: .venv/.installed
	@$(BIN)/lint-imports --no-logo > .venv/imports.log || { cat .venv/imports.log >&2; exit 1; }

doctests: .venv/.built
	@$(BIN)/pytest --quiet $(PACKAGES)

clean: ## forgets the virtual environment and all caches
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

.venv/.installed: requirements-dev.lock pyproject.toml
	@test -x $(BIN)/python && exit 0; \
	for python in $(PYTHON); do \
	  $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null || continue; \
	  $$python -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "Missing: the venv module of $$python. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }; \
	  exec $$python -m venv .venv; \
	done; \
	echo "Missing: Python 3.11 to 3.14 (tried: $(PYTHON)). Install one, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1
	@echo "Installing what requirements-dev.lock names into .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation -e .
	@touch $@

.venv/.built: .venv/.installed $(KERNELS)
	@echo "Compiling the detectors …"
	@$(BIN)/python -m streams.build
	@touch $@

java:
	@test -n "$$RINGFENCE_TEST_BROKER" || { command -v java && command -v mvn; } >/dev/null || \
	  echo "Missing: java or mvn. Tests on a real Kafka will be skipped; install a JDK (17 or newer) and Maven to run them." >&2
