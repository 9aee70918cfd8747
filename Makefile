# The same commands for those who have make; run.py does the work and needs only Python.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup check test cases golden docs run demo

# Make or renew .venv with everything that developing needs.
setup:
	$(PYTHON) run.py setup

# Format, lint, types, import directions and the standard packs, without the tests.
check:
	$(PYTHON) run.py check

# Every check and every test; what CI runs.
test:
	$(PYTHON) run.py test

# The law cases alone: one indicator, one file of cases.
cases: setup
	$(BIN)/python -m pytest tests/cases

# The worked example against its expected results.
golden: setup
	$(BIN)/python -m pytest -k golden

# Write the generated pages of docs/reference anew.
docs: setup
	$(BIN)/python scripts/write_docs.py

# Assess a package: make run PACKAGE=county.xlsx
run: setup
	$(BIN)/junheng assess $(PACKAGE)

# An invented county: its papers in demo/, then the web on it.
demo:
	$(PYTHON) run.py demo
