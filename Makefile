# `make run` and `make test` do everything on a fresh machine with Python 3.11 and make.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

.PHONY: run rooms test test-browser test-core-long test-core-rest test-pages fuzz lint lint-js coverage docs bench classroom bench-claims bench-accuracy screenshots shipped-run vendor

run: .venv/run
	@echo "LSTM Lab: http://localhost:$(PORT)"
	$(BIN)/python -m ui.launch --port $(PORT)

# Four processes, two at a time: the pages must never see the TensorFlow that the core loads, nor a browser's loop the
# loop of tests/web. The rooms that train come first, beside the pages and then the other rooms of the core: both halves
# end at about the same time. Then the browser has both cores to itself; beside the others it takes longer than after them.
test: .venv/dev lint
	$(MAKE) --no-print-directory --jobs=2 --output-sync=target test-core-long test-pages test-core-rest
	$(MAKE) --no-print-directory test-browser

test-browser: .venv/dev
	$(BIN)/python -m pytest tests/classroom tests/browser

# Rooms that train: as long as the pages and the other rooms together.
LONG := $(addprefix tests/core/,host training experiments)
test-core-long: .venv/dev
	$(BIN)/python -m pytest $(LONG)

test-core-rest: .venv/dev
	$(BIN)/python -m pytest tests/core tests/benchmarks $(addprefix --ignore=,$(LONG))

test-pages: .venv/dev
	$(BIN)/python -m pytest tests/pages tests/web

# `make test` tries the same examples each time. This tries TIMES as many fresh ones, by hand and before a release; it
# prints the seed that asks for the same ones again, e.g. make fuzz SEED=7 TIMES=50 TESTS=tests/core/models/test_cells.py
TIMES ?= 20
TESTS ?= tests/core
fuzz: .venv/dev
	@seed=$${SEED:-$$(date +%s)}; again="make fuzz SEED=$$seed TIMES=$(TIMES) TESTS=\"$(TESTS)\""; echo "$$again"; \
	LSTM_LAB_FUZZ=$(TIMES) $(BIN)/python -m pytest -m hypothesis --hypothesis-seed=$$seed $(TESTS) \
		|| { echo "The same examples again: $$again"; exit 1; }

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports --no-logo

# The scripts that browsers are sent. ESLint comes from npm, so that this needs Node and a network the first time.
lint-js:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory node_modules/.installed && npx eslint ui/components; \
	else echo "There is no npm here, so the scripts of ui/components are not checked."; fi

node_modules/.installed: package-lock.json
	npm ci --silent --no-audit --no-fund
	@touch $@

# How much of the core its own tests run, in every process that they start.
coverage: .venv/dev
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest tests/core
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report

# The documentation with a reference of the core's doors, as pages in docs/_build/html.
docs: .venv/docs
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet docs docs/_build/html
	@echo "docs/_build/html/index.html"

# The folders as they are, with their files and lines.
rooms:
	@$(PYTHON) -m rig.rooms

bench: .venv/dev
	PYTHONPATH=. $(BIN)/python -m benchmarks

# A class of virtual students, e.g. make classroom STUDENTS=30 SCRIPT=lesson MINUTES=30
STUDENTS ?= 30
SCRIPT ?= burst
MINUTES ?= 5
classroom: .venv/dev
	PYTHONPATH=. $(BIN)/python -m benchmarks.classroom --students $(STUDENTS) --script $(SCRIPT) --minutes $(MINUTES)

# Only what the texts claim about networks and series, each over several seeds.
bench-claims: .venv/dev
	PYTHONPATH=. $(BIN)/python -m benchmarks claims

# The recommended settings on every shipped series, beside all baselines: some ten minutes of two cores.
bench-accuracy: .venv/dev
	PYTHONPATH=. $(BIN)/python -m benchmarks.accuracy_table

screenshots: .venv/dev
	PYTHONPATH=. $(BIN)/python -m rig.screenshots

# The trained runs that the app ships with, made again from their settings.
shipped-run: .venv/run
	PYTHONPATH=. $(BIN)/python -m benchmarks.shipped_run

# The charts' script in the version of the installed plotly package (needs npm): ui/components/vendor/README.md
vendor: VERSION = $(shell $(BIN)/python -c "from plotly.offline import get_plotlyjs_version as v; print(v())")
vendor: .venv/run
	cd ui/components/vendor && npm pack --silent plotly.js-cartesian-dist-min@$(VERSION)
	tar --extract --gzip --directory ui/components/vendor --strip-components 1 \
		--file ui/components/vendor/plotly.js-cartesian-dist-min-$(VERSION).tgz \
		package/plotly-cartesian.min.js package/LICENSE
	mv ui/components/vendor/LICENSE ui/components/vendor/plotly-LICENSE.txt
	rm ui/components/vendor/*.tgz

.venv/run: requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $@

.venv/dev: .venv/run requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c requirements.lock
	@touch $@

.venv/docs: .venv/run requirements-docs.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-docs.txt -c requirements.lock
	@touch $@
