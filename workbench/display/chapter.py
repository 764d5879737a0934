"""A chapter of the audit: numbers its tables and figures and shows them in a notebook.

What is shown carries, beside the picture for the reader, a small JSON that the report reads.
"""

import json
import re
from base64 import b64encode
from dataclasses import replace
from functools import partial
from html import escape, unescape
from io import BytesIO, StringIO
from numbers import Real
from string import Formatter

import matplotlib as mpl
from matplotlib.figure import Figure

from workbench.case import label

from .drawing import Drawing
from .style import UNKNOWN
from .tables import cell_text, make_table
from .view import View, view_assets

FIGURE_MIME = "application/vnd.workbench.figure+json"
PLOTLY_MIME = "application/vnd.plotly.v1+json"
TEXT_MIME = "application/vnd.workbench.text+json"
DPI = 160
_COORDINATES = re.compile(r' d="[^"]*"')
_DECIMALS = re.compile(r"(\.\d\d)\d+")

_WORDS = {
    "zh": {
        "table": "表{}-{}",
        "figure": "图{}-{}",
        "text": "文{}-{}",
        "note": "注：{}",
        "worksheet": "资料来源：工作用表 {}",
        "stop": "。",
    },
    "en": {
        "table": "Table {}-{}",
        "figure": "Figure {}-{}",
        "text": "Text {}-{}",
        "note": "Note: {}",
        "worksheet": "Source: worksheet {}",
        "stop": ". ",
    },
}


class Chapter:
    """Numbers and shows the tables, figures and texts of one chapter.

    Showing the same title again, as when a notebook cell is run twice, keeps its number.

    Parameters
    ----------
    number : int or str
        Number of the chapter in the report, such as 3 or 案例.
    lang : str
        ``zh`` or ``en``.
    title : str
        Title of the chapter.
    label : callable, optional
        ``label(column, lang)``, the label of a column of a table.
    """

    def __init__(self, number, lang="zh", title="", label=None):
        self.number = str(number)
        self.lang = lang
        self.title = title
        self._label = label
        self._numbers = {"table": {}, "figure": {}, "text": {}}
        self._assets_shown = False

    def table(self, frame, title, *, note=None, columns=None, label=None, digits=None, worksheet=""):
        """Show a DataFrame as the next table of the chapter.

        Parameters
        ----------
        frame : DataFrame
            One row per row of the table.
        title : str
            Title.
        note : str, optional
            Text beneath the table.
        worksheet : str
            Number of the worksheet that the table is, such as 2-3; the report has it signed.
        columns : list of str or mapping, optional
            The columns to show, in order; a mapping also gives their labels.
        label : callable, optional
            ``label(column, lang)`` in place of the chapter's.
        digits : int or mapping of column to int, optional
            Decimals of the numbers; by default sensible ones.
        """
        table = make_table(
            frame,
            title,
            number=self._count("table", title),
            lang=self.lang,
            columns=columns,
            label=label or self._label,
            digits=digits,
            note=self._note(note, worksheet),
        )
        self._show(replace(table, worksheet=worksheet).mimebundle())

    def figure(self, figure, title, *, note=None, name=None, static=None):
        """Show a picture as the next figure of the chapter, with its caption beneath.

        Parameters
        ----------
        figure : matplotlib Figure, drawing with ``to_svg`` and ``to_png``, `View`, or plotly Figure
            The picture.
        title : str
            Title, with unit and period where it shows amounts.
        note : str, optional
            Text beneath the caption.
        name : str, optional
            Name of the picture's file, without ending; by default the number.
        static : matplotlib Figure or drawing, optional
            What stands on paper for a plotly figure.

        Raises
        ------
        ValueError
            If a plotly figure comes without ``static``: it would leave a hole in the report.
        """
        interactive = hasattr(figure, "to_plotly_json")
        if interactive and static is None:
            raise ValueError(f"交互图缺少静态图 / an interactive figure needs static=: {title}")
        number = self._count("figure", title)
        bundle = {"text/plain": f"{number} {title}"}
        if interactive:
            bundle[PLOTLY_MIME] = json.loads(figure.to_json())
        if isinstance(figure, Drawing):
            bundle["text/html"] = self._view(View({title: figure}, self.lang))
        if isinstance(figure, View):
            bundle["text/html"] = self._view(figure)
        bundle |= picture_forms(static if interactive else figure)
        name = name or number.replace(" ", "_")
        note = self._note(note, "")
        bundle[FIGURE_MIME] = {"number": number, "title": title, "name": name, "note": note}
        self._show(bundle)
        self._show(_caption(number, title, note))

    def _view(self, view):
        """Return a view as HTML; the first one of a chapter brings what all of them share."""
        assets = "" if self._assets_shown else view_assets()
        self._assets_shown = True
        return assets + view.to_html()

    def text(self, template, **values):
        """Show a paragraph; numbers in it get sensible digits, unknown ones become —.

        Parameters
        ----------
        template : str
            Markdown with fields such as ``{loss}`` or ``{loss:.1f}``.
        **values
            Values of the fields; texts among them are shown as they are, never read as markup.
        """
        prose = _Prose(self.lang)
        markdown = prose.format(template, **values)
        bundle = {"text/plain": unescape(markdown), "text/markdown": markdown}
        if prose.figures:
            # Numbers in prose have a name too, so that they can be traced.
            bundle[TEXT_MIME] = {"number": self._count("text", markdown), "figures": prose.figures}
        self._show(bundle)

    def _show(self, bundle):
        """Show a bundle of forms by mime type; a page that is no notebook keeps them otherwise."""
        _show(bundle)

    def _count(self, kind, title):
        numbers = self._numbers[kind]
        return _WORDS[self.lang][kind].format(self.number, numbers.setdefault(title, len(numbers) + 1))

    def _note(self, note, worksheet):
        words = _WORDS[self.lang]
        parts = [words[kind].format(text) for kind, text in (("note", note), ("worksheet", worksheet)) if text]
        return words["stop"].join(part.rstrip("。.") for part in parts)


def open_chapter(case, number, lang="zh"):
    """Return a chapter whose tables are labelled by the data dictionary's names of analysis results.

    A table of the case itself has labels of its own: ``columns`` or ``label`` of `Chapter.table` give them.

    Parameters
    ----------
    case : Case
        The case that the chapter is about; its id is the chapter's title.
    number : int or str
        Number of the chapter in the report.
    lang : str
        ``zh`` or ``en``.
    """
    return Chapter(number, lang, case.id, partial(label, "results"))


def picture_forms(picture):
    """Return a static picture as PNG and SVG, by mime type.

    Parameters
    ----------
    picture : matplotlib Figure or drawing
        A drawing gives ``to_svg() -> str`` and ``to_png(dpi) -> bytes``.
    """
    if isinstance(picture, Figure):
        # Laid out once: both forms show the same picture, in a third of the time.
        picture.draw_without_rendering()
        picture.set_layout_engine("none")
        png = _matplotlib_png(picture)
    else:
        png = picture.to_png(dpi=DPI)
    return {"image/png": b64encode(png).decode("ascii"), "image/svg+xml": picture_svg(picture)}


def picture_svg(picture):
    """Return a static picture as SVG text; parameters as of `picture_forms`."""
    return _matplotlib_svg(picture) if isinstance(picture, Figure) else picture.to_svg()


class _Prose(Formatter):
    """Formats the fields of a text for people, escapes what comes from data and keeps what numbers it showed."""

    def __init__(self, lang):
        self._lang = lang
        self._field = ""
        self.figures = []

    def get_field(self, field_name, args, kwargs):
        self._field = field_name
        return super().get_field(field_name, args, kwargs)

    def format_field(self, value, format_spec):
        shown = self._shown(value, format_spec)
        if isinstance(value, Real) and not isinstance(value, bool) and shown != UNKNOWN:
            self.figures.append({"name": self._field, "shown": shown, "exact": float(value)})
        return shown

    def _shown(self, value, format_spec):
        text = cell_text(value, lang=self._lang)
        if isinstance(value, str):
            return _escape_markdown(format(text, format_spec))
        if isinstance(value, int) and abs(value) < 10_000 and not isinstance(value, bool):
            # Years and counts: four digits are not grouped.
            return format(value, format_spec).replace("-", "−")
        if format_spec and text != UNKNOWN:
            return format(value, format_spec).replace("-", "−")
        return text


def _escape_markdown(text):
    text = escape(text, quote=False)
    return "".join("\\" + sign if sign in "\\`*_[]|#$" else sign for sign in text)


def _caption(number, title, note):
    text = f'<p style="text-align:center"><strong>{escape(number)}&ensp;{escape(title)}</strong></p>'
    if note:
        text += f"<p><small>{escape(note)}</small></p>"
    return {"text/plain": f"{number} {title}", "text/html": text}


def _matplotlib_png(figure):
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI)
    return buffer.getvalue()


def _matplotlib_svg(figure):
    buffer = StringIO()
    # A fixed salt and no date: the same picture gives the same file.
    with mpl.rc_context({"svg.hashsalt": "workbench"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    # A hundredth of a point is finer than any printer: the rest of the decimals is weight.
    return _COORDINATES.sub(lambda found: _DECIMALS.sub(r"\1", found[0]), buffer.getvalue())


def _show(bundle):
    from IPython.display import display

    display(bundle, raw=True)
