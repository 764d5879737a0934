"""The parts every page is made of: panels, cards, pictures, tables, tabs and live answers.

Everything is a plain ipywidgets widget, so that a page can be tested without a browser: set a control's ``value``
and read the ``value`` of the answer. Texts of the data are escaped; pictures are those of the report.
"""

from base64 import b64encode
from functools import partial
from html import escape

import ipywidgets
from matplotlib.figure import Figure

from workbench.case import label
from workbench.display.chapter import Chapter, picture_svg
from workbench.display.tables import make_table

from ..narrative import markdown_html
from .visits import is_served, record_fault

_FAULT = {
    "zh": "这一部分没有算出来，其余不受影响。请把编号告诉管理员：",
    "en": "This part could not be worked out; the rest is not affected. Please give the administrator this number: ",
}
_BUSY = {"zh": "正在计算……", "en": "Working it out …"}


def text(html):
    """Return ready HTML as a widget; escape what comes from data before."""
    return ipywidgets.HTML(html)


def picture(figure, *, wide=False):
    """Return a picture as HTML: a drawing as it is, a matplotlib figure as an image of its own.

    Parameters
    ----------
    figure : matplotlib Figure, Drawing or View
        From `workbench.display`.
    wide : bool
        Whether it is scrolled rather than shrunk on a phone.
    """
    drawing = picture_svg(figure)
    if isinstance(figure, Figure):
        # Parts of matplotlib's pictures have the same names in all of them, so they stay apart.
        coded = b64encode(drawing.encode("utf-8")).decode("ascii")
        drawing = f'<img src="data:image/svg+xml;base64,{coded}" alt="">'
    return f'<div class="wb-picture{" wide" if wide else ""}">{drawing}</div>'


def table(frame, title, lang, **options):
    """Return a table as escaped HTML; options as of `workbench.display.tables.make_table`."""
    options.setdefault("label", partial(label, "results"))
    return f'<div class="wb-table">{make_table(frame, title, lang=lang, **options).to_html()}</div>'


def cards(rows):
    """Return headline figures as HTML.

    Parameters
    ----------
    rows : sequence of (what, figure, unit, more, mood)
        Texts, all escaped here; ``mood`` is ``good``, ``bad`` or empty and is also told by ``more``.
    """
    return f'<div class="wb-cards">{"".join(_card(*row) for row in rows)}</div>'


def _card(what, figure, unit, more, mood):
    return (
        f'<div class="wb-card {escape(mood)}"><span class="what">{escape(what)}</span>'
        f'<span class="figure">{escape(figure)}</span> <span class="unit">{escape(unit)}</span>'
        f'<span class="more">{escape(more)}</span></div>'
    )


def note(words):
    """Return a remark as escaped HTML."""
    return f'<p class="wb-note">{escape(words)}</p>'


def panel(title, *children):
    """Return a framed part of a page.

    Parameters
    ----------
    title : str
        Heading; escaped here.
    *children : widget or str
        Widgets, or ready HTML.
    """
    box = ipywidgets.VBox([text(f"<h2>{escape(title)}</h2>"), *map(_widget, children)])
    return _classed(box, "wb-panel")


def row(*children):
    """Return widgets side by side, wrapped where the page is narrow."""
    return _classed(ipywidgets.HBox([_widget(child) for child in children]), "wb-row")


def columns(*panels):
    """Return panels in as many columns as the page has room for."""
    return _classed(ipywidgets.VBox(list(panels)), "wb-columns")


def page(*children):
    """Return the whole of a page or of a tab."""
    return ipywidgets.VBox([_widget(child) for child in children])


def tabs(builders, lang):
    """Return a row of buttons and, beneath, the part that is chosen; each part is built when first looked at.

    Parameters
    ----------
    builders : dict of str to callable
        Name of the part, and what returns its widget.
    lang : str
        Language of the message where a part fails.
    """
    chooser = ipywidgets.ToggleButtons(options=list(builders))
    built = {}
    place = ipywidgets.VBox()

    def turn(_change=None):
        name = chooser.value
        if name not in built:
            place.children = (text(f'<p class="wb-busy" role="status">{_BUSY[lang]}</p>'),)
            built[name] = safely(builders[name], lang)
        place.children = (built[name],)

    chooser.observe(turn, "value")
    turn()
    box = ipywidgets.VBox([_classed(ipywidgets.HBox([chooser]), "wb-tabs"), place])
    box.chooser = chooser
    return box


def live(controls, answer, lang):
    """Return a widget that shows what `answer` says about the controls, renewed at every change.

    Parameters
    ----------
    controls : dict of str to widget
        By the name under which `answer` takes the value.
    answer : callable
        ``answer(**values)`` returns HTML.
    lang : str
        Language of the message where it fails.

    Returns
    -------
    ipywidgets.HTML
    """
    shown = text("")

    def renew(_change=None):
        values = {name: control.value for name, control in controls.items()}
        shown.value = safely(lambda: text(answer(**values)), lang).value

    for control in controls.values():
        control.observe(renew, "value")
    renew()
    return shown


def slider(name, value, low, high, step, *, form=".4g", whole=False):
    """Return a slider with its name and value, wide enough for both; it answers when let go.

    Parameters
    ----------
    name : str
        What it sets, with the unit.
    value, low, high, step : float
        Start, ends and step.
    form : str
        How the value is written, such as ``.1%``.
    whole : bool
        Whether the value is a whole number.
    """
    kind = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
    control = kind(
        value=min(max(value, low), high),
        min=low,
        max=high,
        step=step,
        description=name,
        readout_format="d" if whole else form,
        continuous_update=False,
    )
    control.layout.width = "24rem"
    control.style.description_width = "10rem"
    return control


def choice(name, options, value=None):
    """Return a drop-down list with its name.

    Parameters
    ----------
    name : str
        What is chosen.
    options : sequence of (text, value) or of text
        What there is to choose.
    value : object, optional
        The first choice.
    """
    control = ipywidgets.Dropdown(options=options, description=name)
    if value is not None:
        control.value = value
    control.layout.width = "24rem"
    control.style.description_width = "8rem"
    return control


def switch(options, value=None):
    """Return a row of buttons of which one is pressed; parameters as of `choice`."""
    control = ipywidgets.ToggleButtons(options=options)
    if value is not None:
        control.value = value
    return control


def safely(build, lang):
    """Return the widget that a builder returns; in a dashboard a fault becomes a kind message with a number.

    Parameters
    ----------
    build : callable
        Returns a widget.
    lang : str
        ``zh`` or ``en``.
    """
    if not is_served():
        return build()
    try:
        return build()
    except Exception as fault:  # whatever it is: the visitor gets the number, the log the traceback
        number = record_fault(fault)
        return text(f'<div class="failure" role="alert"><p>{_FAULT[lang]}<code>{number}</code></p></div>')


def exhibit(show, *subjects, lang, wide=True, pictures=True, **options):
    """Return what an exhibit of the report shows, as HTML for a panel.

    Parameters
    ----------
    show : callable
        ``show(chapter, *subjects, **options)`` of `workbench.delivery.exhibits`.
    *subjects : object
        What it is about, mostly the case.
    lang : str
        ``zh`` or ``en``.
    wide : bool
        As of `picture`.
    pictures : bool
        Whether its pictures are shown too.
    """
    chapter = _PanelChapter(lang, wide, pictures)
    show(chapter, *subjects, **options)
    return "".join(chapter.parts)


class _PanelChapter(Chapter):
    """A chapter whose tables, figures and texts go into a panel instead of a notebook."""

    def __init__(self, lang, wide, pictures):
        super().__init__("", lang, label=partial(label, "results"))
        self.parts = []
        self._wide, self._pictures = wide, pictures

    def table(self, frame, title, *, note=None, columns=None, label=None, digits=None, worksheet=""):
        made = table(
            frame, title, self.lang, columns=columns, label=label or self._label, digits=digits, note=note or ""
        )
        self.parts.append(made)

    def figure(self, figure, title, *, note=None, name=None, static=None):
        if not self._pictures:
            return
        drawn = static if hasattr(figure, "to_plotly_json") else figure
        self.parts.append(f"<h3>{escape(title)}</h3>{picture(drawn, wide=self._wide)}")
        if note:
            self.parts.append(f'<p class="wb-note">{escape(note)}</p>')

    def _show(self, bundle):
        self.parts.append(markdown_html(bundle["text/markdown"], lambda words, level: ("", words)))


def _widget(child):
    return child if isinstance(child, ipywidgets.Widget) else text(child)


def _classed(widget, name):
    widget.add_class(name)
    return widget
