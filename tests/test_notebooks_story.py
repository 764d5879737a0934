"""The stories tell their textbook chapter in order, type no results and give nothing away; the gallery page is whole."""

import ast
import csv
import re
from pathlib import Path

import nbformat
import pytest

from workbench.case import load_case
from workbench.delivery.exhibits import values
from workbench.places import known_cases

ROOT = Path(__file__).parent.parent
STORIES = sorted((ROOT / "notebooks" / "cases").glob("*.ipynb"))
SECTIONS = ["企业概况", "预审核", "审核", "方案产生与筛选", "可行性分析", "方案实施", "持续清洁生产", "案例分析"]
PAGE = ROOT / "docs" / "gallery.md"
NUMBER = re.compile(r"(?<![A-Za-z0-9.-])\d[\d.,]*\s*(?:%|％|‰|t/|kg|kWh|MWh|GWh|m3|m³|万元|mg|tce|kgce|MW|℃|t\b)")


def cells(path, kind):
    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


@pytest.fixture(params=STORIES, ids=lambda path: path.stem)
def story(request):
    return request.param


def test_every_story_belongs_to_a_shipped_case():
    assert {path.stem for path in STORIES} <= set(known_cases())


def test_a_story_goes_through_the_sections_of_its_chapter_and_cites_it(story):
    headings = [line for text in cells(story, "markdown") for line in text.splitlines() if line.startswith("## ")]
    assert [heading.removeprefix("## ").split(" ")[0] for heading in headings][: len(SECTIONS)] == [
        *SECTIONS[:-1],
        "案例分析及清洁生产技术",
    ]
    chapter = re.match(r"第\d+章", load_case(story.stem).setting("textbook"))[0]
    assert sum(f"教材 {chapter}" in text for text in cells(story, "markdown")) >= len(SECTIONS)


def test_the_results_in_the_prose_of_a_story_are_produced_and_not_typed(story):
    for text in cells(story, "markdown"):
        assert not NUMBER.search(text), NUMBER.search(text)[0]
    for source in cells(story, "code"):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not NUMBER.search(node.value), node.value


def test_a_story_asks_its_reader_and_audits_again_by_present_rules(story):
    whole = "\n".join(cells(story, "markdown"))
    questions = re.search(r"### 想一想.*", whole, re.DOTALL)[0]
    assert len(re.findall(r"^\d+\. .*[？?。]", questions, re.MULTILINE)) >= 5
    assert "按现行要求重审" in whole


def test_the_planted_meters_are_not_named_before_the_tools_find_them(story):
    findings = ROOT / "case_data" / story.stem / "teacher" / "findings.csv"
    with findings.open(encoding="utf-8") as file:
        where = " ".join(row["where"] for row in csv.DictReader(file))
    planted = set(re.findall(r"\b[A-Z]{2}-\d{3}\b", where))
    told = "\n".join(cells(story, "markdown"))
    assert planted and not any(meter in told for meter in planted)
    before = told[: told.index("## 审核 ")]
    assert not re.search(r"干湿基|干量|管网在漏|流量计读数不真|偏高约", before)


def test_the_gallery_page_shows_small_pictures_that_exist():
    pictures = re.findall(r"\]\((gallery/[^)]+)\)", PAGE.read_text(encoding="utf-8"))
    files = [PAGE.parent / name for name in pictures]
    assert len(files) == len(set(files)) >= 30
    assert {path for path in (PAGE.parent / "gallery").iterdir()} == set(files)
    assert max(path.stat().st_size for path in files) <= 60_000
    assert sum(path.stat().st_size for path in files) <= 3_000_000


def test_the_calls_of_the_gallery_page_are_those_of_the_notebook():
    notebook = set(cells(ROOT / "notebooks" / "gallery.ipynb", "code"))
    calls = re.findall(r"```python\n(.*?)\n```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(calls) >= 20 and set(calls) <= notebook


def test_the_gallery_or_a_dashboard_draws_with_every_drawing_of_the_display():
    drawn = set()
    for folder in ("exhibits", "dashboard"):
        for path in (ROOT / "workbench" / "delivery" / folder).glob("*.py"):
            drawn |= imported_from_display(path.read_text(encoding="utf-8"))
    for source in cells(ROOT / "notebooks" / "gallery.ipynb", "code"):
        drawn |= imported_from_display(source)
    public = set()
    for path in (ROOT / "workbench" / "display").glob("*.py"):
        public |= {node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if is_drawing(node)}
    assert public - drawn == set()


def imported_from_display(text):
    return {
        alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and "display" in (node.module or "")
        for alias in node.names
    }


def is_drawing(node):
    """Return whether a public function says that it returns a picture."""
    if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
        return False
    text = ast.get_docstring(node) or ""
    returned = text.partition("Returns\n-------")[2].strip().splitlines()
    return bool(returned) and returned[0].split(".")[-1] in ("Figure", "Drawing") and text.startswith("Draw")


def test_every_key_that_a_story_looks_up_is_in_the_data(story):
    case = load_case(story.stem)
    accounts, known = values.option_accounts(case), set(case["options"]["option"])
    told = "\n".join(cells(story, "code"))
    for option, item in re.findall(r"\{a\[([\w-]+)\]\[(\w+)\]", told):
        assert item in accounts[option], (option, item)
    assert set(re.findall(r"\{o\[([\w-]+)\]", told)) <= known
    assert set(re.findall(r"\{i\[(\w+)\]", told)) <= set(case["indicators"]["indicator"])
