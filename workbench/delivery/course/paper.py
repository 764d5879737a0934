"""Exercises on paper: an A4 Word document a student or a version, and the key to it."""

from dataclasses import replace

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from ..contents import Table
from ..files import replacing
from ..report_fields import add_field
from ..report_style import new_document, read_style, text_width
from ..report_tables import lay_out, table_xml

LABEL = "合成教学数据 · synthetic teaching data"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BLANK = "＿" * 8
LINES = 4


def write_paper(path, title, line, questions):
    """Write one paper.

    Parameters
    ----------
    path : Path
        The .docx file.
    title : str
        Of the course.
    line : str
        Whose paper it is, or which version.
    questions : sequence of Question
        In order.
    """
    sheet = _Sheet(title, line)
    total = sum(question.marks for question in questions)
    sheet.text(f"共 {len(questions)} 题，{total:g} 分。写出计算过程；每个答数都写单位。{LABEL}")
    for number, question in enumerate(questions, 1):
        sheet.question(number, question)
    sheet.save(path)


def write_paper_key(path, title, parts):
    """Write the key of papers.

    Parameters
    ----------
    path : Path
        The .docx file.
    title : str
        Of the course.
    parts : sequence of (str, sequence of Question)
        Whose paper it is or which version, with its questions; each has the worked answer in ``worked``.
    """
    sheet = _Sheet(title, "答案 · Key（教师用 for the teacher）")
    for line, questions in parts:
        sheet.heading(line, 2)
        for number, question in enumerate(questions, 1):
            sheet.heading(f"{number}. {question.id} {question.title}", 3)
            sheet.answers(question)
            sheet.text(question.worked)
    sheet.save(path)


def _upright(layout, width):
    """Return a layout that fits an upright page: an exam is not turned for one wide table."""
    share = min(1.0, width / sum(layout.widths))
    return replace(layout, widths=tuple(share * column for column in layout.widths))


class _Sheet:
    """A document while it is written."""

    def __init__(self, title, line):
        self._style = read_style()
        self._document = new_document(self._style)
        self._document.core_properties.title = title
        self._document.core_properties.author = ""
        section = self._document.sections[0]
        head = section.header.paragraphs[0]
        head.style, head.text = self._document.styles["Header"], f"{title}　{line}"
        foot = section.footer.paragraphs[0]
        foot.style = self._document.styles["Footer"]
        add_field(foot, "PAGE", "1")
        self._paragraph(title, "Subtitle")
        self._paragraph(line, "Picture")

    def question(self, number, question):
        self.heading(f"{number}. {question.id} {question.title}（{question.marks:g} 分）", 2)
        self.text(question.story)
        for header, rows in question.tables:
            self._table(header, rows, ("left", *["right"] * (len(header) - 1)))
        for position, blank in enumerate(question.blanks, 1):
            self._blank(position, blank)

    def answers(self, question):
        rows = [(blank.label, blank.answer_text, blank.unit, f"{blank.marks:g}") for blank in question.blanks]
        self._table(("所求", "答案", "单位", "分"), rows, ("left", "left", "left", "right"))

    def heading(self, text, level):
        self._paragraph(text, f"Heading {level}")

    def text(self, text):
        for line in filter(None, text.splitlines()):
            self._paragraph(line.strip(), "Body Text")

    def save(self, path):
        with replacing(path) as temporary:
            self._document.save(temporary)

    def _blank(self, position, blank):
        head = f"（{position}）{blank.label}（{blank.marks:g} 分）"
        if blank.kind == "date":
            self._paragraph(f"{head}：{BLANK}", "List Paragraph")
            return
        if blank.kind == "number":
            unit = f"（如 {blank.unit}）" if blank.unit else "（无单位）"
            self._paragraph(
                f"{head}：{BLANK} 单位：{BLANK[:4]}{unit}",
                "List Paragraph",
            )
            return
        if blank.kind == "text":
            self._paragraph(head, "List Paragraph")
            for _ in range(LINES):
                self._paragraph("＿" * 28, "List Paragraph")
            return
        several = "可多选，" if blank.kind == "choose_all" else ""
        self._paragraph(f"{head}（{several}填字母）：{BLANK[:4]}", "List Paragraph")
        for letter, (_, text) in zip(LETTERS, blank.choices, strict=False):
            self._paragraph(f"　　{letter}. {text}", "List Paragraph")

    def _table(self, header, rows, align):
        rows = tuple(tuple(map(str, row)) for row in rows)
        table = Table(number="", title="", header=tuple(header), rows=rows, align=tuple(align))
        layout = _upright(lay_out(table.header, table.rows, self._style), text_width(self._style))
        body = self._document.element.body
        body.insert(len(body) - 1, table_xml(table, layout, self._style))
        self._paragraph("", "Table Space")

    def _paragraph(self, text, style):
        paragraph = self._document.add_paragraph(text, style=style)
        if style == "Picture":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for run in paragraph.runs:
            # Fonts come from the style; a hint makes Word take the East Asian one for marks that both have.
            run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
        return paragraph
