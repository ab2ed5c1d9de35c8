# `make help` lists what there is. The two that matter on a fresh Debian 12 machine: `make run` and `make test`.
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON := .venv/bin/python
NATIVE := $(PYTHON) -m native

# Choices: make run SIGNING_WORKERS=3 GATEWAY_PORT=9090 GATEWAY_HOST=0.0.0.0 PORT_BASE=19100 PUBLIC_URL=… DATA=/elsewhere
choices := SIGNING_WORKERS GATEWAY_PORT GATEWAY_HOST PORT_BASE PUBLIC_URL DATA
$(foreach choice,$(choices),$(if $($(choice)),$(eval export ZHENGXIN_$(choice) := $($(choice)))))

PYTEST_PROCESSES ?= 2

.PHONY: help setup setup-development run stop status demo test test-fast test-web lint format bench bench-signing bench-web manual contracts lock clean-data clean

help: ## Show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  run takes SIGNING_WORKERS=1 GATEWAY_PORT=8080 GATEWAY_HOST=127.0.0.1 PORT_BASE=18100 PUBLIC_URL= DATA=.run"

setup: ## Install what running needs: Debian packages that are missing (as root), .venv/
	@deploy/native/setup.sh run

setup-development: ## The same, and what tests and checks need
	@deploy/native/setup.sh development

run: setup ## Start the whole system; Ctrl-C stops it
	@exec $(NATIVE) up

stop: ## Stop it from another terminal
	@$(NATIVE) stop

status: ## Show how each process is doing
	@$(NATIVE) status

demo: setup ## Play one person's way to both certificates (COUNT=100 for a hundred certificates at once)
	@exec $(NATIVE) demo $(if $(COUNT),--count $(COUNT))

test: setup-development test-web ## Run all tests, on real servers that they start
	@$(PYTHON) -m pytest -n $(PYTEST_PROCESSES) --dist loadfile $(ARGS)

test-fast: setup-development ## Run the tests that need no server
	@$(PYTHON) -m pytest -m "not servers and not journey" -n auto $(ARGS)

test-web: setup-development ## Run the tests of the pages' own logic
	@deploy/native/web.sh run test

lint: setup-development ## Check format, style, types and the direction of imports
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy kernel/src gateway/src services/*/src deploy/native
	@.venv/bin/lint-imports
	@deploy/native/web.sh run lint

format: setup-development ## Format the code
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

bench: setup-development ## Measure speed and memory
	@$(PYTHON) -m bench

bench-signing: setup-development ## Measure the signing engine beside stock parts, on one core and on two (5 minutes)
	@$(PYTHON) -m bench.signing

bench-web: setup-development ## Measure how large each first page is, against its budget, and when it shows something
	@$(PYTHON) -m bench.first_paint

manual: setup-development ## Take the pictures of both manuals anew, on the real pages
	@cd tests && exec ../$(PYTHON) -m browser.manual

contracts: setup-development ## Write the documents and schemas of the events, the types of the pages' API client
	@$(PYTHON) tests/catalogue.py
	@$(PYTHON) tests/web_types.py

lock: setup-development ## Lock the requirements anew
	@PATH="$(CURDIR)/.venv/bin:$$PATH" requirements/lock.sh

clean-data: ## Drop all data of the system, which must be stopped
	@$(NATIVE) clean-data

clean: ## Remove .venv/, .run/ and caches, with all data
	@[ ! -x $(PYTHON) ] || $(NATIVE) clean-data
	rm -rf gateway/web/node_modules gateway/web/dist
	rm -rf .venv .run .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
