"""Narrative in Markdown, read once for all deliverables."""

from dataclasses import dataclass
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@dataclass(frozen=True)
class Span:
    """A piece of text with one look."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False


@dataclass(frozen=True)
class Passage:
    """A heading, a paragraph or an item of a list.

    Attributes
    ----------
    kind : str
        ``heading``, ``paragraph``, ``bullet``, ``number``, ``continued`` (more of the same item), ``quote``, ``code``.
    spans : tuple of Span
        The text.
    level : int
        Level of a heading (1 is a chapter) or depth of a list (0 is the outermost).
    start : int or None
        First number, on the first item of a numbered list.
    """

    kind: str
    spans: tuple
    level: int = 0
    start: int | None = None

    @property
    def text(self):
        """The text without its look."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True)
class Grid:
    """A small table within the narrative."""

    header: tuple
    rows: tuple
    align: tuple


def read_markdown(markdown):
    """Return the passages and grids of a text, in order.

    Parameters
    ----------
    markdown : str
        CommonMark with tables; HTML in it is text like any other.

    Returns
    -------
    list of Passage or Grid
    """
    reader = _Reader()
    for token in _PARSER.parse(markdown):
        reader.take(token)
    return reader.blocks


def markdown_html(markdown, heading):
    """Return a text as HTML; HTML in it is escaped, links and pictures become their text.

    Parameters
    ----------
    markdown : str
        CommonMark with tables.
    heading : callable
        ``heading(text, level) -> (anchor, text)``: the id and the full text of each heading.
    """
    tokens = _PARSER.parse(markdown)
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            text, close = tokens[position + 1 : position + 3]
            level = int(token.tag[1])
            anchor, shown = heading(_plain(text.children), level)
            # The page's own title is the only heading above its chapters.
            token.tag = close.tag = f"h{min(6, max(level, 2) + 1)}"
            token.attrs["id"] = anchor
            text.children = [Token("text", "", 0, content=shown)]
    return _PARSER.renderer.render(tokens, _PARSER.options, {})


class _Reader:
    """Turns Markdown's tokens into passages."""

    def __init__(self):
        self.blocks = []
        self._lists = []  # kind of each open list
        self._item = None  # what the next paragraph in a list is, with the start of a new list
        self._heading = 0
        self._quotes = 0
        self._grid = None

    def take(self, token):
        take = getattr(self, f"_{token.type}", None)
        if take is not None:
            take(token)

    def _heading_open(self, token):
        self._heading = int(token.tag[1])

    def _heading_close(self, token):
        self._heading = 0

    def _bullet_list_open(self, token):
        self._lists.append(("bullet", None))

    def _ordered_list_open(self, token):
        self._lists.append(("number", int(token.attrs.get("start", 1))))

    def _bullet_list_close(self, token):
        self._lists.pop()

    _ordered_list_close = _bullet_list_close

    def _list_item_open(self, token):
        self._item = self._lists[-1]
        self._lists[-1] = (self._item[0], None)

    def _blockquote_open(self, token):
        self._quotes += 1

    def _blockquote_close(self, token):
        self._quotes -= 1

    def _fence(self, token):
        for line in token.content.rstrip("\n").split("\n"):
            self.blocks.append(Passage("code", (Span(line, code=True),)))

    _code_block = _fence

    def _table_open(self, token):
        self._grid = [[]]

    def _tr_open(self, token):
        self._grid.append([])

    def _th_open(self, token):
        self._grid[0].append("right" if "right" in str(token.attrs.get("style", "")) else "left")

    def _table_close(self, token):
        align, header, *rows = (tuple(row) for row in self._grid)
        self.blocks.append(Grid(header, tuple(rows), align))
        self._grid = None

    def _inline(self, token):
        spans = tuple(_spans(token.children))
        if self._grid is not None:
            self._grid[-1].append("".join(span.text for span in spans))
        elif self._heading:
            self.blocks.append(Passage("heading", spans, self._heading))
        elif self._lists:
            kind, start = self._item or ("continued", None)
            self.blocks.append(Passage(kind, spans, len(self._lists) - 1, start))
            self._item = None
        else:
            self.blocks.append(Passage("quote" if self._quotes else "paragraph", spans))


def _spans(tokens):
    bold = italic = 0
    for position, token in enumerate(tokens):
        bold += {"strong_open": 1, "strong_close": -1}.get(token.type, 0)
        italic += {"em_open": 1, "em_close": -1}.get(token.type, 0)
        if token.type in ("text", "code_inline", "image"):
            yield Span(token.content, bool(bold), bool(italic), token.type == "code_inline")
        elif token.type == "hardbreak":
            yield Span("\n")
        elif token.type == "softbreak":
            yield Span(_gap(tokens[position - 1].content, tokens[position + 1].content))


def _gap(before, after):
    """Return what a line end in the source means: a space between Latin words, nothing between Chinese."""
    chinese = (before and ord(before[-1]) > 0x2E7F) or (after and ord(after[0]) > 0x2E7F)
    return "" if chinese else " "


def _plain(tokens):
    return "".join(span.text for span in _spans(tokens))


def _nothing(*_):
    return ""


def _text_of_picture(_renderer, tokens, index, *_):
    return escape(tokens[index].content)


def _line_end(_renderer, tokens, index, *_):
    return _gap(tokens[index - 1].content, tokens[index + 1].content)


# The page is read offline and must not lead out of itself.
for name, rule in {
    "link_open": _nothing,
    "link_close": _nothing,
    "image": _text_of_picture,
    "softbreak": _line_end,
}.items():
    _PARSER.add_render_rule(name, rule)
