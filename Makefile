# Two commands are all the set-up there is: `make serve` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
HOST ?= 127.0.0.1
PORT ?= 8000

# Programs that look at the service from outside have an environment of their own, since they need other versions.
TOOLS := .venv-tools
# The rules by which the pages are held to be accessible are the code of others: they stay outside the checkout.
AXE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/privacy-kg/axe
export PRIVACY_KG_AXE ?= $(AXE)/node_modules/axe-core/axe.min.js

# So is the editor that the query page may be given; PRIVACY_KG_EDITOR names it to the service, this to its tests.
QUERY_EDITOR := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/privacy-kg/editor
export PRIVACY_KG_EDITOR_BUNDLE ?= $(QUERY_EDITOR)/editor.js

.PHONY: setup serve test slow lint bench fuzz attack throughput openapi contract tools browser axe editor lock clean

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "privacy-kg needs Python 3.11 or newer; name one with make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

serve: setup
	$(BIN)/privacy-kg serve --host $(HOST) --port $(PORT)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: setup lint
	$(BIN)/python -m pytest -n auto --dist worksteal

# The description of the REST API that the repository keeps; a test holds that it is what is served.
openapi: setup
	$(BIN)/privacy-kg openapi > docs/openapi.json

# Does the service keep what that description promises, whatever it is sent? Ends with 1 on a finding.
contract: setup tools
	$(BIN)/python -m benchmarks.contract --minutes $(or $(MINUTES),3)

# What the slow checks need: a client generator, schemathesis, a validator, pandas; and what drives a browser.
tools: $(TOOLS)/.installed

$(TOOLS)/.installed: requirements/tools.txt
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/tools.txt
	@touch $@

browser: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/browser.txt

axe:
	npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts --prefix $(AXE) axe-core@4.14.1

# CodeMirror for /query, by npm: versions and hashes are those of the lock, in which no registry is named.
editor:
	mkdir -p $(QUERY_EDITOR)
	cp editor/package.json editor/package-lock.json editor/parts.js editor/build.js $(QUERY_EDITOR)/
	npm ci --silent --no-audit --no-fund --ignore-scripts --prefix $(QUERY_EDITOR)
	node $(QUERY_EDITOR)/build.js
	@echo "privacy-kg serve --editor $(QUERY_EDITOR)/editor.js"

# What takes minutes: pages in a browser, the wheel, Virtuoso, and all that HermiT proves (Java).
slow: setup
	PRIVACY_KG_SLOW=1 $(BIN)/python -m pytest -n auto --dist worksteal -m minutes

bench: setup
	$(BIN)/python benchmarks/figures.py
	$(BIN)/python benchmarks/bench.py

# Against a server of their own on loopback; both end with 1 on a finding.
fuzz: setup
	$(BIN)/python benchmarks/fuzz.py --minutes $(or $(MINUTES),5)

attack: setup
	$(BIN)/python benchmarks/attack.py

# Beside `oxigraph serve-read-only` (pip install oxigraph): OXIGRAPH=path
throughput: setup
	$(BIN)/python benchmarks/throughput.py --oxigraph $(or $(OXIGRAPH),oxigraph)

# Names, versions and hashes only: no registry host, no path of this machine.
lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet --disable-pip-version-check pip-tools==7.6.2
	CUSTOM_COMPILE_COMMAND="make lock" $(VENV)-lock/bin/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options \
	  --output-file requirements/dev.txt pyproject.toml requirements/dev.in
	for name in tools browser; do CUSTOM_COMPILE_COMMAND="make lock" $(VENV)-lock/bin/pip-compile --quiet --strip-extras \
	  --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options \
	  --output-file requirements/$$name.txt requirements/$$name.in || exit 1; done
	rm -rf $(VENV)-lock
	npm install --silent --no-audit --no-fund --ignore-scripts --package-lock-only --omit-lockfile-registry-resolved \
	  --prefix editor

clean:
	rm -rf $(VENV) $(TOOLS) .mypy_cache .ruff_cache .pytest_cache
