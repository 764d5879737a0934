"""The record of the site visits has a place for each photograph, and holds those that lie in the case's folder."""

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from matplotlib.figure import Figure

from workbench.case import load_case
from workbench.delivery import report
from workbench.delivery.book import Book
from workbench.delivery.contents import Chapter, Text
from workbench.delivery.report import write_report
from workbench.delivery.report_visits import read_visits

VISITS = (
    "visit,point,process,finding,person,date,photo\n"
    "V01,仓库,A,洒落,张某,2012-07-10,V01.png\n"
    "V02,门口,,积水,,,../secret.png\n"
    "V03,泵房,,滴漏,,,bad.png\n"
)


def png():
    buffer = BytesIO()
    Figure(figsize=(2, 6)).savefig(buffer, format="png")
    return buffer.getvalue()


@pytest.fixture
def case(tmp_path):
    folder = tmp_path / "C1"
    (folder / "photos").mkdir(parents=True)
    (folder / "case.toml").write_text('id = "C1"\n', encoding="utf-8")
    (folder / "processes.csv").write_text("process,name\nA,甲\n", encoding="utf-8")
    (folder / "flows.csv").write_text("flow,source,target,amount,unit,rsd\nf,outside,A,1,t/d,0.1\n", encoding="utf-8")
    (folder / "site_visits.csv").write_text(VISITS, encoding="utf-8")
    (folder / "photos" / "V01.png").write_bytes(png())
    (folder / "photos" / "bad.png").write_bytes(b"no picture")
    (tmp_path / "secret.png").write_bytes(png())
    return load_case(folder)


@pytest.fixture
def document(case, tmp_path, monkeypatch):
    monkeypatch.setattr(report, "page_numbers", lambda document, marks: {})
    book = Book("C1", (Chapter("01_planning", 1, "筹划", (Text("一"),)),), visits=read_visits(case))
    write_report(book, tmp_path / "a.docx")
    return Document(tmp_path / "a.docx")


def test_a_photo_of_the_folder_stands_beside_its_finding_and_the_others_have_their_place(document):
    rows = document.tables[-1].rows
    assert len(rows) == 3
    assert "发现的问题：洒落" in rows[0].cells[1].text and "考察人：张某" in rows[0].cells[1].text
    assert len(document.inline_shapes) == 1
    assert "照片粘贴处" in rows[1].cells[0].text and "照片读不出：bad.png" in rows[2].cells[0].text


def test_a_photo_is_never_fetched_from_outside_the_folder(case):
    assert [bool(visit.photo) for visit in read_visits(case)] == [True, False, True]


def test_a_tall_photo_is_no_higher_than_its_place(document):
    assert document.inline_shapes[0].height <= 6.01 * 360000


def test_a_report_without_visits_has_no_annex(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "page_numbers", lambda document, marks: {})
    book = Book("C1", (Chapter("01_planning", 1, "筹划", (Text("一"),)),))
    write_report(replace(book, visits=()), tmp_path / "a.docx")
    assert not any("现场考察记录" in paragraph.text for paragraph in Document(tmp_path / "a.docx").paragraphs)
