"""What an executed notebook holds for the reader: text, tables and figures, in order; the code stays behind."""

import base64
import json
import re
from dataclasses import dataclass, field, replace

from .bilingual import in_language

TABLE_MIME = "application/vnd.workbench.table+json"
FIGURE_MIME = "application/vnd.workbench.figure+json"
PLOTLY_MIME = "application/vnd.plotly.v1+json"
TEXT_MIME = "application/vnd.workbench.text+json"
NOTEBOOK_ONLY = "notebook-only"
"""Tag of a text cell that speaks to the user of the notebook, not to the reader of the report."""

_NUMBERED = re.compile(
    r"^(第\s*[0-9一二三四五六七八九十]+\s*(?:章|阶段|部分)|(?:chapter|phase)\s+\d+|\d+(\.\d+)+|\d+(?=[.、]))[\s.、:：—-]*",
    re.IGNORECASE,
)
_TITLE = re.compile(r"^#\s+(.+?)\s*#*\s*$")
_HEADING = re.compile(r"^\s*#{1,6}\s+\S")


@dataclass(frozen=True)
class Text:
    """A passage of narrative, in Markdown; one with numbers that were worked out has a number and names them.

    Attributes
    ----------
    markdown : str
        The text.
    number : str
        Such as 文3-7; empty where no result stands in it.
    figures : tuple of dict
        ``name``, ``shown`` and ``exact`` of each number.
    """

    markdown: str
    number: str = ""
    figures: tuple = ()


@dataclass(frozen=True)
class Table:
    """A table as the notebook showed it: numbered, titled, every cell a text."""

    number: str
    title: str
    header: tuple
    rows: tuple
    align: tuple
    note: str = ""
    worksheet: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure as the notebook showed it: PNG, and SVG, plotly's JSON and a view's HTML where there are any."""

    number: str
    title: str
    name: str
    png: bytes
    svg: str = ""
    plotly: dict | None = None
    note: str = ""
    html: str = ""

    @property
    def file_name(self):
        """Name of its files, without ending: number and name."""
        parts = [self.number] if self.name in ("", self.number) else [self.number, self.name]
        return re.sub(r'[\\/:*?"<>|\s]+', "_", "_".join(parts))


@dataclass(frozen=True)
class Chapter:
    """What one notebook says.

    Attributes
    ----------
    name : str
        Name of the notebook, such as 03_assessment.
    number : int or None
        Number of its phase; None for the case's own story.
    title : str
        Title, without number.
    blocks : tuple of Text, Table or Figure
        In reading order.
    failure : str
        Why the notebook stopped early; empty if it ran to its end.
    ask : str
        What the author has to add here; empty if nothing.
    """

    name: str
    number: int | None
    title: str
    blocks: tuple = field(default=())
    failure: str = ""
    ask: str = ""

    @property
    def tables(self):
        """The tables, in order."""
        return [block for block in self.blocks if isinstance(block, Table)]

    @property
    def numbered_texts(self):
        """The texts in which numbers stand that were worked out, in order."""
        return [block for block in self.blocks if isinstance(block, Text) and block.number]

    @property
    def figures(self):
        """The figures, in order."""
        return [block for block in self.blocks if isinstance(block, Figure)]


def read_chapter(path, number=None, failure="", lang="zh"):
    """Read an executed notebook.

    Parameters
    ----------
    path : Path
        The notebook.
    number : int, optional
        Number of its phase.
    failure : str
        Why it stopped early; a stopped notebook's tables and figures are half a truth and are left out.
    lang : str
        Language of the report; text cells that speak both say only this one.

    Returns
    -------
    Chapter
        Titled by the first heading of level 1, or else by the notebook's name.
    """
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    title, blocks = "", []
    for block in (block for cell in cells for block in _blocks(cell, lang)):
        found = (
            None if title or not isinstance(block, Text) else _TITLE.match(block.markdown.lstrip().split("\n", 1)[0])
        )
        if found:
            title = unnumbered(found.group(1)).removeprefix(f"{number} ")
            block = replace(block, markdown=block.markdown.lstrip().partition("\n")[2].strip())
        if not isinstance(block, Text) or block.markdown:
            blocks.append(block)
    return Chapter(path.stem, number, title or path.stem, () if failure else tuple(blocks), failure)


def unnumbered(heading):
    """Return a heading without the number an author may have typed before it; the report numbers its own.

    Examples
    --------
    >>> unnumbered("第3章 审核"), unnumbered("3.2 物料平衡"), unnumbered("24 小时运行")
    ('审核', '物料平衡', '24 小时运行')
    """
    return _NUMBERED.sub("", heading) or heading


def _blocks(cell, lang):
    tags = cell["metadata"].get("tags", [])
    if NOTEBOOK_ONLY in tags or "papermill-error-cell-tag" in tags:
        return
    if cell["cell_type"] == "markdown":
        yield Text(in_language(_joined(cell["source"]).strip(), lang))
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if TABLE_MIME in data:
            yield _table(data[TABLE_MIME])
        elif FIGURE_MIME in data:
            yield _figure(data)
        elif "text/markdown" in data:
            named = data.get(TEXT_MIME, {"number": "", "figures": ()})
            yield Text(_joined(data["text/markdown"]).strip(), named["number"], tuple(named["figures"]))


def _table(data):
    return Table(
        number=data["number"],
        title=data["title"],
        header=tuple(data["header"]),
        rows=tuple(tuple(row) for row in data["rows"]),
        align=tuple(data["align"]),
        note=data["note"],
        worksheet=data.get("worksheet", ""),
    )


def _figure(data):
    about = data[FIGURE_MIME]
    return Figure(
        number=about["number"],
        title=about["title"],
        name=about["name"],
        png=base64.b64decode(_joined(data["image/png"])),
        svg=_joined(data.get("image/svg+xml", "")),
        plotly=data.get(PLOTLY_MIME),
        note=about["note"],
        html=_joined(data.get("text/html", "")),
    )


def _joined(text):
    return "".join(text) if isinstance(text, list) else text
