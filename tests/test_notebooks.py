"""Notebooks are thin, clean and quiet; a whole run of the lead case ends with everything it should."""

import ast
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from openpyxl import load_workbook

from workbench.analysis.worksheets import worksheets
from workbench.delivery.run import run

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))
PHASES = [path for path in NOTEBOOKS if path.parent.name == "phases"]
FORBIDDEN = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.BinOp, ast.ListComp, ast.Lambda)


class Addresses(HTMLParser):
    """Collects what the elements of a page load or lead to; script texts are no elements."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("src", "href") and value]


def code_cells(path):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_holds_narrative_and_calls_but_no_logic_and_no_output(path):
    for cell in code_cells(path):
        assert not cell.outputs and cell.execution_count is None
        assert cell.source.count("\n") < 10
        assert not re.search(r"^\s*[%!]", cell.source, re.MULTILINE), "magic"
        assert not any(isinstance(node, FORBIDDEN) for node in ast.walk(ast.parse(cell.source))), cell.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_one_parameters_cell_with_annotations_and_comments(path):
    marked = [cell for cell in code_cells(path) if "parameters" in cell.metadata.get("tags", [])]
    assert len(marked) == 1
    lines = marked[0].source.splitlines()
    assert all(re.fullmatch(r"\w+: \w+ = .+  # .+", line) for line in lines), lines
    assert [line.split(":")[0] for line in lines][:2] == ["case", "lang"]


def test_every_worksheet_of_a_phase_appears_in_its_notebook():
    told = {
        "2-10": "worksheet",
        "2-11": "focus_ranking",
        "4-3": "options.ranking",
        "4-4": "options.screening",
        "5-3": "feasibility.economics",
    }
    for path in PHASES:
        phase = str(int(path.name[:2]))
        source = "\n".join(cell.source for cell in code_cells(path))
        for number, row in worksheets().items():
            if row["phase"] == phase:
                assert f'"{number}"' in source or told.get(number, "?") in source, (path.name, number)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs")
    result = run(["zinc_smelting"], out=out, jobs=2, progress=False)
    assert result.failures == []
    return out / "zinc_smelting"


def outputs(folder):
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        for cell in code_cells(path):
            for output in cell.outputs:
                yield path.stem, output


def test_the_notebooks_run_quietly(finished):
    for name, output in outputs(finished):
        assert output.output_type in ("display_data", "execute_result"), (name, output)


def test_tables_and_figures_are_numbered_in_order_within_their_chapter(finished):
    for kind, mime in (("表", "table"), ("图", "figure")):
        for number in range(1, 9):
            shown = [
                output.data[f"application/vnd.workbench.{mime}+json"]["number"]
                for name, output in outputs(finished)
                if name.startswith(f"{number:02d}_")
                and f"application/vnd.workbench.{mime}+json" in output.get("data", {})
            ]
            assert shown == [f"{kind}{number}-{position}" for position in range(1, len(shown) + 1)]


def test_no_label_is_left_in_english_in_the_chinese_report(finished):
    for name, output in outputs(finished):
        table = output.get("data", {}).get("application/vnd.workbench.table+json")
        if table:
            left = [label for label in table["header"] if re.fullmatch(r"[a-z]+(_[a-z]+)*", label)]
            assert not left, (name, table["title"], left)


def test_the_planted_meter_fault_is_named_in_the_assessment(finished):
    texts = [output.data["text/plain"] for name, output in outputs(finished) if name == "03_assessment"]
    assert any("中上清液 的计量可疑" in text and "偏高" in text for text in texts)


def test_the_run_folder_holds_what_was_promised(finished):
    assert {"notebooks", "figures", "tables.xlsx", "report.docx", "index.html", "run.json"} <= {
        path.name for path in finished.iterdir()
    }
    record = json.loads((finished / "run.json").read_text(encoding="utf-8"))
    assert {entry["status"] for entry in record["notebooks"].values()} == {"ok"}
    assert record["provenance"] == "synthetic"
    figures = {path.suffix for path in (finished / "figures").iterdir()}
    assert figures == {".png", ".svg"}
    page = (finished / "index.html").read_text(encoding="utf-8")
    assert "合成教学数据" in page
    addresses = Addresses()
    addresses.feed(page)
    assert addresses.found and not [address for address in addresses.found if address.startswith(("http", "//"))]
    sheets = load_workbook(finished / "tables.xlsx", read_only=True).sheetnames
    assert len(sheets) > 50


def test_no_name_and_no_place_of_this_machine_gets_into_the_notebooks(finished):
    for path in (finished / "notebooks").glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        assert str(ROOT) not in json.dumps(notebook.metadata) and "江澜" not in json.dumps(
            notebook.metadata, ensure_ascii=False
        )
