"""Each industry tells its own story: no notebook, option or cause is another one's with the names changed."""

import csv
import re
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
CASES = sorted(path.parent.name for path in (ROOT / "case_data").glob("*/case.toml"))
STORIES = sorted(path.stem for path in (ROOT / "notebooks" / "cases").glob("*.ipynb"))
NOT_CHINESE = re.compile(r"[^一-鿿]+")
RUN, SHARE = 12, 0.10
NAMED = ("processes", "materials", "products")
PROSE = {
    "options": (
        "name",
        "description",
        "environment_effect",
        "principle",
        "process_route",
        "environment",
        "safety",
        "technical_assessment",
        "environmental_assessment",
        "market_assessment",
    ),
    "causes": ("description",),
    "suggestions": ("suggestion", "description"),
}
SHORT = 6


def rows(case, table):
    path = ROOT / "case_data" / case / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names_of(case):
    """Return the names of a case's processes, materials and products, longest first."""
    found = {NOT_CHINESE.sub("", row.get("name") or "") for table in NAMED for row in rows(case, table)}
    return sorted((name for name in found if len(name) > 1), key=len, reverse=True)


@cache
def runs_of(case):
    """Return the set of 12-character runs of a story: Chinese only, so numbers, ids and code are gone, names taken out."""
    notebook = nbformat.read(ROOT / "notebooks" / "cases" / f"{case}.ipynb", as_version=4)
    names = re.compile("|".join(map(re.escape, names_of(case))))
    runs = set()
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text = names.sub("", NOT_CHINESE.sub("", cell.source))
            runs |= {text[place : place + RUN] for place in range(len(text) - RUN + 1)}
    return runs


@pytest.mark.parametrize("case", STORIES)
def test_at_most_a_tenth_of_a_story_is_found_in_any_other(case):
    own = runs_of(case)
    assert len(own) > 1500, "a story of an industry needs more words than that"
    others = set().union(*(runs_of(other) for other in STORIES if other != case), set())
    shared = own & others
    assert len(shared) <= SHARE * len(own), sorted(shared)[:20]


@pytest.mark.parametrize("table", PROSE)
def test_no_two_cases_share_a_text(table):
    found = {case: prose(case, table) for case in CASES}
    shared = {(one, other): found[one] & found[other] for one, other in combinations(CASES, 2)}
    assert {pair: texts for pair, texts in shared.items() if texts} == {}


@pytest.mark.parametrize("case", CASES)
def test_no_two_options_of_a_case_share_their_description(case):
    texts = Counter(NOT_CHINESE.sub("", row["description"]) for row in rows(case, "options"))
    assert [text for text, times in texts.items() if times > 1 and len(text) > SHORT] == []


def prose(case, table):
    """Return the texts of a table without names, numbers and ids; a few characters are no text."""
    texts = {NOT_CHINESE.sub("", row.get(column) or "") for row in rows(case, table) for column in PROSE[table]}
    return {text for text in texts if len(text) >= SHORT}
