# make demo   from a fresh machine to counts that can be checked, on bundled sample job boards
# make test   everything that CI runs: lint, types, taxonomy, tests
# make soak   what takes too long for every run: crawls and imports killed, boards misbehaving, at random
# make bench  speed and memory of each part, against yardsticks in the same run; about an hour, 12 GB in bench/
# make setup  .venv with `sought` in it, from the lock file; the busiest modules compiled, where a C compiler is

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test setup lock clean soak bench accuracy

setup: .venv/.ready
	@$(BIN)/python -m scripts.compile

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo "Sought needs Python 3.11, 3.12 or 3.13; say which: make PYTHON=python3.11 ..."; exit 3; }
	$(PYTHON) -m venv --clear .venv
	@echo "Installing what Sought rests on (a minute or two)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup
	@$(BIN)/python -m scripts.demo

test: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sought taxonomy validate
	$(BIN)/python -m pytest

soak: setup
	SOUGHT_SOAK=1 $(BIN)/python -m pytest tests/scripts/test_survival.py -n 2 --dist load
	SOUGHT_SOAK=1 $(BIN)/python -m pytest -n 0 -s tests/scripts/test_imports.py -k random_moments

# Of extraction and titles only what reference postings beside the checkout allow; they say what they lack.
bench: setup
	-$(BIN)/python -m scripts.bench.extraction
	-$(BIN)/python -m scripts.bench.titles
	-$(BIN)/python -m scripts.bench.lists
	$(BIN)/python -m scripts.bench.crawl
	-$(BIN)/python -m scripts.bench.load
	$(BIN)/python -m scripts.bench.demand
	$(BIN)/python -m scripts.bench.site
	$(BIN)/python -m scripts.bench.serve

# Measures extraction on labelled postings and writes docs/accuracy.md.
accuracy: setup
	$(BIN)/python -m scripts.bench.accuracy

# Needs uv (pip install uv). The lock holds versions and hashes, no addresses.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet -o requirements.lock

clean:
	rm -rf .venv demo build
