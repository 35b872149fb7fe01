# Two commands matter: `make run` and `make test`. Everything else serves them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PORT

.PHONY: install run test check bench fuzz soak lab integrations lock dist messages clean
.DELETE_ON_ERROR:

install: $(VENV)/.installed
	@$(BIN)/python -m compileall -q lvsportal apps tests >/dev/null

$(VENV)/.installed: requirements.lock pyproject.toml $(wildcard locale/*/LC_MESSAGES/*.po)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@$(BIN)/python tools/compile_messages.py locale
	@touch $@

run: install
	@exec $(BIN)/python manage.py run

test: install
	@$(BIN)/python -m tests.run

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.translations
	$(BIN)/python -m tools.terms
	DJANGO_SETTINGS_MODULE=lvsportal.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') ALLOWED_HOSTS=portal.example \
	  DATABASE_URL=postgres://portal@db/portal REDIS_URL=redis://redis/0 PUBLIC_URL=https://portal.example \
	  DJANGO_SETTINGS_MODULE=lvsportal.settings.production $(BIN)/python manage.py check --deploy --fail-level WARNING

bench: install
	@$(BIN)/python -m tests.bench

# Own PostgreSQL and Redis processes; SOAK_COUNT, SOAK_CLIENTS, SOAK_EMBEDDED=1 for SQLite.
soak: install
	@$(BIN)/python -m tests.soak

# Half a million mutated bundles through the whole engine; the reader's coverage-guided fuzzer: python -m tests.fuzz
fuzz: install
	@nice $(BIN)/python -m tests.fuzz.bundles $(or $(RUNS),500000)

lab: install
	@$(BIN)/python -m tests.lab
	@$(BIN)/python -m tests.lab.vrrp

# The lock files from pyproject.toml; hashes only, no index address.
lock: $(VENV)/.installed
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --extra portal --extra dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --extra portal pyproject.toml -o requirements-production.lock
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --extra integrations pyproject.toml -o requirements-integrations.lock

# The recipes of docs/integrations with the real tools, which have an environment of their own.
TOOLS := .venv-integrations
integrations: install $(TOOLS)/.installed
	@$(BIN)/python -m pytest tests/integrations

$(TOOLS)/.installed: requirements-integrations.lock
	@test -x $(TOOLS)/bin/python || $(PYTHON) -m venv $(TOOLS)
	@$(BIN)/uv pip install --quiet --python $(TOOLS)/bin/python --require-hashes -r requirements-integrations.lock
	@touch $@

# The wheel, its manual and completion, and one file that runs wherever Python 3.11 is.
dist: install
	@$(BIN)/python -m tools.dist

messages: install
	$(BIN)/python -m tools.translations --update

clean:
	rm -rf $(VENV) $(TOOLS) var staticfiles dist build
