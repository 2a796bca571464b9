# `make help` lists what there is. Everything runs in the course's own environment,
# .venv, which is made the first time.

PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
BUILD := $(BIN)/jupyter-book build . --quiet
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help book html zip lab test check lint bench links screenshots freeze clean setup

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

book: html ## build the book, serve it on this machine and print its address
	@$(BIN)/python scripts/serve.py _build/html --port $(PORT)

html: setup ## build the book into _build/html; a warning is an error
	@$(BIN)/python scripts/browser_python.py
	@$(BUILD) -W -n --keep-going >/dev/null || \
	    { rm -rf _build; echo "The book has warnings, see above."; exit 1; }
	@echo "The book is in _build/html."

zip: html ## pack the book into _build/neural-networks-twice.zip, to open from a folder
	@$(BIN)/python -c 'import shutil; shutil.make_archive( \
	    "_build/neural-networks-twice", "zip", "_build/html")'
	@echo "The book is in _build/neural-networks-twice.zip; open index.html in it."

lab: setup ## open the notebooks in JupyterLab
	@$(BIN)/jupyter lab book/using-this-course.ipynb

test: setup lint ## run everything: style, library, notebooks, book, site
	@$(BIN)/python scripts/chromium.py
	@$(BIN)/python scripts/browser_python.py
	@$(PYTEST) tests book --nbval --nbval-current-env \
	    --nbval-sanitize-with tests/sanitize.cfg -n 2 --dist loadfile

check: setup lint ## the quick loop: style, library, changed notebooks (ALL=1: all)
	@$(PYTEST) tests --ignore tests/site -m "not slow" -q -n 2 --dist loadfile
	@$(BIN)/python scripts/quick.py $(if $(ALL),--all)

lint: setup
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format -q --check .

bench: setup ## time the library; results go to benchmarks/results
	@$(BIN)/python benchmarks/run.py

links: setup ## check that the links in the book lead somewhere (needs a network)
	@$(BUILD) --builder linkcheck --path-output _build/links >/dev/null 2>&1 || { \
	    grep '\[broken\]' _build/links/_build/html/output.txt; exit 1; }

screenshots: html ## write pictures of every page to _build/screenshots
	@$(BIN)/python scripts/screenshots.py

freeze: setup ## write constraints.txt: the exact versions that are in .venv now
	@$(BIN)/python scripts/freeze.py

clean: ## remove what `make` made, except .venv
	rm -rf _build .pytest_cache .ruff_cache .hypothesis *.egg-info
	find . -name .venv -prune -o -name __pycache__ -type d -exec rm -rf {} +

setup:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "The course needs Python 3.11 or newer; $(PYTHON) is missing or older."; \
	    echo "Name another one, as in: make book PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "$(PYTHON) lacks the venv module; on Debian or Ubuntu: apt-get install python3-venv"; \
	    exit 1; }
	@$(PYTHON) scripts/environment.py
