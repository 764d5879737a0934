# The two commands of the README, and the checks of a change.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test lint

# Installs everything and runs the main job on a shipped case.
run: .venv/installed
	$(BIN)/workbench run zinc_smelting

# Installs everything and runs all checks.
test: .venv/installed lint
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

# The tests that take long: whole runs of every case, English chapters, the client's whole story.
.PHONY: slow
slow: .venv/installed
	$(BIN)/python -m pytest -q -m slow

# Draws the gallery page anew from the gallery notebook.
.PHONY: gallery
gallery: .venv/installed
	$(BIN)/python docs/gallery.py

# Writes the data dictionary, the glossary and the plan of the course from their data.
.PHONY: dictionary
dictionary: .venv/installed
	$(BIN)/python docs/dictionary.py
	$(BIN)/python docs/glossary.py
	$(BIN)/python docs/course_plan.py

# Builds the documentation into docs/_build; a warning is an error.
.PHONY: docs
docs: .venv/installed
	$(BIN)/python -m sphinx -W --keep-going --quiet -b html docs docs/_build
