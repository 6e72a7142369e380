# The commands of the house; `make` lists them. Both the pre-commit hook and .ci/run call these targets.
#
#   PYTHON    the Python that makes the environment (3.11 or newer)      make demo PYTHON=python3.13
#   VENV      where the environment is                                   make test VENV=/tmp/nervure
#   PIP_ARGS  more arguments for pip, for instance an index with the CPU build of torch (see README.md)

PYTHON ?= python3
VENV ?= .venv
PIP_ARGS ?=
PYTEST_ARGS ?=

BIN := $(VENV)/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install $(PIP_ARGS)
# What is compiled or declared; Python files are used where they lie and need no second installation.
SOURCES := pyproject.toml CMakeLists.txt $(wildcard src/nervure/kernels/cpp/*)

.DEFAULT_GOAL := help
.PHONY: help demo test quick check fix docs bench bench-report peers clean
.DELETE_ON_ERROR:

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/installed ## install into .venv and train the lecture's network on real digits
	$(BIN)/nervure train digits

# Files stay whole (loadfile): what the tests of a file share is made once. They are dealt in their own order, so that the
# short examples of the modules come last and all processors end together; xdist's would put files of few long tests there.
test: $(VENV)/installed-test ## run the tests and the examples in the documentation, one process for each processor
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

quick: $(VENV)/installed-test ## run within a minute what a change needs: its twins, its contracts, the house
	$(BIN)/python -m tests.quick $(PYTEST_ARGS)

check: $(VENV)/installed-dev ## format, lint, types, floors: what every change must pass
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

fix: $(VENV)/installed-dev ## format, and mend what the linter can mend
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

docs: $(VENV)/installed-docs ## build the site of the documentation: site/index.html, to be read without a network
	$(BIN)/python -m sphinx -W --keep-going -q -E docs site
	@echo "Open site/index.html."

bench: $(VENV)/installed-test ## measure beside other libraries, 20 minutes at most: WORK= CONTENDERS= ROUNDS= MINUTES= AGAIN=1 LIST=1
	$(BIN)/python -m benchmarks.run $(if $(WORK),--work '$(WORK)') $(if $(CONTENDERS),--contenders '$(CONTENDERS)') \
	  $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(MINUTES),--minutes $(MINUTES)) $(if $(AGAIN),--again) $(if $(LIST),--list)

bench-report: $(VENV)/installed-test ## make table, plot and the figures of docs/performance.md of what was measured
	$(BIN)/python -m benchmarks.report

peers: ## install the libraries that `make bench` compares with, apart from nervure's own environment
	$(PYTHON) -m venv .venv-peers
	PIP_DISABLE_PIP_VERSION_CHECK=1 .venv-peers/bin/python -m pip install $(PIP_ARGS) -r benchmarks/requirements-peers.txt

clean: ## remove the environment and everything that tools left behind
	rm -rf $(VENV) .venv-peers build dist site .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests examples benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp stands for one set of packages; a larger set brings the smaller ones with it.
$(VENV)/installed: $(SOURCES) | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(VENV)/installed-test: $(SOURCES) | $(BIN)/python
	$(PIP) --editable '.[test]'
	@touch $(VENV)/installed $@

$(VENV)/installed-dev: $(SOURCES) | $(BIN)/python
	$(PIP) --editable '.[test,dev]'
	@touch $(VENV)/installed $(VENV)/installed-test $@

$(VENV)/installed-docs: $(SOURCES) | $(BIN)/python
	$(PIP) --editable '.[docs]'
	@touch $(VENV)/installed $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "nervure needs Python 3.11 or newer, and '$(PYTHON)' is: $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Install a newer Python and name it: make $(or $(MAKECMDGOALS),demo) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -f $@; \
	  echo "'$(PYTHON) -m venv' failed; on Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
