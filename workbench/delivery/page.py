"""One web page with everything a run says: a single file that needs no network."""

import base64
import gzip
import json
from dataclasses import dataclass

import jinja2
from markupsafe import Markup

from workbench import places
from workbench.display.view import view_assets

from .book import Outline
from .contents import Figure, Table, Text, unnumbered
from .files import replacing
from .narrative import markdown_html
from .report_style import read_style


@dataclass(frozen=True)
class Entry:
    """One line of the contents."""

    anchor: str
    text: str
    level: int


def write_page(book, path):
    """Write the page of a case.

    Parameters
    ----------
    book : Book
        The chapters of the case and its own story.
    path : Path
        The .html file.
    """
    with replacing(path) as temporary:
        temporary.write_text(page_html(book), encoding="utf-8")


def page_html(book):
    """Return the page of a case as text."""
    entries, chapters = [], []
    outline = Outline(read_style()["words"][book.lang]["headings"])
    for position, chapter in enumerate(book.chapters, 1):
        heading = f"{outline.open_chapter(chapter.number)} {chapter.title}".strip()
        entries.append(Entry(f"c{position}", heading, 1))
        chapters.append((entries[-1], chapter, _blocks(chapter, outline, entries)))
    interactive = any(figure.plotly for chapter in book.chapters for figure in chapter.figures)
    template = _environment().get_template("page.html.j2")
    return template.render(
        book=book,
        chapters=chapters,
        entries=entries,
        plotly=packed(_plotly_script()) if interactive else "",
        views=Markup(view_assets())
        if any(figure.html for chapter in book.chapters for figure in chapter.figures)
        else "",
    )


def _environment():
    loader = jinja2.FileSystemLoader(places.templates(), encoding="utf-8")
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _blocks(chapter, outline, entries):
    """Return kind, block and ready HTML of everything in a chapter, and enter its headings in the contents."""

    def heading(text, level):
        number = outline.number(max(level, 2))
        entries.append(Entry(f"h{len(entries) + 1}", f"{number} {unnumbered(text)}".strip(), max(level, 2)))
        return entries[-1].anchor, entries[-1].text

    def ready(block):
        if isinstance(block, Text):
            return "text", block, Markup(markdown_html(block.markdown, heading))
        if isinstance(block, Table):
            return "table", block, ""
        return "figure", block, _picture(block)

    return [ready(block) for block in chapter.blocks]


def _picture(figure: Figure):
    """Return a figure as HTML: interactive, else drawn, else as pixels; a view's texts were escaped where it was made."""
    if figure.plotly:
        data = json.dumps(figure.plotly, ensure_ascii=True).replace("<", "\\u003c")
        return Markup('<div class="plotly"></div><script type="application/json">{}</script>').format(Markup(data))
    if figure.html:
        return Markup(figure.html.replace(view_assets(), ""))  # the page holds them once
    if figure.svg:
        return Markup('<img data-packed="{}" alt="{} {}">').format(packed(figure.svg), figure.number, figure.title)
    coded = base64.b64encode(figure.png).decode("ascii")
    return Markup('<img src="data:image/png;base64,{}" alt="{} {}">').format(coded, figure.number, figure.title)


def packed(text):
    """Return a text compressed, as letters; the page's own script unpacks it, so that the page stays small enough to send.

    Examples
    --------
    >>> gzip.decompress(base64.b64decode(packed("<svg/>"))).decode("utf-8")
    '<svg/>'
    """
    return base64.b64encode(gzip.compress(text.encode("utf-8"), mtime=0)).decode("ascii")


def _plotly_script():
    from plotly.offline import get_plotlyjs

    return get_plotlyjs()
