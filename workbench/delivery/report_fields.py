"""Word's fields: text that Word can renew, with what it says already in place."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

PAGE, PAGES = "PAGE", "NUMPAGES"


def add_field(paragraph, instruction, result=""):
    """Add a field to a paragraph.

    Parameters
    ----------
    paragraph : docx paragraph
        Where it goes.
    instruction : str
        What Word renews it by, such as ``SEQ 表 \\* ARABIC \\s 1``.
    result : str
        What it says until then.
    """
    open_field(paragraph, instruction)
    paragraph.add_run(result)
    close_field(paragraph)


def open_field(paragraph, instruction):
    """Begin a field; what is added next, in this or later paragraphs, is its result until it is closed."""
    _mark(paragraph, "begin")
    run = paragraph.add_run()
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    run._r.append(code)
    _mark(paragraph, "separate")


def close_field(paragraph):
    """End the field opened last."""
    _mark(paragraph, "end")


def add_bookmark(paragraph, name, number):
    """Mark a whole paragraph so that a field can refer to it.

    Parameters
    ----------
    paragraph : docx paragraph
        A paragraph with its text in place.
    name : str
        Name of the bookmark.
    number : int
        Its id, unique in the document.
    """
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    properties = paragraph._p.pPr
    paragraph._p.insert(0 if properties is None else 1, start)
    paragraph._p.append(end)


def add_contents_entry(paragraph, text, bookmark, page):
    """Fill one line of the contents: the heading, a tab, and its page.

    Parameters
    ----------
    paragraph : docx paragraph
        A paragraph in the style of its level.
    text : str
        Heading with its number.
    bookmark : str
        Bookmark at the heading.
    page : str
        Page number; empty until Word knows it.
    """
    before = len(paragraph._p)
    paragraph.add_run(text)
    paragraph.add_run("\t")
    add_field(paragraph, f"PAGEREF {bookmark} \\h", page)
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), bookmark)
    link.set(qn("w:history"), "1")
    link.extend(list(paragraph._p)[before:])
    paragraph._p.append(link)


def _mark(paragraph, kind):
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)
