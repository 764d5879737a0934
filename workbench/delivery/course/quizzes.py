"""Variants as a question bank of a learning platform: Moodle XML (cloze) and GIFT.

A sentence that a teacher has to read is left out; a bank marks what a machine can.
"""

import re
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from ..exercises import draw, load_exercise, student_seed
from ..files import replacing
from .questions import question_of

MARKED = ("number", "choose", "choose_all")
LABEL = "合成教学数据 · synthetic teaching data"
_CLOZE = re.compile(r'([\\}#~/"])')
_GIFT = re.compile(r"([\\~=#{}:])")


def write_bank(course, out, form, count=50):
    """Write variants of the exercises of a course as a question bank, and return the file.

    Parameters
    ----------
    course : Course
        Its secret makes the variants; they are no student's.
    out : Path
        The folder.
    form : str
        ``moodle`` (XML) or ``gift``.
    count : int
        Variants of each exercise.
    """
    banks = {}
    for name in course.exercises:
        exercise = load_exercise(name)
        seeds = (student_seed(course.secret, f":bank {number}") for number in range(count))
        banks[name] = [question_of(draw(exercise, seed)) for seed in seeds]
    write, ending = {"moodle": (write_moodle, "xml"), "gift": (write_gift, "gift")}[form]
    path = Path(out) / f"questions.{ending}"
    write(banks, path, course.title)
    return path


def write_moodle(banks, path, category):
    """Write question banks as Moodle XML, one cloze question a variant.

    Parameters
    ----------
    banks : dict of str to sequence of Question
        Variants by exercise.
    path : Path
        The .xml file.
    category : str
        Under which Moodle files them; each exercise has a category of its own below it.
    """
    quiz = ElementTree.Element("quiz")
    for name, questions in banks.items():
        head = ElementTree.SubElement(quiz, "question", type="category")
        _text(head, "category", f"$course$/top/{category.replace('/', '／')}/{name}")
        for number, question in enumerate(questions, 1):
            entry = ElementTree.SubElement(quiz, "question", type="cloze")
            _text(entry, "name", f"{question.id} {question.title} {number:02d}")
            _text(entry, "questiontext", cloze(question), format="html")
            _text(entry, "generalfeedback", "", format="html")
            ElementTree.SubElement(entry, "penalty").text = "0.1"
            ElementTree.SubElement(entry, "hidden").text = "0"
    ElementTree.indent(quiz)
    with replacing(path) as temporary:
        ElementTree.ElementTree(quiz).write(temporary, encoding="utf-8", xml_declaration=True)


def cloze(question):
    """Return a question as the HTML of Moodle's embedded answers."""
    tables = "".join(_html_table(header, rows) for header, rows in question.tables)
    blanks = "".join(
        f"<p>{_html(blank.label)}： {_cloze_blank(blank)}</p>" for blank in question.blanks if blank.kind in MARKED
    )
    return f"<p>{_html(question.story)}</p>{tables}{blanks}<p><small>{LABEL}</small></p>"


def write_gift(banks, path, category):
    """Write question banks as GIFT, one question an asked value; parameters as of `write_moodle`."""
    parts = []
    for name, questions in banks.items():
        parts.append(f"$CATEGORY: $course$/top/{category.replace('/', '／')}/{name}")
        for number, question in enumerate(questions, 1):
            parts += [gift(question, blank, number) for blank in question.blanks if blank.kind in MARKED]
    with replacing(path) as temporary:
        temporary.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def gift(question, blank, number):
    """Return one asked value of a variant as a GIFT question."""
    rows = "; ".join(_told(header, row) for header, rows in question.tables for row in rows)
    # An empty line ends a GIFT question.
    story = " ".join(f"{question.story} {rows}. {blank.label} ({LABEL})".split())
    title = f"{question.id} {blank.key} {number:02d}"
    return f"::{_gift(title)}::{_gift(story)} {{{_gift_answer(blank)}}}"


def _html_table(header, rows):
    lines = [f"<tr>{''.join(f'<th>{_html(cell)}</th>' for cell in header)}</tr>"]
    lines += [f"<tr>{''.join(f'<td>{_html(cell)}</td>' for cell in row)}</tr>" for row in rows]
    return f'<table border="1">{"".join(lines)}</table>'


def _told(header, row):
    """Return one row of a table as words: a single value as it is, others behind the head of their column."""
    if len(header) == 3 and header[1] in ("数值", "value"):
        return f"{row[0]} = {row[1]} {row[2]}".strip()
    cells = (f"{label} = {cell}" for label, cell in zip(header[1:], row[1:], strict=True))
    return f"{row[0]}: {', '.join(cells)}"


def _cloze_blank(blank):
    if blank.kind == "number":
        # Moodle compares within the tolerance behind the colon; other accepted methods get full marks as well.
        answers = "~".join(f"={value:.10g}:{tolerance:.6g}" for value, tolerance in blank.answers)
        return f"{{{blank.marks:g}:NUMERICAL:{answers}}} {_html(blank.unit)}"
    kind = "MULTICHOICE_V" if blank.kind == "choose" else "MULTIRESPONSE_V"
    parts = "~".join(f"{share}{_cloze(text)}" for share, text in _shares(blank))
    return f"{{{blank.marks:g}:{kind}:{parts}}}"


def _gift_answer(blank):
    if blank.kind == "number":
        answers = [f"{value:.10g}:{tolerance:.6g}" for value, tolerance in blank.answers]
        return f"#{answers[0]}" if len(answers) == 1 else "#" + " ".join(f"={answer}" for answer in answers)
    return " ".join(f"{share if share == '=' else '~' + share}{_gift(text)}" for share, text in _shares(blank))


def _shares(blank):
    """Yield what each choice is worth, and its text; of several, a wrong one costs what a right one gives."""
    ids = [blank.answer] if blank.kind == "choose" else list(blank.answer)
    for choice, text in blank.choices:
        if blank.kind == "choose":
            yield ("=" if choice in ids else ""), text
        else:
            share = 100 / len(ids)
            yield f"%{share:.5g}%" if choice in ids else f"%-{share:.5g}%", text


def _text(parent, tag, text, **attributes):
    ElementTree.SubElement(ElementTree.SubElement(parent, tag, attributes), "text").text = text


def _cloze(text):
    return _CLOZE.sub(r"\\\1", _html(text))


def _html(text):
    return escape(str(text), quote=False)


def _gift(text):
    return _GIFT.sub(r"\\\1", str(text))
