"""The page without names: what may be shown to others of a client's audit."""

import json
from dataclasses import replace

from workbench.case.source import read_source
from workbench.errors import WorkbenchError

from .contents import Figure, Table, Text
from .page import page_html, write_page
from .sanitize import known_names, strike

NAME = "index_anonymous.html"
_TITLE = {"zh": "某企业清洁生产审核", "en": "Cleaner production audit of an enterprise"}


def write_anonymous_page(case, book, path):
    """Write the page of a case without the names of the enterprise and its people.

    Parameters
    ----------
    case : Case
        The case, whose tables say which names these are.
    book : Book
        Its run.
    path : Path
        The .html file.

    Raises
    ------
    WorkbenchError
        If a name would still stand in the page; nothing is written then.

    Notes
    -----
    Numbers stay: whoever knows the plant's figures still knows the plant. Letters in a chart that is drawn as outlines
    cannot be searched; charts carry names of workshops and items only.
    """
    names = known_names(read_source(case.folder))
    settings = {key: book.settings[key] for key in ("provenance", "audit_date") if key in book.settings}
    shown = replace(
        book,
        case_id=_TITLE[book.lang],
        chapters=tuple(_chapter(chapter, names) for chapter in book.chapters),
        settings=settings | {"title": _TITLE[book.lang], "title_en": _TITLE["en"]},
    )
    html = page_html(shown).lower()
    left = [name for name in names if name.lower() in html]
    if left:
        raise WorkbenchError(
            f"网页中仍有名称 {left[0]!r}, 未写出 / the page still holds the name {left[0]!r}; not written"
        )
    write_page(shown, path)


def _chapter(chapter, names):
    blocks = tuple(_WITHOUT[type(block)](block, names) for block in chapter.blocks)
    return replace(
        chapter, title=strike(chapter.title, names), blocks=blocks, failure=strike(chapter.failure, names), ask=""
    )


def _text(block, names):
    return replace(block, markdown=strike(block.markdown, names))


def _table(block, names):
    rows = tuple(tuple(strike(cell, names) for cell in row) for row in block.rows)
    header = tuple(strike(cell, names) for cell in block.header)
    return replace(block, title=strike(block.title, names), header=header, rows=rows, note=strike(block.note, names))


def _figure(block, names):
    plotly = json.loads(strike(json.dumps(block.plotly, ensure_ascii=False), names)) if block.plotly else None
    words = {key: strike(getattr(block, key), names) for key in ("title", "note", "svg", "html")}
    return replace(block, **words, plotly=plotly)


_WITHOUT = {Text: _text, Table: _table, Figure: _figure}
