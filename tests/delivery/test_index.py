"""The index names every shipped case with its chapter, in the start notebook and in both READMEs."""

from pathlib import Path

from workbench.case import load_case
from workbench.delivery.exhibits.index import lessons, shipped_cases
from workbench.display.chapter import Chapter
from workbench.display.tables import TABLE_MIME

ROOT = Path(__file__).parents[2]


def test_the_index_lists_exactly_the_shipped_cases_by_the_chapters_they_state():
    cases = {path.parent.name for path in (ROOT / "case_data").glob("*/case.toml")}
    assert {row["case"] for row in shipped_cases()} == cases
    for row in shipped_cases():
        assert load_case(row["case"]).setting("textbook").startswith(f"第{row['chapter']}章")
        assert (ROOT / "notebooks" / "cases" / f"{row['case']}.ipynb").is_file()


def test_both_readmes_say_what_each_case_teaches():
    for name, lang in (("README.md", "en"), ("README.zh-CN.md", "zh")):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert all(f"`{row['case']}`" in text and row[lang] in text for row in shipped_cases())


def test_the_start_notebook_shows_them(monkeypatch):
    shown = []
    monkeypatch.setattr("workbench.display.chapter._show", shown.append)
    lessons(Chapter("索引", "zh"))
    assert len(shown[0][TABLE_MIME]["rows"]) == 12
