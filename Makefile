# Kith's commands. `make run` and `make test` are all that most people need;
# each sets up what it lacks. The work is in scripts/, one file a command.
#
# PROFILE=release builds the server optimised too, and compresses the assets.

SHELL := /bin/bash
.DEFAULT_GOAL := help

PROFILE ?= debug
export PROFILE

.PHONY: help setup run watch build test test-rust test-e2e bench soak fmt lint clean

help: ## List the commands
	@echo 'Kith: make COMMAND [PROFILE=release]'
	@sed -nE 's/^([a-z0-9-]+): ## (.*)$$/  \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{ printf "%-12s %s\n", $$1, $$2 }'

setup: ## Install the build tools into .tools/ (about 10 minutes the first time)
	@scripts/setup.sh

run: ## Build, make and fill the demo database, serve http://127.0.0.1:3000
	@scripts/run.sh

watch: ## Serve, and rebuild on each change of a file
	@scripts/watch.sh

build: ## Build the server and the site
	@scripts/build.sh

test: ## Formatting, lints, Rust tests and browser tests; what CI runs
	@scripts/test.sh format lint rust browser

test-rust: ## Rust tests only
	@scripts/test.sh rust

test-e2e: ## Browser tests only
	@scripts/test.sh browser

bench: ## Measure the figures of the README (PART="slots bookings pages family start matching browser")
	@PROFILE=release scripts/bench.sh $(PART)

soak: ## Long proof under faults (SOAK_SCALE=0.01 for a short one; PART="contested kills disk mail idle")
	@PROFILE=release scripts/soak.sh $(PART)

fmt: ## Format the code
	@scripts/format.sh

lint: ## Formatting check and lints
	@scripts/test.sh format lint

clean: ## Remove what was built; data/ and .tools/ stay
	@scripts/clean.sh
