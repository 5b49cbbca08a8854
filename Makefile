# The words of the project. People, pre-commit and CI call the same ones; `make` alone lists them.
# Needs Python 3.11 or newer (`make PYTHON=python3.13 …` picks one), make and git; everything else goes into .venv.

PYTHON ?= python3
VENV := .venv
DEMO := .venv-demo
BIN := $(VENV)/bin
# The originals, which `make truth` asks: hundreds of megabytes, so they stand outside the tree and are made once.
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/icefloe
ORIGINAL := $(CACHE)/flowyml-2.2.1
RUNNABLE := $(CACHE)/runnable-0.50.0
# Packages whose types are asked for, with and without the stubs of pandas.
PACKAGES := $(CACHE)/packages-pandas3-numpy2-sklearn1
INSTALL := -m pip install --quiet --disable-pip-version-check
SOURCES := $(shell find compiler runtimes schemas -name '*.py' -o -name '*.json')

.DEFAULT_GOAL := help
.PHONY: help setup demo test check check-pyright check-others goldens truth faults bench browsers docs format python

help: ## list these words
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(VENV)/.test $(VENV)/.check ## make .venv with all that the other words need

demo: $(DEMO)/.installed ## install into a venv of its own and walk through the main job, with real output
	$(DEMO)/bin/python examples/demo.py

test: $(VENV)/.test ## run all tests
	$(BIN)/python -m pytest -n auto

# pyright takes as long as all others together, and one processor: they run beside it.
check: $(VENV)/.test $(VENV)/.check ## lint, format, types, layers, and that generated files are current
	@$(MAKE) --no-print-directory --jobs 2 check-pyright check-others

check-pyright:
	$(BIN)/pyright --pythonpath $(BIN)/python

check-others:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check

goldens: $(VENV)/.test ## write every golden file anew; read the difference before you commit it
	@if [ -n "$$CI" ]; then echo "goldens: never in CI; run it on your machine and commit the difference" >&2; exit 2; fi
	ICEFLOE_REGENERATE=1 $(BIN)/python -m pytest -m golden
	$(BIN)/python docs/generate.py
	git status --short

truth: $(VENV)/.test $(VENV)/.check $(ORIGINAL)/.installed $(RUNNABLE)/.installed $(PACKAGES)/.installed ## compare with outside oracles, and write dated results into docs/results/
	$(BIN)/python tests/types/oracle_check.py
	$(BIN)/python tests/types/project_check.py $(VENV) $(PACKAGES)
	$(BIN)/python tests/infer/reveal_check.py
	$(BIN)/python tests/infer/returns_check.py
	$(BIN)/python tests/hostile/packages_check.py --install
	$(BIN)/python tests/determinism/semantic_check.py --install
	$(BIN)/python tests/oracle/flowyml_check.py $(ORIGINAL)/bin/python
	$(BIN)/python tests/oracle/runnable_check.py $(RUNNABLE)/bin/python
	$(BIN)/python tests/oracle/runnable_wirings.py $(RUNNABLE)/bin/python
	$(BIN)/python tests/oracle/runnable_values.py $(RUNNABLE)/bin/python
	$(BIN)/python tests/oracle/runnable_constructions.py $(RUNNABLE)/bin/python
	$(BIN)/python tests/oracle/runnable_random.py $(RUNNABLE)/bin/python
	$(BIN)/python tests/oracle/runnable_yaml_forms.py $(RUNNABLE)/bin/python
	@# These two originals are in no package index: 77 says that they were not there, and so does the output.
	$(BIN)/python tests/oracle/fastflow_check.py || [ $$? -eq 77 ]
	$(BIN)/python tests/oracle/fastflow_faults.py || [ $$? -eq 77 ]
	$(BIN)/python tests/oracle/motools_check.py || [ $$? -eq 77 ]
	$(BIN)/python tests/oracle/motools_faults.py || [ $$? -eq 77 ]

faults: $(VENV)/.test ## look for faults for some hours, and write dated results into docs/results/
	$(BIN)/python tests/hostile/faults.py
	$(BIN)/python tests/evaluate/fuzz_evaluator.py
	$(BIN)/python tests/hostile/tamper.py
	$(BIN)/python tests/hostile/bundle_flips.py
	$(BIN)/python tests/faults/many_faults.py

bench: $(VENV)/.test ## measure, and write dated results into docs/results/
	$(BIN)/python bench/check_time.py
	$(BIN)/python bench/read_time.py
	$(BIN)/python bench/type_cost.py
	$(BIN)/python bench/start_time.py
	$(BIN)/python bench/cache_time.py
	$(BIN)/python bench/many_files.py
	$(BIN)/python bench/step_time.py
	$(BIN)/python bench/lock_time.py
	$(BIN)/python bench/plan_time.py
	$(BIN)/python bench/run_time.py
	$(BIN)/python bench/whole_runs.py
	@# The systems that people use today, each in an environment of its own (3 GB, made once).
	$(BIN)/python bench/peers.py --install

browsers: ## try the pages in real browsers
	@echo "browsers: nothing here yet; there is no page to open so far"

docs: $(VENV)/.test ## write the generated pages of docs/
	$(BIN)/python docs/generate.py

format: $(VENV)/.check ## format, and fix what can be fixed safely
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed, $(PYTHON) is " + sys.version.split()[0] + "; say make PYTHON=… ")'

$(VENV)/bin/python: | python
	$(PYTHON) -m venv $(VENV)
	$@ $(INSTALL) --upgrade 'pip>=25.1'

$(VENV)/.test: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python $(INSTALL) --editable . --group test
	@touch $@

$(VENV)/.check: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python $(INSTALL) --group check
	@touch $@

$(DEMO)/bin/python: | python
	$(PYTHON) -m venv $(DEMO)

$(DEMO)/.installed: pyproject.toml $(SOURCES) | $(DEMO)/bin/python
	$(DEMO)/bin/python $(INSTALL) . pandas scikit-learn
	@touch $@

$(ORIGINAL)/bin/python: | python
	$(PYTHON) -m venv $(ORIGINAL)

$(ORIGINAL)/.installed: | $(ORIGINAL)/bin/python
	$(ORIGINAL)/bin/python $(INSTALL) flowyml==2.2.1
	@touch $@

$(RUNNABLE)/bin/python: | python
	$(PYTHON) -m venv $(RUNNABLE)

$(RUNNABLE)/.installed: | $(RUNNABLE)/bin/python
	$(RUNNABLE)/bin/python $(INSTALL) runnable==0.50.0 pandas scikit-learn
	@touch $@

$(PACKAGES)/bin/python: | python
	$(PYTHON) -m venv $(PACKAGES)

$(PACKAGES)/.installed: | $(PACKAGES)/bin/python
	$(PACKAGES)/bin/python $(INSTALL) 'pandas==3.1.*' 'pandas-stubs==3.1.*' 'numpy==2.4.*' 'scikit-learn==1.9.*'
	@touch $@
