"""现场考察记录 at the end of a report: a place for the photograph beside what was found, by whom and when."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.image.exceptions import UnrecognizedImageError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

PHOTO_WIDTH, PHOTO_HEIGHT, TEXT_WIDTH = 8.0, 6.0, 6.5  # [cm]
FOLDER = "photos"
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


@dataclass(frozen=True)
class Visit:
    """One place that was looked at.

    Attributes
    ----------
    visit, point, process, finding, person, date : str
        Row of the table of site visits.
    photo : bytes
        The photograph; empty where there is none in the case's folder.
    photo_name : str
        Name of its file.
    """

    visit: str
    point: str
    process: str
    finding: str
    person: str
    date: str
    photo: bytes = b""
    photo_name: str = ""


def read_visits(case):
    """Return the site visits of a case, with the photographs that lie in its folder.

    Parameters
    ----------
    case : Case
        The case; a photograph is looked for beside its tables and in ``photos``, by its bare name.

    Returns
    -------
    tuple of Visit
    """
    names = case.names()
    return tuple(
        Visit(
            visit=row["visit"],
            point=row["point"],
            process=names.get(row["process"], ""),
            finding=row["finding"],
            person=row["person"] or "",
            date=str(row["date"] or "")[:10],
            photo=_photo(case.folder, row["photo"]),
            photo_name=row["photo"] or "",
        )
        for row in case["site_visits"].to_dict("records")
    )


def _photo(folder, name):
    if not name or folder is None or Path(name).name != name:
        return b""
    found = next((path for path in (Path(folder) / FOLDER / name, Path(folder) / name) if path.is_file()), None)
    return found.read_bytes() if found else b""


def add_visits(document, visits, words):
    """Add the record of the site visits on a page of its own.

    Parameters
    ----------
    document : docx Document
        Where it goes.
    visits : sequence of Visit
        From `read_visits`.
    words : dict
        From the style file, in the report's language.
    """
    heading = document.add_paragraph(words["visits"], style="TOC Heading")
    heading.paragraph_format.page_break_before = True
    table = document.add_table(rows=0, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _draw_edges(table)
    for visit in visits:
        row = table.add_row()
        row.height, row.height_rule = Cm(PHOTO_HEIGHT), WD_ROW_HEIGHT_RULE.AT_LEAST
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        picture, text = row.cells
        picture.width, text.width = Cm(PHOTO_WIDTH), Cm(TEXT_WIDTH)
        _add_photo(picture.paragraphs[0], visit, words)
        facts = (visit.visit, visit.point, visit.process, visit.finding, visit.person, visit.date)
        lines = [f"{name}：{fact}" for name, fact in zip(words["visit"], facts, strict=True) if fact]
        for position, line in enumerate(lines):
            paragraph = text.paragraphs[0] if position == 0 else text.add_paragraph()
            paragraph.style = "Table Text"
            paragraph.add_run(line)


def _add_photo(paragraph, visit, words):
    paragraph.style = "Table Text"
    if visit.photo:
        try:
            shape = paragraph.add_run().add_picture(BytesIO(visit.photo), width=Cm(PHOTO_WIDTH - 0.5))
        except UnrecognizedImageError:
            paragraph.add_run(words["bad_photo"].format(visit.photo_name))
            return
        if shape.height > Cm(PHOTO_HEIGHT):
            shape.width, shape.height = int(shape.width * Cm(PHOTO_HEIGHT) / shape.height), Cm(PHOTO_HEIGHT)
        shape._inline.docPr.set("descr", f"{visit.visit} {visit.point}")
        return
    paragraph.add_run(words["photo"].format(visit.photo_name or visit.visit))


def _draw_edges(table):
    edges = OxmlElement("w:tblBorders")
    for name in _EDGES:
        edge = OxmlElement(f"w:{name}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            edge.set(qn(f"w:{key}"), value)
        edges.append(edge)
    table._tbl.tblPr.append(edges)
