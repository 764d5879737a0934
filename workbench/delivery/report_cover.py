"""What stands before and around the chapters of the Word report: covers, contents, heads and feet of pages."""

from datetime import UTC, datetime

from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from .report_fields import PAGE, add_contents_entry, add_field, close_field, open_field

CONTENTS_LEVELS = 3
_LINE = "____________________"


def add_cover(document, book, words):
    """Add the two cover pages: title, company and label; then who signs.

    Parameters
    ----------
    document : docx Document
        Still empty.
    book : Book
        What the report is about.
    words : dict
        From the style file, in the book's language.
    """
    title = document.add_paragraph(book.title, style="Subtitle")
    title.paragraph_format.space_before = Pt(120)
    document.add_paragraph(book.report or words["report"], style="Title")
    if book.label:
        document.add_paragraph(book.label, style="Subtitle")
    first = document.add_paragraph(style="Cover Text")
    first.paragraph_format.space_before = Pt(120)
    settings = book.settings
    facts = [("case", book.case_id), ("period", settings.get("period")), ("date", settings.get("audit_date"))]
    first.add_run("\n".join(f"{words[word]}：{fact}" for word, fact in facts if fact))
    document.add_paragraph(f"{words['unit']}：{_LINE}", style="Cover Text")
    _add_signatures(document, words)


def open_contents(document, words):
    """Start the section of the contents; return the paragraph that `fill_contents` goes on from."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    number_pages(section, start=1, form="lowerRoman")
    document.add_paragraph(words["contents"], style="TOC Heading")
    return document.add_paragraph(style="toc 1")


def fill_contents(first, entries, pages):
    """Write the contents: a field that Word renews, with its lines already in place.

    Parameters
    ----------
    first : docx paragraph
        From `open_contents`.
    entries : list of (str, str, int)
        Text with number, bookmark and level of each heading.
    pages : dict of str to str
        Page by bookmark, as far as it is known.
    """
    open_field(first, f'TOC \\o "1-{CONTENTS_LEVELS}" \\h \\z \\u')
    paragraph = first
    for position, (text, bookmark, level) in enumerate(entry for entry in entries if entry[2] <= CONTENTS_LEVELS):
        if position:
            paragraph = _paragraph_after(paragraph)
        paragraph.style = f"toc {level}"
        add_contents_entry(paragraph, text, bookmark, pages.get(bookmark, ""))
    close_field(paragraph)


def number_pages(section, start, form):
    """Number the pages of a section at their feet, from ``start``.

    Parameters
    ----------
    section : docx section
        The section; it no longer shares its feet with the one before.
    start : int
        Number of its first page.
    form : str
        ``decimal`` or ``lowerRoman``.
    """
    section.footer.is_linked_to_previous = False
    paragraph = section.footer.paragraphs[0]
    paragraph.style = "Footer"
    paragraph.clear()
    add_field(paragraph, PAGE, "1")
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:fmt"), form)
    numbers.set(qn("w:start"), str(start))
    continue_pages(section)
    section._sectPr.insert_element_before(numbers, "w:cols", "w:docGrid")


def continue_pages(section):
    """Go on with the page numbers of the section before."""
    for numbers in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(numbers)


def head_pages(section, book, words):
    """Print title and label above every page of a section and those that follow."""
    section.header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.style = "Header"
    paragraph.text = "  ".join(text for text in (book.title, book.report or words["report"], book.label) if text)


def describe(document, book, words):
    """Fill the document's properties; nobody's name is among them."""
    properties = document.core_properties
    properties.title = f"{book.title} {words['report']}"
    properties.author = properties.last_modified_by = ""
    properties.subject = properties.keywords = ""
    properties.comments = book.label
    properties.language = {"zh": "zh-CN", "en": "en"}[book.lang]
    properties.created = properties.modified = datetime.now(UTC)


def _add_signatures(document, words):
    heading = document.add_paragraph(words["signature_title"], style="Subtitle")
    heading.paragraph_format.page_break_before = True
    for role in words["signatures"]:
        document.add_paragraph(f"{role}：{_LINE}", style="Cover Text")


def _paragraph_after(paragraph):
    element = OxmlElement("w:p")
    paragraph._p.addnext(element)
    return type(paragraph)(element, paragraph._parent)
