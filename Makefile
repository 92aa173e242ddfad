# The commands of the project; `make` alone shows them. Written for GNU make 3.81 and newer.

SUITABLE := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11; do \
            $$each -c '$(SUITABLE)' 2>/dev/null && echo $$each && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
WARM := $(VENV)/warm
WORKERS ?= 2
PYTEST := $(BIN)/python -m pytest
FLAGSHIP := scenarios/10_liquor_group
KERNEL := $(wildcard treasury/*.py treasury/pooling/*.py treasury/simulation/*.py)

.DEFAULT_GOAL := help
.PHONY: help setup run serve test test-all coverage check format bench faults picture lock clean

help: ## Show this list
	@echo "make run        set up (once), simulate the liquor group's year, say where the report is"
	@echo "make serve      set up (once), serve a demo bank to a team on this machine"
	@echo "make test       the quick tests"
	@echo "make test-all   every test, the coverage gates and the planted faults"
	@echo "make check      style, types and import order"
	@echo "make format     let ruff put the code in order"
	@echo "make bench      measure against peers; writes benchmarks/RESULTS.md"
	@echo "make faults     plant faults one at a time; every one must be caught by a test"
	@echo "make picture    take the picture of the report for the README (needs Chromium)"
	@echo "make lock       renew requirements.lock from pyproject.toml (needs uv)"
	@echo "make clean      remove caches and the virtual environment; runs/ stays"

setup: $(WARM)

$(READY): pyproject.toml requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (python3); none was found."; exit 1; }
	@$(PYTHON) -c '$(SUITABLE)' || { echo "Python 3.11 or newer is needed."; exit 1; }
	@echo "Setting up $(VENV) (once; a few minutes on a slow line) ..."
	@if command -v uv >/dev/null; then \
	  uv venv --quiet --allow-existing --python "$$(command -v $(PYTHON))" $(VENV) && \
	  uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes \
	    -r requirements.lock && \
	  uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
	  $(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	    echo "This Python cannot make virtual environments (ensurepip is missing)."; \
	    echo "Debian and Ubuntu: sudo apt-get install python3-venv   (or install uv)"; exit 1; }; \
	  $(PYTHON) -m venv $(VENV) && \
	  $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .; \
	fi
	@touch $@

$(WARM): $(READY) $(KERNEL)
	@$(BIN)/python -m compileall -q treasury # also where Python is told to leave no bytecode
	@echo "Compiling the kernel (once after each change of its sources; up to a minute) ..."
	@rm -rf $(VENV)/first-run
	@$(BIN)/treasury run scenarios/01_one_account --out $(VENV)/first-run >/dev/null
	@rm -rf $(VENV)/first-run
	@touch $@

run: $(WARM) ## The flagship's year
	@$(BIN)/treasury run $(FLAGSHIP)
	@echo "Open it in a browser; it needs no network."

serve: $(WARM) ## A demo bank
	@$(BIN)/treasury serve --demo

test: $(WARM) ## The quick tests
	@$(PYTEST) -n $(WORKERS) --dist worksteal -m "not slow"

# What has run with the coverage and is the same without the compiled kernel is not run again.
test-all: $(WARM) ## Everything
	@status=0; $(MAKE) coverage || status=1; \
	TREASURY_THOROUGH=1 $(PYTEST) -n $(WORKERS) --dist worksteal -m "slow or compiled or not shell" || \
	status=1; exit $$status

# The gates are measured interpreted: compiled code cannot be followed line by line.
coverage: $(READY)
	@rm -f .coverage .coverage.*
	@NUMBA_DISABLE_JIT=1 $(PYTEST) -n $(WORKERS) --dist worksteal -m "not slow and not compiled" --quiet --cov --cov-report=
	@echo "Branches of pooling, interest, money, virtual ledgers and checks (100 % asked):"
	@$(BIN)/coverage report --fail-under=100 --include="treasury/pooling/*,treasury/interest.py,treasury/money.py,treasury/checks.py,treasury/checking/*,treasury/virtual_ledgers.py"
	@echo "Everything else (90 % asked):"
	@$(BIN)/coverage report --fail-under=90 --omit="treasury/pooling/*,treasury/interest.py,treasury/money.py,treasury/checks.py,treasury/checking/*,treasury/virtual_ledgers.py"

check: $(READY) ## Style, types, import order
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(WARM) ## Side by side with peers
	@$(BIN)/python -m benchmarks

faults: $(WARM) ## Planted faults
	@$(BIN)/python -m tests.faults

picture: $(WARM)
	@$(BIN)/treasury run $(FLAGSHIP) --out $(VENV)/picture >/dev/null
	@$(BIN)/python docs/pictures/take.py $(VENV)/picture/report.html
	@rm -rf $(VENV)/picture

lock:
	@uv pip compile pyproject.toml --extra service --extra test --extra dev --universal --fork-strategy fewest --python-version 3.11 \
	  --generate-hashes --no-strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-annotate \
	  --quiet --output-file requirements.lock

clean: ## Caches, the virtual environment
	@rm -rf $(VENV) build dist *.egg-info .coverage .coverage.* htmlcov
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
