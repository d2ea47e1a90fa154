# Everything lives in .venv; both commands below set up whatever they need on a fresh Debian with Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
T ?=

.PHONY: help demo semantic test lint kill year consulta2014 peak lock wheel screenshots clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(VENV)/ready: requirements.txt requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV) || { echo "Install Python's venv first: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(VENV)/ready ## the whole program on this machine, no account needed: http://127.0.0.1:8000/phone
	$(BIN)/voz demo

semantic: $(VENV)/ready ## the extra that compares what proposals mean
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-semantic.txt

test: $(VENV)/ready ## every test (T=tests/civic for a part)
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(T)

lint: $(VENV)/ready ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

kill: $(VENV)/ready ## 100 kills at random points under load, then the books
	VOZ_KILLS=100 $(BIN)/python -m pytest tests/program -k kill -s

year: $(VENV)/ready ## a simulated year of 5,000 reports, then the books
	$(BIN)/python -m tests.year

consulta2014: $(VENV)/ready ## the consultation of 2014 by chat: 5,154 people, 14,377 proposals, then the report
	$(BIN)/python -m tests.consulta2014

screenshots: $(VENV)/ready ## the pictures of the README and of the desk, anew (needs Debian's chromium)
	$(BIN)/python docs/images/take.py
	$(BIN)/python -m docs.images.desk

wheel: $(VENV)/ready ## the package, in dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

peak: $(VENV)/ready ## ten minutes of a consultation at 24 messages a second over HTTP, then the books
	$(BIN)/python -m tests.peak

lock: $(VENV)/ready ## write requirements*.txt anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --extra postgres -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --extra postgres --extra oidc --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml requirements-build.in
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -o requirements-semantic.txt requirements-semantic.in

clean: ## remove what the commands made
	rm -rf $(VENV) dist data/demo
