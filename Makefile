# make demo and make test need Python 3.11 or later (with venv) and make, nothing else: neither
# needs the other, an activated environment or root.

.DEFAULT_GOAL := help
.PHONY: help demo serve test lint lock clean
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv pip
# Every package comes from the lock in a version and with a hash that it names: a package that the
# lock does not know is refused. What to install of it stands in pyproject.toml.
INSTALL := $(UV) install --quiet --python $(BIN)/python --require-hashes \
	--constraint requirements.lock --requirement pyproject.toml --extra build
# The build takes setuptools from the environment, so it downloads nothing.
INSTALL_PROJECT := $(UV) install --quiet --python $(BIN)/python --offline --no-deps \
	--no-build-isolation --editable .
SOURCES := planner forecasting data app.py app_pages tests notebooks benchmarks
# Three processes keep two cores busy: tests in a browser mostly wait. What shares an app or a plan
# stays in one process.
PYTEST_FLAGS ?= -n 3 --dist loadfile --no-loadscope-reorder
# The forecasts solve many small systems: threads of the linear algebra only wait for each other.
export OPENBLAS_NUM_THREADS ?= 1
export OMP_NUM_THREADS ?= 1
# The tests start hundreds of processes and a plan starts two: what they import is compiled once and
# kept, also where the environment says otherwise. That saves each of them some seconds.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo "make demo   set up .venv and plan the demo team's next week into demo/plan"
	@echo "make serve  set up .venv and open the app in the browser, for this machine alone"
	@echo "make test   set up .venv with development tools and run all checks and tests"
	@echo "make lint   style and types alone"
	@echo "make lock   bring requirements.lock up to date with pyproject.toml"
	@echo "make clean  remove .venv, demo and caches"

demo: $(VENV)/run.stamp
	$(BIN)/sunrota demo

serve: $(VENV)/run.stamp
	$(BIN)/sunrota serve

test: lint
	$(BIN)/python -m pytest $(PYTEST_FLAGS)

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy planner forecasting data

lock: $(BIN)/uv
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV) compile --quiet --universal --generate-hashes --no-emit-index-url \
		--python-version 3.11 --all-extras pyproject.toml --output-file requirements.lock

clean:
	rm -rf $(VENV) demo build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
	find . -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/run.stamp: $(BIN)/uv requirements.lock pyproject.toml
	$(INSTALL)
	$(INSTALL_PROJECT)
	@touch $@

$(VENV)/dev.stamp: $(BIN)/uv requirements.lock pyproject.toml
	$(INSTALL) --extra dev
	$(INSTALL_PROJECT)
	@touch $@ $(VENV)/run.stamp

# A name that answers may still be too old, or lack venv (Debian packs it apart).
$(BIN)/uv:
	@for name in $(PYTHON) python3.14 python3.13 python3.12 python3.11 python3 python; do \
		if "$$name" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
			>/dev/null 2>&1; then \
			echo "setting up $(VENV) with $$("$$name" --version)"; \
			exec "$$name" -m venv --clear $(VENV); \
		fi; \
	done; \
	echo "sunrota needs Python 3.11 or later with venv (Debian: apt-get install python3-venv)," \
		"or say which: make PYTHON=/path/to/python3" >&2; \
	exit 1
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.8,<1"
	@touch $@
