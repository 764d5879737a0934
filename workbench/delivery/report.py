"""The audit report as a Word document, made from the executed phase notebooks."""

from dataclasses import replace

from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn

from . import report_cover
from .book import Outline
from .contents import Figure, Table, Text, unnumbered
from .files import replacing
from .narrative import Grid, read_markdown
from .pagination import page_numbers
from .report_author import add_author_place
from .report_fields import add_bookmark, add_field
from .report_numbering import Numbering
from .report_pictures import add_picture, needs_turn
from .report_style import new_document, read_style, set_page
from .report_tables import lay_out, table_xml
from .report_visits import add_visits

LOWEST_HEADING = 4
_BODY_STYLES = {"paragraph": "Body Text", "quote": "Quote", "code": "Code"}


def write_report(book, path, author_texts=None):
    """Write a report of a case.

    Parameters
    ----------
    book : Book
        The chapters of the case; those without number are left out.
    path : Path
        The .docx file.
    author_texts : dict of str to list, optional
        What its author wrote into an earlier one, from `read_author_texts`.
    """
    document = _Report(book, read_style(book.settings.get("province")), author_texts or {}).build()
    with replacing(path) as temporary:
        document.save(temporary)


class _Report:
    """A report while it is written: the document, its numbering, and the way the paper lies."""

    def __init__(self, book, style, author_texts):
        self._book, self._style, self._author_texts = book, style, author_texts
        self._words = style["words"][book.lang]
        self._document = new_document(style)
        self._numbering = Numbering(self._document, self._words["headings"])
        self._outline = Outline(self._words["headings"])
        self._entries = []
        self._landscape = False

    def build(self):
        report_cover.add_cover(self._document, self._book, self._words)
        contents = report_cover.open_contents(self._document, self._words)
        self._open_body()
        for chapter in self._book.phases:
            self._add_chapter(chapter)
        if self._book.visits:
            self._turn(False)
            add_visits(self._document, self._book.visits, self._words)
        pages = page_numbers(self._document, [bookmark for _, bookmark, _ in self._entries])
        report_cover.fill_contents(contents, self._entries, pages)
        report_cover.describe(self._document, self._book, self._words)
        return self._document

    def _open_body(self):
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        report_cover.number_pages(section, start=1, form="decimal")
        report_cover.head_pages(section, self._book, self._words)

    def _add_chapter(self, chapter):
        self._turn(False)
        heading = self._document.add_paragraph(chapter.title, style="Heading 1")
        self._numbering.number_chapter(heading, chapter.number)
        self._enter(heading, self._outline.open_chapter(chapter.number), 1)
        if chapter.failure:
            self._document.add_paragraph(f"{self._words['failed']}{chapter.failure}", style="Body Text")
        add = {Text: self._add_text, Table: self._add_table, Figure: self._add_figure}
        for block, landscape in zip(chapter.blocks, page_turns(chapter.blocks, self._style), strict=True):
            self._turn(landscape)
            add[type(block)](block)
        self._add_author_place(chapter)

    def _add_author_place(self, chapter):
        prompt = self._words["author"].format(chapter.ask or self._words["anything"])
        kept = self._author_texts.get(chapter.name, ())
        if chapter.ask or kept or not self._book.report:
            add_author_place(self._document, chapter.name, prompt, kept)

    def _add_text(self, block):
        number_item = None
        for passage in read_markdown(block.markdown):
            if isinstance(passage, Grid):
                self._add_grid(passage)
            elif passage.kind == "heading":
                self._add_heading(passage)
            elif passage.kind in ("bullet", "number", "continued"):
                if passage.start is not None:
                    number_item = self._numbering.new_list(passage.start)
                self._add_item(passage, number_item)
            else:
                self._add_spans(self._document.add_paragraph(style=_BODY_STYLES[passage.kind]), passage)

    def _add_heading(self, passage):
        level = min(max(passage.level, 2), LOWEST_HEADING)
        paragraph = self._document.add_paragraph(unnumbered(passage.text), style=f"Heading {level}")
        self._numbering.number_heading(paragraph, level - 1)
        self._enter(paragraph, self._outline.number(level), level)

    def _enter(self, paragraph, number, level):
        """Enter a heading in the contents."""
        bookmark = f"_Toc{len(self._entries) + 1:06d}"
        text = f"{number} {paragraph.text}"
        add_bookmark(paragraph, bookmark, len(self._entries) + 1)
        self._entries.append((text, bookmark, level))

    def _add_item(self, passage, number_item):
        paragraph = self._document.add_paragraph(style="List Paragraph")
        if passage.kind == "bullet":
            self._numbering.bullet(paragraph, passage.level)
        elif passage.kind == "number":
            number_item(paragraph, passage.level)
        self._add_spans(paragraph, passage)

    @staticmethod
    def _add_spans(paragraph, passage):
        for span in passage.spans:
            run = paragraph.add_run(span.text)
            run.bold, run.italic = span.bold or None, span.italic or None

    def _add_table(self, table):
        self._add_caption(table, "table", keep_with_next=True)
        most = self._style["table"]["most_rows"]
        hidden = len(table.rows) - most
        note = table.note
        if hidden > 0:
            note = f"{note} {self._words['hidden_rows'].format(hidden)}".strip()
        self._add_grid(replace(table, rows=table.rows[:most]), note)
        if table.worksheet:
            self._document.add_paragraph(self._words["signed"], style="Table Signature")

    def _add_grid(self, grid, note=""):
        layout = lay_out(grid.header, grid.rows, self._style, self._landscape)
        self._place(table_xml(grid, layout, self._style))
        # The paragraph after a table also keeps the next picture off its last row.
        self._document.add_paragraph(note, style="Table Note" if note else "Table Space")

    def _place(self, table):
        body = self._document.element.body
        body.insert(len(body) - 1, table)

    def _add_figure(self, figure):
        add_picture(self._document, figure, self._style, self._landscape)
        self._add_caption(figure, "figure", keep_with_next=bool(figure.note))
        if figure.note:
            self._document.add_paragraph(figure.note, style="Table Note")

    def _add_caption(self, block, kind, keep_with_next):
        """Add a caption whose number Word can renew: 表, the chapter's number, and a count within the chapter."""
        paragraph = self._document.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = keep_with_next
        word = self._words[kind]
        chapter, dash, count = block.number.removeprefix(word).partition("-")
        if block.number.startswith(word) and dash and count.isdigit():
            paragraph.add_run(word)
            add_field(paragraph, "STYLEREF 1 \\s", chapter)
            paragraph.add_run("-")
            restart = " \\r 1" if count == "1" else ""
            add_field(paragraph, f"SEQ {word.strip()} \\* ARABIC{restart}", count)
        else:
            paragraph.add_run(block.number)
        paragraph.add_run(f"  {block.title}")

    def _turn(self, landscape):
        """Turn the paper, if it lies the other way; None leaves it as it lies."""
        if landscape is None or landscape == self._landscape:
            return
        self._landscape = landscape
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        _drop_break_paragraph(self._document.element.body)
        set_page(section, self._style, landscape)
        report_cover.continue_pages(section)


def page_turns(blocks, style):
    """Return for each block whether it needs a turned page (True), an upright one (False) or either (None).

    Text goes to the page of the wide table or figure that it announces; a heading otherwise turns the paper back.

    Parameters
    ----------
    blocks : sequence of Text, Table or Figure
        A chapter.
    style : dict
        From `read_style`.
    """
    turns = []
    announced = None
    for block in reversed(blocks):
        if isinstance(block, Text):
            headed = any(getattr(passage, "kind", "") == "heading" for passage in read_markdown(block.markdown))
            turns.append(True if announced else (False if headed else None))
        else:
            announced = needs_turn(block.png, style) if isinstance(block, Figure) else _needs_turn(block, style)
            turns.append(announced)
    turns.reverse()
    # The chapter's first text stays with its heading.
    return [False, *turns[1:]] if blocks and isinstance(blocks[0], Text) else turns


def _needs_turn(table, style):
    rows = table.rows[: style["table"]["most_rows"]]
    return True if lay_out(table.header, rows, style).landscape else None


def _drop_break_paragraph(body):
    """Let the last paragraph of the old section end it, so that no empty one can spill onto a page of its own."""
    *_, last, added, _ = body
    if last.tag == qn("w:p"):
        last.set_sectPr(added.pPr.sectPr)
        body.remove(added)
