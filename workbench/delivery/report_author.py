"""Places in a report that belong to its author: what stands there is kept when the report is written again."""

from copy import deepcopy
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

PREFIX = "author:"
_ALIAS = 60  # Word cuts longer titles of a place
_OUTSIDE = (qn("r:id"), qn("r:embed"), qn("r:link"))


def read_author_texts(path):
    """Return what authors wrote into the places of a report.

    Parameters
    ----------
    path : Path
        A report of an earlier run, as its author left it; there may be none.

    Returns
    -------
    dict of str to list
        Paragraphs and tables of each place that no longer holds its prompt, by the place's name. What refers to
        another part of the file, such as a picture, cannot move and is left in the old file.
    """
    try:
        body = Document(path).element.body
    except (PackageNotFoundError, BadZipFile, OSError, KeyError, ValueError):
        return {}
    texts = {}
    for place in body.iter(qn("w:sdt")):
        name, prompt = (_value(place, tag) for tag in ("w:tag", "w:alias"))
        content = place.find(qn("w:sdtContent"))
        if content is None or not name.startswith(PREFIX):
            continue
        text = "".join(part.text or "" for part in content.iter(qn("w:t"))).strip()
        if text and text[:_ALIAS] != prompt:
            kept = [deepcopy(part) for part in content if not _refers(part)]
            texts[name.removeprefix(PREFIX)] = kept
    return texts


def _value(place, tag):
    element = place.find(f"{qn('w:sdtPr')}/{qn(tag)}")
    return "" if element is None else element.get(qn("w:val"), "")


def _refers(part):
    return any(name in element.attrib for element in part.iter() for name in _OUTSIDE)


def add_author_place(document, name, prompt, kept=()):
    """Add a place for the author's own text to the end of a document.

    Parameters
    ----------
    document : docx Document
        Where it goes.
    name : str
        Name of the place, the same in every run.
    prompt : str
        What to write here; shown until somebody writes.
    kept : list
        From `read_author_texts`: what the author wrote before.
    """
    paragraph = document.add_paragraph(style="Body Text")
    run = paragraph.add_run(prompt)
    run.italic = True
    place, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    place.append(_properties(name, prompt, untouched=not kept))
    place.append(content)
    paragraph._p.addprevious(place)
    if kept:
        paragraph._p.getparent().remove(paragraph._p)
        content.extend(deepcopy(part) for part in kept)
    else:
        content.append(paragraph._p)


def _properties(name, prompt, untouched):
    properties = OxmlElement("w:sdtPr")
    for tag, value in (("w:alias", prompt), ("w:tag", f"{PREFIX}{name}")):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value[:_ALIAS])
        properties.append(element)
    if untouched:
        # Word replaces the whole prompt as soon as somebody types.
        properties.append(OxmlElement("w:showingPlcHdr"))
    return properties
