# make run      open the studio on http://127.0.0.1:8000
# make test     every check
# make oracle   the comparison with PyTorch, live
# make sweep    every page of the reference, and random actions on the page
# make soak     500 random actions on the page
# make guided   random programs, led by the code that they reach
# make bench    the engine's speed against its peers
# All of it lives in .venv; nothing else on the machine is touched.

PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
RUNS    := 10000
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK    := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
           --generate-hashes --no-header --no-annotate pyproject.toml
PAGE    := $(BIN)/python static/build_page.py

.PHONY: run test oracle sweep soak guided bench page types lint format lock clean

run: page
	@$(BIN)/python -m server.cli serve

test: lint
	@$(PAGE) vitest run
	@$(BIN)/python -m pytest -m "not (browser or oracle or sweep or long)" -n auto --maxprocesses 4 --dist worksteal
	@$(BIN)/python -m pytest -m "browser and not (sweep or long)" -n auto --maxprocesses 2 --dist worksteal

oracle: $(VENV)/.for-oracle
	@$(BIN)/python -m pytest -m oracle

sweep: $(VENV)/.for-test page
	@$(BIN)/python -m pytest -m sweep

soak: $(VENV)/.for-test page
	@$(BIN)/python -m pytest -m long

guided: $(VENV)/.for-guided
	@PYTHONHASHSEED=0 $(BIN)/python -m tests.server.fuzz.guided --runs $(RUNS)

bench: $(VENV)/.for-bench
	@$(BIN)/python -m benchmarks.engine

page: $(VENV)/.for-run
	@$(PAGE)

lint: $(VENV)/.for-test page
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(PAGE) oxlint --deny-warnings
	@$(PAGE) oxfmt --check
	@$(PAGE) tsc --build

format: $(VENV)/.for-test
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/ruff format
	@$(PAGE) oxfmt

types: page
	$(BIN)/python static/write_types.py

lock: $(VENV)/.for-test
	$(LOCK) --upgrade --output-file requirements.lock
	$(LOCK:pyproject.toml=) --upgrade --group build --output-file requirements-build.lock
	$(LOCK) --upgrade --group dev --output-file requirements-dev.lock
	$(BIN)/python static/lock_page.py

clean:
	rm -rf $(VENV) static/node_modules static/dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' && $(PYTHON) -m venv $(VENV) || { \
	rm -rf $(VENV); echo; \
	echo 'Nablascope needs Python 3.11 or newer with its venv module.'; \
	echo 'On Debian and Ubuntu:  sudo apt-get install python3-venv'; \
	echo 'With another Python:   make run PYTHON=/path/to/python3'; \
	exit 1; }

$(VENV)/.for-run: requirements.lock requirements-build.lock | $(BIN)/python
	@echo 'Installing what Nablascope needs into $(VENV) ...'
	@$(INSTALL) --require-hashes -r requirements.lock -r requirements-build.lock
	@touch $@

$(VENV)/.for-test: requirements-dev.lock $(VENV)/.for-run | $(BIN)/python
	@echo 'Installing what the checks need into $(VENV) ...'
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.for-oracle: Makefile $(VENV)/.for-test
	@echo 'Installing PyTorch into $(VENV) ...'
	@$(INSTALL) torch==2.13.0 expecttest==0.3.0
	@touch $@

$(VENV)/.for-guided: Makefile $(VENV)/.for-test
	@echo 'Installing atheris into $(VENV) ...'
	@$(INSTALL) atheris==3.0.0
	@touch $@

$(VENV)/.for-bench: $(VENV)/.for-oracle
	@echo 'Installing the peers into $(VENV) ...'
	@$(INSTALL) autograd==1.9.1 mygrad==2.5.0 micrograd==0.1.0
	@touch $@
