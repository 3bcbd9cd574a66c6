# Everything that a developer runs. Each target makes the environment that it needs, from the lock files.

VENV ?= .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; break; }; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet
UV ?= uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate
# Tests of workers wait more than they compute: three at a time on two cores.
JOBS ?= 3
ONLY_WRAPPER := arcjet connect-python pyqwest wasmtime opentelemetry-api
ONLY_BROWSER := httpx2-jsfetch

SEEDS ?= $(or $(SEED),1..24)
SCENES ?=
FUZZ ?= 60

.PHONY: help demo test lint format bench replay-proof torture scenes fuzz lock schemas sbom dashboard checks audit clean

help:
	@echo "make demo     see it work: broker, worker and report, all by itself"
	@echo "make test     all that CI checks: style, types, tests"
	@echo "make lint     style and types only"
	@echo "make format   put the code into shape"
	@echo "make bench    CPU and memory beside two plain Presidio workers"
	@echo "make torture  workers under fire: SEEDS=1..200 JOBS=6, or SEED=17 for one run again"
	@echo "make scenes   brokers and topics under fire: SEEDS=1..3, SCENES=gone,leaders_die"
	@echo "make fuzz     fuzz the decoder with atheris: FUZZ=60 seconds"
	@echo "make replay-proof  a replay beside the live worker: same bytes, whatever kills it (an hour of 50 people)"
	@echo "make schemas  write the JSON Schemas anew"
	@echo "make sbom     write the bill of materials, sbom.json (CycloneDX)"
	@echo "make audit    ask for known vulnerabilities of what the lock files pin"
	@echo "make checks   hold the deployment's files against the tools of those who read them"
	@echo "make dashboard  the Grafana dashboard, fed by two real workers (needs prometheus)"
	@echo "make lock     write the lock files anew (needs uv)"
	@echo "make clean    remove the environment and caches"

demo: $(VENV)/.run
	@$(BIN)/cleantrace demo

test: $(VENV)/.dev
	@status=0; \
	$(BIN)/ruff check . || status=1; \
	$(BIN)/ruff format --check --quiet . || status=1; \
	$(BIN)/mypy || status=1; \
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal || status=1; \
	exit $$status

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy

format: $(VENV)/.dev
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

replay-proof: $(VENV)/.dev
	@$(BIN)/python -m tests.scale.replay_proof $(PROOF)

bench: $(VENV)/.dev
	@PYTHONPATH=benchmarks $(BIN)/python benchmarks/bench.py $(BENCH)

torture: $(VENV)/.dev
	@$(BIN)/python -m tests.torture --seeds $(SEEDS) --jobs $(JOBS) $(TORTURE)

scenes: $(VENV)/.dev
	@$(BIN)/python -m tests.torture --seeds $(or $(SEED),$(if $(filter file,$(origin SEEDS)),1,$(SEEDS))) \
		--jobs $(JOBS) --scenes $(or $(SCENES),all) $(TORTURE)

fuzz: $(VENV)/.dev
	@$(BIN)/python -c 'import atheris' 2>/dev/null || $(PIP) atheris==3.0.0
	@$(BIN)/python -m tests.fuzz.decoder --seconds $(FUZZ)

schemas: $(VENV)/.dev
	@$(BIN)/python -m schemas.generate

sbom: $(VENV)/.run
	@$(BIN)/python docker/sbom.py >sbom.json && echo "sbom.json"

audit: $(VENV)/.dev
	@PYTHON=$(BIN)/python docker/checks/audit

checks: $(VENV)/.dev
	@PYTHON=$(BIN)/python docker/checks/install
	@$(BIN)/python -m pytest -rs tests/docker/test_static.py tests/docker/test_dashboard_schema.py tests/docker/test_prometheus.py

dashboard: $(VENV)/.dev
	@$(BIN)/python -m tests.docker.live $(or $(FOLDER),dashboard) $(MINUTES)

lock:
	$(COMPILE) --extra embedded --group build $(addprefix --no-emit-package ,$(ONLY_WRAPPER)) \
		pyproject.toml --output-file requirements.lock
	$(COMPILE) --extra embedded --extra otel --extra registry --group build --group dev \
		$(addprefix --no-emit-package ,$(ONLY_BROWSER) $(filter-out opentelemetry-api,$(ONLY_WRAPPER))) \
		--constraint requirements.lock pyproject.toml --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or later is needed and was not found" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "make: no virtual environment could be made; on Debian: apt install python3-venv" >&2; exit 1; }

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what requirements.lock pins into $(VENV) (some minutes the first time)..."
	@$(PIP) --require-hashes --no-deps -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@$(PIP) --require-hashes --no-deps -r requirements-dev.lock
	@touch $@
