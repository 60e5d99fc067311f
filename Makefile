# Two commands on a fresh machine: make site, make test. Needs Python 3.11+ (with venv), git, make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
STAGE := build/site
# Material says at each build that its own successor exists.
export NO_MKDOCS_2_WARNING := 1

.PHONY: site test test-long serve check lint bench lock format clean

site: $(STAMP)  ## build the knowledge base into site/, the manual into site/docs/
	@rm -rf $(STAGE)
	@$(BIN)/mkdocs -q build --strict --site-dir $(abspath $(STAGE))
	@$(BIN)/mkdocs -q build --strict --config-file docs/mkdocs.yml --site-dir $(abspath $(STAGE))/docs
	@$(BIN)/claimbook check --site $(STAGE)
	@rm -rf build/old-site; if [ -d site ]; then mv site build/old-site; fi
	@mv $(STAGE) site && rm -rf build/old-site

test: lint  ## ruff, strict types, import contracts, all tests, the book itself
	@$(BIN)/pytest -n auto
	@$(BIN)/claimbook check --require-claims

test-long: lint  ## the full counts of generated pages and random input
	@$(BIN)/pytest -n auto --long

lint: $(STAMP)
	@$(BIN)/ruff format --check -q .
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

check: $(STAMP)
	@$(BIN)/claimbook check

serve: $(STAMP)  ## mkdocs serve: an edit shows at once, a fault as a red box
	@$(BIN)/mkdocs serve

bench: $(STAMP)  ## how long a start and a check take, beside a bare start of Python
	@$(BIN)/python bench/start.py

format: $(STAMP)
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

lock:  ## renew requirements.lock from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --group dev --all-extras --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-emit-index-url --upgrade -q -o requirements.lock

clean:
	@rm -rf build site $(VENV)

$(STAMP): $(VENV)/.locked pyproject.toml
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "claimbook needs Python 3.11 or newer; name one: make PYTHON=python3.11 ..." >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@
