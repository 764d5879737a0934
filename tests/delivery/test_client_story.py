"""A consultant's day: new folder, filled workbook, check, reconcile, review, run, report; two clients never mix."""

import json
import re

import openpyxl
import pytest
from docx import Document
from pptx import Presentation

from workbench.analysis.review import review
from workbench.case import load_case
from workbench.case.intake import intake
from workbench.case.workbook import write_workbook
from workbench.cli import main

OLD, NEW = "江澜", "晨屿"


def renamed(path, old, new):
    """Rename the enterprise in every cell of a workbook, as a client would have filled it in."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and old in cell.value:
                    cell.value = cell.value.replace(old, new)
    book.save(path)


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """Return the folder of a client whose workbook holds the zinc smelter's data under another name."""
    home = tmp_path_factory.mktemp("clients")
    assert not main(["new", str(home / "C017")])
    write_workbook("zinc_smelting", home / "filled.xlsx")
    renamed(home / "filled.xlsx", OLD, NEW)
    book = openpyxl.load_workbook(home / "filled.xlsx")
    book["案例设置"]["C2"] = "C018"
    book.save(home / "filled.xlsx")
    assert not main(["intake", str(home / "filled.xlsx"), str(home / "C018")])
    return home / "C018"


def test_the_filled_workbook_is_a_sound_case_under_the_clients_name(client, capsys):
    assert not main(["check", str(client), "--json"])
    assert json.loads(capsys.readouterr().out) == {"problems": []}
    text = "".join(path.read_text(encoding="utf-8") for path in client.glob("*.csv"))
    assert NEW in text and OLD not in text


def test_the_faulty_meter_is_found_in_the_clients_data_as_in_the_case_it_came_from(client, capsys):
    assert not main(["reconcile", str(client), "--balance", "zinc", "--json"])
    assert "Z25" in json.loads(capsys.readouterr().out)["suspects"][0]["members"]


def test_an_untouched_new_folder_has_the_request_of_documents(client):
    assert (client.parent / "C017" / "intake.xlsx").is_file()


@pytest.fixture(scope="module")
def delivered(client, tmp_path_factory):
    """Run the first and the last phases, and write all that the client gets."""
    out = tmp_path_factory.mktemp("runs")
    for case in (str(client), "zinc_smelting"):
        assert not main(["run", case, "--phases", "1,7", "--out", str(out), "--jobs", "2"])
    return out


def test_the_runs_of_two_clients_lie_apart_and_name_only_their_own(delivered):
    own, other = ("".join(text_of(delivered / name / "report.docx")) for name in ("C018", "zinc_smelting"))
    assert NEW in own and OLD not in own
    assert OLD in other and NEW not in other


def text_of(path):
    document = Document(path)
    yield from (paragraph.text for paragraph in document.paragraphs)
    yield from (cell.text for table in document.tables for row in table.rows for cell in row.cells)


def test_no_name_of_the_client_is_in_the_record_or_the_metadata_of_a_run(delivered):
    record = (delivered / "C018" / "run.json").read_text(encoding="utf-8")
    assert NEW not in record
    for path in (delivered / "C018" / "notebooks").glob("*.ipynb"):
        metadata = json.dumps(json.loads(path.read_text(encoding="utf-8"))["metadata"], ensure_ascii=False)
        assert NEW not in metadata


def test_a_foreign_name_left_in_the_data_is_found(client, tmp_path):
    copy = tmp_path / "C019"
    intake(client.parent / "filled.xlsx", copy)
    toml = (copy / "case.toml").read_text(encoding="utf-8").replace('"C018"', '"C019"')
    (copy / "case.toml").write_text(toml, encoding="utf-8")
    suggestions = copy / "suggestions.csv"
    text = suggestions.read_text(encoding="utf-8").replace("压滤机", f"{OLD}锌业压滤机", 1)
    suggestions.write_text(text, encoding="utf-8")
    hits = [finding for finding in review(load_case(copy)) if finding.rule == "D30"]
    assert [OLD in finding.found and finding.where.startswith("suggestions") for finding in hits] == [True]


@pytest.mark.slow
def test_the_whole_story_ends_with_every_file_the_client_gets(client, tmp_path):
    assert not main(["report", str(client), "--out", str(tmp_path), "--anonymous"])
    folder = tmp_path / "C018"
    assert not main(["review", str(client), "--run", str(folder), "--out", str(folder)])
    for name in ("report.docx", "中期审核报告.docx", "验收报告.docx"):
        assert NEW in "".join(text_of(folder / name)), name
    assert len(Presentation(folder / "汇报.pptx").slides) <= 15
    for name in ("tables.xlsx", "绩效表.xlsx", "自查表.xlsx"):
        assert openpyxl.load_workbook(folder / name).sheetnames
    page = (folder / "index_anonymous.html").read_text(encoding="utf-8")
    assert NEW not in page and not re.search(r"src=\"https?:", page)
