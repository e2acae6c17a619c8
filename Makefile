# make demo   a plan and a map of the demo city, from a clean clone
# make test   style, types, layers and the whole suite
# make lint   style, types and layers only
# make bench  side by side with other packages
# make docs   the reference pages, from the code
# make pictures  the gallery, from the demo city in a browser
#
# PYTHON chooses the interpreter (3.11 to 3.13), VENV the folder to install into.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: demo test lint bench docs pictures clean

demo: $(VENV)/.installed
	$(BIN)/siting demo

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest

lint: $(VENV)/.installed-test
	$(BIN)/ruff check
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: $(VENV)/.installed-test
	$(BIN)/python -m benchmarks.mclp_vs_spopt

docs: $(VENV)/.installed
	$(BIN)/python -m docs.build

pictures: $(VENV)/.installed-test
	$(BIN)/python -m docs.pictures

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# the stamps make a second run start at once
$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(VENV)/.installed-test: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable ".[test]"
	@touch $@ $(VENV)/.installed

$(BIN)/python:
	@command -v $(PYTHON) > /dev/null || { echo "$(PYTHON) was not found; install Python 3.11, 3.12 or 3.13, or name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { echo "$(PYTHON) is $$($(PYTHON) -V 2>&1); siting needs Python 3.11, 3.12 or 3.13: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "the virtual environment could not be made; on Debian and Ubuntu: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }
