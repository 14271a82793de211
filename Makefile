# Every task of the project, one word each. `make help` lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
RUN    := $(BIN)/python

.DEFAULT_GOAL := help
.PHONY: site serve test check fix outputs experiments parity bench clean help env-site env-test

site: env-site ## Build the site into site/: run stale pages, build strictly, check the result
	@$(RUN) scripts/build.py

serve: env-site ## Build and show the site at http://127.0.0.1:8000/, rebuilding as you edit
	@$(RUN) scripts/serve.py

test: env-test ## Run every test, in a real browser too
	@OMP_NUM_THREADS=1 $(RUN) -m pytest --numprocesses auto --dist worksteal $(ARGS)

check: env-test ## Format, lint and types, without changing anything
	@$(RUN) -m ruff format --check code scripts tests
	@$(RUN) -m ruff check code scripts tests
	@$(RUN) -m mypy

fix: env-test ## Mend what the formatter and the linter can mend
	@$(RUN) -m ruff format code scripts tests
	@$(RUN) -m ruff check --fix code scripts tests

outputs: env-site ## Run every page whose code, package or versions changed; ARGS=--verify re-runs all
	@$(RUN) scripts/outputs.py $(ARGS)

experiments: env-site ## Record the long experiments whose source changed; ARGS="name" for one
	@$(RUN) scripts/experiments.py $(ARGS)

parity: env-test ## Measure how far every component is from its reference, and record it
	@OMP_NUM_THREADS=1 $(RUN) -m pytest --numprocesses auto --dist worksteal -m against --record-parity $(addprefix --ignore=tests/,browser course pipeline) $(ARGS)

bench: env-test ## Measure speed and memory as ratios to named peers
	@$(RUN) scripts/bench.py $(ARGS)

clean: ## Remove what the other targets made, except the environment
	@rm -rf site build dist .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis code/*.egg-info

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F '\t' '{printf "  make %-12s %s\n", $$1, $$2}'

env-site env-test: env-%:
	@$(PYTHON) scripts/environment.py $*
