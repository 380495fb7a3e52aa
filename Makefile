# `make demo` and `make test` do all the set-up themselves.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
OUT    := demo_seqfolio

.PHONY: demo test test-slow bench lint format clean system-libraries

demo: $(VENV)/.installed system-libraries
	$(BIN)/seqfolio run example_data/airway/project.yaml -o $(OUT) -f
	@echo
	@echo "The report: $(CURDIR)/$(OUT)/report.html and $(CURDIR)/$(OUT)/report.pdf"

test: $(VENV)/.test-installed system-libraries lint
	$(BIN)/python -m pytest -n auto -m "not slow"

test-slow: $(VENV)/.slow-installed system-libraries
	SEQFOLIO_NO_SKIPS=1 $(BIN)/python -m pytest -m slow -rs

# R's DESeq2 takes part when it is installed (apt-get install r-bioc-deseq2 r-bioc-limma r-bioc-edger).
bench: $(VENV)/.test-installed system-libraries
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tools/bench-requirements.txt
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/deseq2_bench.py
	$(BIN)/python benchmarks/limma_bench.py
	$(BIN)/python benchmarks/archive.py
	$(BIN)/python benchmarks/html_bench.py

lint: $(VENV)/.test-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(VENV)/.test-installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

system-libraries:
	@sh tools/system_libraries.sh

$(VENV)/.made:
	$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'Seqfolio needs Python 3.11 or newer: make PYTHON=python3.12 ...')"
	$(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }
	touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	$(BIN)/python -m compileall -q src
	touch $@

$(VENV)/.test-installed: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tools/test-requirements.txt -e ".[multiqc]"
	touch $@

# Validators and servers for the slow tests; what apt may not install is named by the test that needs it.
$(VENV)/.slow-installed: $(VENV)/.test-installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tools/slow-test-requirements.txt -e ".[edger]"
	@sh tools/slow_test_packages.sh $(VENV)/node
	@sh tools/crate_validator.sh $(VENV)
	touch $@

clean:
	rm -rf $(VENV) $(OUT) build dist tests/actual
