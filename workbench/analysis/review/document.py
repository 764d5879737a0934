"""Rules on the finished report: D01 figures, D02 the level, D22 totals, D25 form, D30 names."""

import re

import docx
from docx.oxml.ns import qn

from ..evaluation import evaluate
from ..totals import check_total
from .clients import foreign_names
from .finding import finding

_CAPTION = re.compile(r"^(表|图)\s*(\d+)-(\d+)")
_NUMBER = re.compile(r"(?<![\w.\-])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?![\w\-])")
_LEVEL = re.compile(r"清洁生产水平[^。；\n]{0,12}?(Ⅰ|Ⅱ|Ⅲ)\s*级")
_ROMAN = {"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III"}
_FIGURES = {1: (2, 0), 2: (4, 1), 3: (3, 1), 4: (3, 0), 5: (1, 0), 6: (2, 0), 7: (1, 0)}
"""Least (tables, figures) of each chapter: a choice of this workbench, not a figure of a standard."""
_BODY, _HEADING = "仿宋", "黑体"
_POINTS = 12
"""小四 [pt]."""
_DIGITS = 5
"""Shorter figures appear in a text by chance; longer ones come from a table."""


def review_document(case, path, book=None):
    """Return the findings of a finished report.

    Parameters
    ----------
    case : Case
    path : Path
        The .docx file.
    book : list of (title, rows), optional
        Tables of the run; with them the figures of the free text are compared.
    """
    document = docx.Document(str(path))
    texts = [paragraph.text for paragraph in document.paragraphs]
    checks = (_names(case, document), _level(case, texts), _captions(texts), _fonts(document), _sums(document))
    found = [item for check in checks for item in check]
    return found + list(_figures(texts, book or ()))


def _names(case, document):
    text = "\n".join(_text(node) for node in document.element.body.iter(qn("w:p")))
    for name in foreign_names(case):
        if name in text:
            yield finding("D30", "report", f"出现 {name}", f"names {name}")


def _text(element):
    """Return the text of a paragraph or table cell, read without python-docx's slow grid."""
    return "".join(node.text or "" for node in element.iter(qn("w:t")))


def _level(case, texts):
    stated = {match for text in texts for match in _LEVEL.findall(text)}
    if not (stated and case.has("indicators")):
        return
    engine = {evaluate(case, after=after).indicative_level for after in (False, True)}
    for level in sorted(stated):
        if _ROMAN[level] not in engine:
            yield finding(
                "D02", "report", f"正文写{level}级，评价不支持", f"level {_ROMAN[level]} is not the evaluated one"
            )


def _captions(texts):
    counts = {}
    for text in texts:
        if match := _CAPTION.match(text.strip()):
            kind, chapter, number = match[1], int(match[2]), int(match[3])
            last = counts.get((kind, chapter), 0)
            if number != last + 1:
                zh, en = f"编号不连续: 前一号 {last}", f"numbering: {last} before it"
                yield finding("D25", f"report {kind}{chapter}-{number}", zh, en)
            counts[kind, chapter] = number
    for chapter in {chapter for _, chapter in counts} & set(_FIGURES):
        for kind, least in zip("表图", _FIGURES[chapter], strict=True):
            if counts.get((kind, chapter), 0) < least:
                zh, en = f"第 {chapter} 章{kind}少于 {least} 个", f"chapter {chapter}: fewer than {least}"
                yield finding("D25", f"report {kind}{chapter}", zh, en)


def _fonts(document):
    for name, font in (("Normal", _BODY), ("Heading 1", _HEADING)):
        fonts = document.styles[name].element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        used = "" if fonts is None else fonts.get(qn("w:eastAsia")) or ""
        if font not in used:
            yield finding(
                "D25", f"report {name}", f"中文字体 {used or '未设'}，应为 {font}", f"font {used or 'not set'}"
            )
    size = document.styles["Normal"].font.size
    if size is None or size.pt != _POINTS:
        yield finding("D25", "report Normal", "正文不是小四", "body is not 12 pt")


def _rows(table):
    return [[_text(cell).strip() for cell in row.tc_lst] for row in table._tbl.tr_lst]


def _sums(document):
    """Find columns whose 合计 row, the last of its table, is not the sum of the rows above."""
    for number, table in enumerate(document.tables, 1):
        rows = _rows(table)
        if len(rows) < 3 or "合计" not in rows[-1][:2]:
            continue
        for column in range(1, len(rows[-1])):
            cells = [_value(row[column]) if column < len(row) else None for row in rows[1:]]
            if None in cells or not any(cells):
                continue
            result = check_total(rows[-1][column].replace(",", ""), cells[:-1])
            if not result["agrees"] and abs(result["difference"]) > _rounding([row[column] for row in rows[1:]]):
                zh = f"合计 {result['stated']}，各项之和 {result['total']}"
                zh += "，疑似数字错位" if result["hint"] else ""
                yield finding("D22", f"report table {number} {rows[0][column]}", zh, f"sum {result['total']}")


def _rounding(cells):
    """Return by how much a total may differ because its parts were rounded: half the last digit each."""
    decimals = max(len(cell.partition(".")[2]) for cell in cells)
    return 0.5 * 10**-decimals * len(cells) * (1 + 1e-9)


def _value(text):
    text = text.replace(",", "").replace("−", "-")
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def _figures(texts, book):
    """Find long figures in the free text that no table of the run holds within rounding (D01)."""
    cells = {cell for _, rows in book for row in rows for cell in row}
    known = [(value, _half(cell)) for cell in cells if (value := _value(cell)) is not None]
    if not known:
        return
    for place, text in enumerate(texts, 1):
        for match in _NUMBER.findall(text):
            plain = match.replace(",", "")
            if len(plain.replace(".", "").lstrip("0")) >= _DIGITS and not _held(plain, known):
                zh, en = f"正文数字 {match} 与各表不符", f"{match} stands in no table"
                yield finding("D01", f"report paragraph {place}", zh, en)


def _held(text, known):
    value, half = float(text), _half(text)
    return any(abs(other - value) <= max(half, coarser) * (1 + 1e-9) for other, coarser in known)


def _half(text):
    """Return half the last digit of a number as written: what rounding may have taken from it."""
    return 0.5 * 10 ** -len(text.partition(".")[2])
