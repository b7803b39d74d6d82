# make demo · make test · make check · make notebooks · make bench · make docs      (the plain commands are in README.md)
PYTHON ?= python3
VENV ?= .venv
SCENARIO ?= scenarios/contact_centre.yaml
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
SETUP := setup.cfg pyproject.toml

.PHONY: demo test check notebooks bench docs clean

demo: $(VENV)/.installed
	$(BIN)/roi-engine run $(SCENARIO) --verbose

test: $(VENV)/.installed-test
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses auto --dist worksteal

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --config setup.cfg
	@if [ -f docs/conf.py ]; then $(MAKE) --no-print-directory docs; fi
	@$(MAKE) --no-print-directory notebooks

notebooks: $(VENV)/.installed-notebooks
	$(BIN)/python notebooks/execute.py

docs: $(VENV)/.installed-dev
	$(BIN)/sphinx-build -W --keep-going -q docs docs/_build/html
	@echo "docs/_build/html/index.html"

bench: $(VENV)/.installed-bench
	$(BIN)/python -m benchmarks

$(VENV)/.installed: $(SETUP)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) (a minute or two, once)"
	@$(PIP) --editable .
	@touch $@

# One rule for each extra: .installed-test, .installed-dev, .installed-bench, .installed-notebooks.
$(VENV)/.installed-%: $(SETUP)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) with what '$*' needs (a minute or two, once)"
	@$(PIP) --editable '.[$*]'
	@touch $@

clean:
	rm -rf $(VENV) build dist docs/_build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
