"""Slides to teach a case from: one HTML file that pages by key and prints one slide a page, with nothing from outside."""

import base64
import math
from dataclasses import dataclass

import jinja2
from markdown_it import MarkdownIt
from markupsafe import Markup

from workbench import places

from .contents import Figure, Text
from .files import replacing
from .narrative import markdown_html

LARGEST_TABLE = 18
"""Rows of a table that can still be read from the last bench; a longer one goes on over the next slides."""


@dataclass(frozen=True)
class Slide:
    """One slide: a heading, what is said, and at most one table or figure.

    Attributes
    ----------
    title : str
        The heading.
    level : int
        Its level; 1 opens the chapter.
    text : str
        Markdown, without the heading.
    exhibit : Table or Figure or None
        What is shown.
    rows : tuple
        The rows of a table that this slide shows.
    """

    title: str
    level: int
    text: str = ""
    exhibit: object = None
    rows: tuple = ()


def write_lecture(book, path):
    """Write the slides of a case: of its own story where it has one, of its phases otherwise.

    Parameters
    ----------
    book : Book
        The chapters of the case.
    path : Path
        The .html file.
    """
    with replacing(path) as temporary:
        temporary.write_text(lecture_html(book), encoding="utf-8")


def lecture_html(book):
    """Return the slides of a case as text."""
    own = [chapter for chapter in book.chapters if chapter.number is None]
    loader = jinja2.FileSystemLoader(places.templates(), encoding="utf-8")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    shown = [slide for chapter in own or book.chapters for slide in slides(chapter)]
    template = environment.get_template("lecture.html.j2")
    return template.render(
        book=book, slides=shown, text_html=_text_html, picture=_picture, is_figure=_is_figure, lines=lines
    )


def slides(chapter):
    """Return the slides of a chapter.

    A heading opens a slide, and so does whatever follows a table or a figure; a long table goes on over several.

    Parameters
    ----------
    chapter : Chapter
        What an executed notebook says.

    Returns
    -------
    list of Slide
    """
    made = [Slide(chapter.title, 1, chapter.failure)]
    for block in chapter.blocks:
        if isinstance(block, Text):
            for title, level, text in parts(block.markdown):
                made = _with_text(made, title, level, text)
        else:
            made = _with_exhibit(made, block)
    return [slide for slide in made if slide.text or slide.exhibit or slide.level < 3]


def parts(markdown):
    """Return the parts of a text, cut at its headings.

    Returns
    -------
    list of (str, int, str)
        Heading, its level and the text below; the part before the first heading has neither.

    Examples
    --------
    >>> parts("Before.\\n\\n## Water\\n\\nMuch of it.")
    [('', 0, 'Before.'), ('Water', 2, 'Much of it.')]
    """
    lines = markdown.split("\n")
    tokens = MarkdownIt("commonmark").parse(markdown)
    starts = [
        (token.map[0], int(token.tag[1]), tokens[place + 1].content)
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0
    ]
    ends = [start for start, _, _ in starts[1:]] + [len(lines)][: len(starts)]
    before = "\n".join(lines[: starts[0][0]] if starts else lines).strip()
    found = [
        (title, level, "\n".join(lines[start + 1 : end]).strip())
        for (start, level, title), end in zip(starts, ends, strict=True)
    ]
    return ([("", 0, before)] if before else []) + found


def _with_text(made, title, level, text):
    last = made[-1]
    if title:
        return [*made, Slide(title, level, text)]
    if last.exhibit is not None:
        return [*made, Slide(last.title, last.level, text)]
    return [*made[:-1], Slide(last.title, last.level, f"{last.text}\n\n{text}".strip())]


def _with_exhibit(made, block):
    last = made[-1]
    text = last.text if last.exhibit is None and last.level > 1 else ""
    kept = made[:-1] if last.exhibit is None and last.level > 1 else made
    if isinstance(block, Figure):
        return [*kept, Slide(last.title, last.level, text, block)]
    chunks = enumerate(groups(block.rows))
    return [*kept, *(Slide(last.title, last.level, "" if n else text, block, rows) for n, rows in chunks)]


def groups(rows):
    """Return the rows of a table in as few groups as can be read, each about as long as the others.

    Examples
    --------
    >>> [len(group) for group in groups(range(19))]
    [10, 9]
    """
    count = max(1, math.ceil(len(rows) / LARGEST_TABLE))
    size = math.ceil(len(rows) / count)
    return [rows[number * size : (number + 1) * size] for number in range(count)]


def lines(rows):
    """Return about how many lines rows take on a slide whose columns share 90 characters.

    Examples
    --------
    >>> lines([("泵", "7.5"), ("说" * 90, "1")])
    3
    """
    return sum(max((math.ceil(len(cell) * len(row) / 90) for cell in row), default=1) or 1 for row in rows)


def _text_html(markdown):
    return Markup(markdown_html(markdown, lambda text, level: ("", text)))


def _is_figure(exhibit):
    return isinstance(exhibit, Figure)


def _picture(figure):
    """Return the address of a picture that lies in the page itself: drawn where it can be, as pixels otherwise."""
    kind, content = ("svg+xml", figure.svg.encode("utf-8")) if figure.svg else ("png", figure.png)
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
