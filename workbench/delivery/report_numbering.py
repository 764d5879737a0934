"""Numbering of headings and lists, as Word numbers them."""

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

_HEADINGS, _BULLETS, _NUMBERS = 901, 902, 903
_BULLET_SIGNS = "●○■"
_INDENT = 482  # width of one list level [twentieths of a point]


class Numbering:
    """The numberings of one document.

    Parameters
    ----------
    document : docx Document
        The document; its heading styles get the numbers.
    patterns : list of str
        Number of each heading level, such as ``第%1章`` and ``%1.%2``.
    """

    def __init__(self, document, patterns):
        self._root = document.part.numbering_part.element
        self._add_abstract(_HEADINGS, [_heading_level(level, pattern) for level, pattern in enumerate(patterns)])
        self._add_abstract(_BULLETS, [_list_level(level, "bullet", sign) for level, sign in enumerate(_BULLET_SIGNS)])
        self._add_abstract(_NUMBERS, [_list_level(level, "decimal", f"%{level + 1}.") for level in range(3)])
        self._headings = self._add_instance(_HEADINGS)
        self._bullets = self._add_instance(_BULLETS)
        self._chapter = 0
        for level in range(len(patterns)):
            properties = document.styles[f"Heading {level + 1}"].element.get_or_add_pPr()
            _set_number(properties, self._headings, level)

    def number_chapter(self, paragraph, chapter):
        """Make a first heading show the number of its chapter, also where the chapters before it are missing."""
        if chapter != self._chapter + 1:
            self._headings = self._add_instance(_HEADINGS, start=chapter)
        self._chapter = chapter
        self.number_heading(paragraph, 0)

    def number_heading(self, paragraph, level):
        """Number a heading in the running chapter."""
        _set_number(paragraph._p.get_or_add_pPr(), self._headings, level)

    def unnumber(self, paragraph):
        """Leave a heading without number."""
        _set_number(paragraph._p.get_or_add_pPr(), 0, 0)

    def bullet(self, paragraph, level):
        """Make a paragraph an item of a list with bullets."""
        _set_number(paragraph._p.get_or_add_pPr(), self._bullets, min(level, 2))

    def new_list(self, start=1):
        """Return a function that makes paragraphs items of one numbered list."""
        instance = self._add_instance(_NUMBERS, start=start)
        return lambda paragraph, level: _set_number(paragraph._p.get_or_add_pPr(), instance, min(level, 2))

    def _add_abstract(self, number, levels):
        xml = (
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
            f'<w:multiLevelType w:val="multilevel"/>{"".join(levels)}</w:abstractNum>'
        )
        first = self._root.find(qn("w:num"))
        first.addprevious(parse_xml(xml))

    def _add_instance(self, abstract, start=None):
        number = self._root.add_num(abstract)
        if start is not None:
            for level in range(3):
                override = number.add_lvlOverride(ilvl=level)
                override.add_startOverride(start if level == 0 else 1)
        return number.numId


def _heading_level(level, pattern):
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="Heading{level + 1}"/><w:suff w:val="space"/><w:lvlText w:val="{pattern}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
    )


def _list_level(level, kind, text):
    left = _INDENT * (level + 1)
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" w:hanging="{_INDENT}"/></w:pPr></w:lvl>'
    )


def _set_number(properties, instance, level):
    numbering = properties.get_or_add_numPr()
    numbering.get_or_add_ilvl().val = level
    numbering.get_or_add_numId().val = instance
