"""Controls of the guide: a live kernel answers each change; without one the table above the control says enough."""

from html import escape

import ipywidgets
from IPython.display import display

from ...display.tables import make_table

_HINT = {
    "zh": "（以下控件在运行中的笔记本里可以操作：改动后结果随即更新。）",
    "en": "(The controls below work in a running notebook: every change renews the result.)",
}


def offer(chapter, controls, answer):
    """Show controls with what they answer beneath, renewed at every change.

    Parameters
    ----------
    chapter : Chapter
        Its language is that of the hint for readers without a kernel.
    controls : dict of str to ipywidgets widget
        By the name under which `answer` takes the value.
    answer : callable
        ``answer(**values)`` returns the answer as HTML.

    Returns
    -------
    ipywidgets.VBox
        What is shown: the controls and, last, the answer.
    """
    shown = ipywidgets.HTML(answer(**_values(controls)))

    def renew(_change):
        shown.value = answer(**_values(controls))

    for control in controls.values():
        control.observe(renew, "value")
    box = ipywidgets.VBox([*controls.values(), shown])
    hint = _HINT[chapter.lang]
    bundle = box._repr_mimebundle_() | {"text/plain": hint, "text/html": f"<p>{escape(hint)}</p>"}
    display(bundle, raw=True)
    return box


def _values(controls):
    return {name: control.value for name, control in controls.items()}


def table_html(frame, title, lang, **options):
    """Return a table as escaped HTML, for the answer of a control.

    Parameters
    ----------
    frame : DataFrame
        One row a row.
    title : str
        Title.
    **options
        As `workbench.display.tables.make_table` takes them.
    """
    return make_table(frame, title, lang=lang, **options).mimebundle()["text/html"]


def line_html(text):
    """Return a sentence as an escaped paragraph."""
    return f"<p>{escape(text)}</p>"


def wide(control):
    """Return a control that uses the width of the page, with room for its label."""
    control.layout.width = "95%"
    control.style.description_width = "14em"
    return control
