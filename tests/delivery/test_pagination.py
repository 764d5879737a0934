import subprocess

import pytest
from docx import Document
from docx.shared import Cm
from matplotlib.figure import Figure

from workbench.delivery import pagination
from workbench.delivery.pagination import page_numbers
from workbench.delivery.report_fields import add_bookmark


@pytest.fixture
def document():
    document = Document()
    for number in (1, 2):
        add_bookmark(document.add_heading(f"题{number}"), f"_Toc{number}", number)
        document.add_page_break()
    return document


def test_without_libreoffice_no_page_is_known(document, monkeypatch):
    monkeypatch.setattr(pagination.shutil, "which", lambda name: None)
    assert page_numbers(document, ["_Toc1"]) == {}


def test_where_libreoffice_fails_no_page_is_known(document, monkeypatch):
    def hang(*command, **options):
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(pagination.shutil, "which", lambda name: "soffice")
    monkeypatch.setattr(pagination.subprocess, "run", hang)
    assert page_numbers(document, ["_Toc1"]) == {}


@pytest.mark.office
def test_pages_are_those_of_the_laid_out_document_which_is_not_changed(document):
    before = len(document.paragraphs)
    assert page_numbers(document, ["_Toc1", "_Toc2"]) == {"_Toc1": "1", "_Toc2": "2"}
    assert len(document.paragraphs) == before


@pytest.mark.office
def test_pictures_keep_their_place_on_the_page_and_in_the_document(tmp_path):
    picture = tmp_path / "picture.png"
    Figure((3, 3)).savefig(picture)
    document = Document()
    for number in (1, 2, 3):
        add_bookmark(document.add_heading(f"题{number}"), f"_Toc{number}", number)
        document.add_picture(str(picture), width=Cm(12), height=Cm(18))
    assert page_numbers(document, ["_Toc1", "_Toc2", "_Toc3"]) == {"_Toc1": "1", "_Toc2": "2", "_Toc3": "3"}
    assert document.part.package.image_parts._image_parts[0].blob == picture.read_bytes()
