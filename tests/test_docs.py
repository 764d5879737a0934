"""The documentation: builds without a warning, leads nowhere in vain, fetches nothing, and its examples work."""

import doctest
import importlib
import re
import shlex
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from workbench.cli import _parser
from workbench.delivery.kit.__main__ import parser as kit_parser

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
WRITTEN = sorted(
    path for path in DOCS.rglob("*.md") if not {"_build", "reference"} & set(path.relative_to(DOCS).parts)
) + [ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "CONTRIBUTING.md"]


def name_of(path):
    return str(path.relative_to(ROOT))


class Page(HTMLParser):
    """What a built page is made of: where it leads, what it fetches, and the places one can lead to."""

    def __init__(self, path):
        super().__init__()
        self.links, self.fetched, self.places = [], [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.places |= {values[name] for name in ("id", "name") if values.get(name)}
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        fetched = [values.get(name) for name in ("src", "srcset", "data", "poster")]
        if tag == "link" and values.get("rel") not in ("index", "search", "next", "prev", "canonical"):
            fetched.append(values.get("href"))
        self.fetched += [address for address in fetched if address]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The documentation, built; a warning is an error."""
    folder = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "--quiet", "-b", "html"]
    command += ["-d", str(folder / "read"), str(DOCS), str(folder / "html")]
    result = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT)
    assert result.returncode == 0, result.stderr
    return folder / "html"


@pytest.fixture(scope="module")
def pages(site):
    return {path: Page(path) for path in site.rglob("*.html")}


def test_it_builds_without_a_warning(site):
    for name in ("index", "tutorials/student", "howto/fleet", "gallery", "glossary", "reference/analysis"):
        assert (site / f"{name}.html").is_file()


def test_nothing_is_fetched_from_outside(site, pages):
    outside = re.compile(r"(?:https?:)?//")
    fetched = {(path.name, address) for path, page in pages.items() for address in page.fetched}
    assert [pair for pair in sorted(fetched) if outside.match(pair[1])] == []
    styles = [path for path in site.rglob("*.css")]
    assert styles
    for path in styles:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", text), path.name


def test_every_link_inside_leads_to_a_page_and_a_place(site, pages):
    lost = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file() or (
                target in pages and parts.fragment and unquote(parts.fragment) not in pages[target].places | {"top", ""}
            ):
                lost.append((path.name, link))
    assert lost == []


def test_every_picture_of_a_page_is_there(site, pages):
    pictures = [(path, address) for path, page in pages.items() for address in page.fetched if "?" not in address]
    assert len(pictures) > 40
    assert [str(path) for path, address in pictures if not (path.parent / unquote(address)).exists()] == []


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_links_of_a_page_lead_somewhere(path):
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        assert target.startswith("http") or (path.parent / unquote(target)).exists(), target


def commands():
    """Return the place and the words of every command of the workbench that a page shows on a line of its own."""
    for path in WRITTEN:
        text = path.read_text(encoding="utf-8")
        for block in re.findall(r"```(?:console|bash|sh|shell)\n(.*?)```", text, flags=re.DOTALL):
            for line in block.splitlines():
                words = line.strip().removeprefix("$ ")
                if words.startswith(("workbench ", ".venv/bin/workbench ", "python -m workbench")):
                    yield pytest.param(words, id=f"{path.name}: {words}")


@pytest.mark.parametrize("line", list(commands()))
def test_a_command_of_a_page_is_one_that_exists(line):
    words = shlex.split(line, comments=True)
    if words[0] == "python":
        assert words[1:3] == ["-m", "workbench.delivery.kit"]
        kit_parser().parse_args(words[3:])
    else:
        _parser().parse_args(words[1:])


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_a_command_named_within_a_sentence_is_one_that_exists(path):
    known = set(next(iter(action.choices for action in _parser()._actions if action.choices)))
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    named = {match.split()[0] for match in re.findall(r"`workbench ([^`]+)`", text)}
    assert {name for name in named if not name.startswith("-")} <= known


def examples():
    """Return the examples of Python that a page shows with their answers."""
    for path in WRITTEN:
        for block in re.findall(r"```pycon\n(.*?)```", path.read_text(encoding="utf-8"), flags=re.DOTALL):
            yield pytest.param(block, id=path.name)


@pytest.mark.parametrize("block", list(examples()))
def test_an_example_of_a_page_answers_as_it_says(block):
    example = doctest.DocTestParser().get_doctest(block, {}, "example", None, 0)
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0


def test_python_of_a_page_can_be_read():
    for path in WRITTEN:
        for block in re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), flags=re.DOTALL):
            compile(block, path.name, "exec")


@pytest.fixture
def generator(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    return importlib.import_module


@pytest.mark.parametrize("name", ["dictionary", "glossary", "course_plan"])
def test_a_page_made_from_data_is_up_to_date(generator, name):
    module = generator(name)
    assert module.TARGET.read_text(encoding="utf-8") == getattr(module, name)(), "run make dictionary"


def test_the_glossary_holds_every_column_and_every_term_once(generator):
    from workbench.case.schema import case_tables, fields

    glossary = generator("glossary")
    text = glossary.glossary()
    columns = {f"`{table}.{column}`" for table in case_tables() for column in fields()[table]}
    assert [column for column in columns if column not in text and column.count(".") == 1] == [
        column for column in columns if _is_result(column, fields())
    ]
    terms = [(row["zh"], row["en"]) for row in glossary.terms_of_art()]
    assert len(terms) == len(set(terms)) > 50


def _is_result(name, known):
    table, column = name.strip("`").split(".", 1)
    return known[table][column].role == "result"


def test_words_stand_in_the_order_of_a_chinese_dictionary(generator):
    rows = [{"zh": word} for word in ("水平衡", "案例", "方案", "单元操作")]
    assert [row["zh"] for row in generator("glossary").in_order(rows)] == ["案例", "单元操作", "方案", "水平衡"]


def test_the_course_has_36_hours(generator):
    rows = generator("course_plan").plan()
    assert sum(int(row["hours"]) for row in rows) == 36
    assert all(row["zh"] and row["en"] for row in rows)


def test_every_section_of_the_plan_has_a_notebook_and_every_guide_a_lesson(generator):
    course = generator("course_plan")
    sections = course.sections()
    planned = {section for row in course.plan() for section in row["sections"]}
    assert planned <= set(sections)
    assert {number for number, (notebook, _) in sections.items() if notebook.startswith("guide/")} <= planned
    assert {case for row in course.plan() for case in row["cases"]} == {path.stem for path in CASES}


CASES = sorted((ROOT / "notebooks" / "cases").glob("*.ipynb"))


def test_every_chapter_of_an_industry_has_its_eight_sections(generator):
    sections = generator("course_plan").sections()
    for chapter in range(4, 15):
        titles = [sections[f"{chapter}.{number}"][1].split("：")[1] for number in range(1, 9)]
        assert titles[0] == "企业概况" and titles[-1] == "案例分析及清洁生产技术"
        assert f"{chapter}.9" not in sections


def test_every_exercise_is_in_the_plan_and_belongs_to_a_section(generator):
    course = generator("course_plan")
    planned = {name for row in course.plan() for name in row["exercises"]}
    numbered = {exercise.id for exercise in course.exercises() if re.fullmatch(r"[ET]\d\.\d", exercise.id)}
    assert numbered <= planned
    for exercise in course.exercises():
        assert set(course.sections_of(exercise)) <= set(course.sections()), exercise.id


def test_the_reference_shows_every_public_module_of_the_packages_it_names(generator):
    reference = generator("reference")
    assert "workbench.analysis.balance" in reference.modules("analysis")
    for name in reference.PAGES:
        page = reference.page(name)
        assert [module for module in reference.modules(name) if f"automodule:: {module}\n" not in page] == []


def test_pages_of_packages_that_are_gone_are_removed(generator, tmp_path):
    (tmp_path / "gone.md").write_text("# gone", encoding="utf-8")
    generator("reference").write_reference(tmp_path)
    assert not (tmp_path / "gone.md").exists() and (tmp_path / "case.md").is_file()
