"""An exercise as a form: story, data, inputs, verdict with diagnosis, hints with their cost (JupyterLab and Voilà)."""

from functools import partial
from html import escape

import ipywidgets

from .answers import DEMO, answer, ask_hint
from .bank import load_exercise
from .kit import KitError, find_kit, hints_taken
from .texts import fill, unit_words, written_value

WORDS = {
    "datum": ("数据", "datum"),
    "value": ("数值", "value"),
    "unit": ("单位", "unit"),
    "submit": ("提交", "Submit"),
    "hint": ("提示", "Hint"),
    "choose": ("请选择", "choose"),
    "nothing": ("还没有填写。", "Nothing is filled in yet."),
    "needs": ("先做", "Do first"),
    "source": ("教材", "textbook"),
}
WIDE = {"width": "100%", "max_width": "860px"}


def exercise_form(exercise, lang="zh"):
    """Return the form of an exercise, with the data of the student's kit or, without one, of the demonstration.

    Parameters
    ----------
    exercise : str
        Id, such as ``"E2.2"``.
    lang : {"zh", "en"}

    Returns
    -------
    ipywidgets.VBox
        Children: text and data, one input for everything asked, submit, verdict, hints. A kit that is damaged or has
        no data for the exercise is told in words in its place: a student sees no traceback.
    """
    described = load_exercise(exercise)
    try:
        kit = find_kit()
        kit.shown(described)
    except KitError as error:
        return ipywidgets.VBox([ipywidgets.HTML(f"<p>{escape(str(error))}</p>", layout=WIDE)], layout=WIDE)
    inputs = {name: _input(asked, lang) for name, asked in described.asked.items()}
    reply = ipywidgets.HTML()
    submit = ipywidgets.Button(description=_word("submit", lang), button_style="primary")
    submit.on_click(lambda _: _submit(exercise, inputs, reply, lang))
    parts = [ipywidgets.HTML(_head(described, kit, lang), layout=WIDE), *(box for box, _ in inputs.values())]
    return ipywidgets.VBox([*parts, submit, reply, *_hints(described, kit, lang)], layout=WIDE)


def _word(key, lang):
    return WORDS[key][lang == "en"]


def _head(exercise, kit, lang):
    shown = kit.shown(exercise)
    needs = f"　{_word('needs', lang)}: {', '.join(exercise.requires)}" if exercise.requires else ""
    demo = f'<p style="color:#8a5a00">{escape(DEMO[lang])}</p>' if kit.folder is None else ""
    title = f"{exercise.id}　{exercise.title[lang]}"
    source = f"{_word('source', lang)} {exercise.textbook}{needs}"
    story = escape(fill(exercise, exercise.story, shown, lang)).replace("\n", "<br>")
    return (
        f'<h3>{escape(title)}</h3><p style="color:#5f6368">{escape(source)}</p>{demo}'
        f'<p style="line-height:1.6">{story}</p>{data_table(exercise, shown, lang)}'
    )


def data_table(exercise, shown, lang="zh"):
    """Return the shown data with their units as an HTML table."""
    rows = [row for name, how in exercise.given.items() for row in data_rows(how, shown[name], lang)]
    head = "".join(f"<th {_CELL}>{escape(_word(key, lang))}</th>" for key in ("datum", "value", "unit"))
    body = "".join("<tr>" + "".join(f"<td {_CELL}>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<table style="border-collapse:collapse;line-height:1.5"><tr>{head}</tr>{body}</table>'


_CELL = 'style="border:1px solid #c4c7c5;padding:2px 10px;text-align:left"'


def data_rows(how, value, lang="zh"):
    """Return the rows (name, value, unit) in which one given value is shown; a list with names has one for each.

    Parameters
    ----------
    how : dict
        The entry of ``given``.
    value : object
        The student's value.
    lang : {"zh", "en"}
    """
    unit, name = unit_words(how.get("unit", ""), lang), how[lang]
    if isinstance(value, list) and "rows" in how:
        return [
            (f"{name}: {row[lang]}", written_value(how, item, lang, item=place), unit)
            for place, (row, item) in enumerate(zip(how["rows"], value, strict=True))
        ]
    return [(name, written_value(how, value, lang), unit)]


def _input(asked, lang):
    """Return (box, read): the widgets of one thing asked, and a function that reads them, None where empty."""
    label = ipywidgets.HTML(f'<b style="line-height:1.5">{escape(asked[lang])}</b>', layout=WIDE)
    if "choose_all" in asked:
        boxes = {str(one["id"]): _checkbox(one[lang]) for one in asked["choose_all"]}
        read = lambda: [name for name, box in boxes.items() if box.value] or None  # noqa: E731 - three readers alike
        return ipywidgets.VBox([label, *boxes.values()], layout=WIDE), read
    if "choose" in asked:
        options = [(_word("choose", lang), None), *((one[lang], str(one["id"])) for one in asked["choose"])]
        field = ipywidgets.Dropdown(options=options, value=None, layout=WIDE)
        return ipywidgets.VBox([label, field], layout=WIDE), lambda: field.value
    if "text" in asked:
        field = ipywidgets.Textarea(layout={**WIDE, "height": "90px"})
        return ipywidgets.VBox([label, field], layout=WIDE), lambda: field.value.strip() or None
    field = ipywidgets.Text(placeholder="2025-01-31" if "date" in asked else "", layout={"width": "180px"})
    if "date" in asked:
        return ipywidgets.VBox([label, field], layout=WIDE), lambda: field.value.strip() or None
    unit = ipywidgets.Text(placeholder=_word("unit", lang), layout={"width": "120px"})
    row = ipywidgets.HBox([field, unit])
    return ipywidgets.VBox([label, row], layout=WIDE), lambda: _typed_number(field.value, unit.value)


def _checkbox(text):
    return ipywidgets.Checkbox(description=text, indent=False, layout=WIDE)


def _typed_number(value, unit):
    return (value.strip(), unit.strip() or None) if value.strip() else None


def _submit(exercise, inputs, reply, lang):
    values = {name: read() for name, (_, read) in inputs.items()}
    values = {name: value for name, value in values.items() if value is not None}
    reply.value = answer(exercise, lang=lang, **values)._repr_html_() if values else escape(_word("nothing", lang))


def _hints(exercise, kit, lang):
    """Return buttons and text of the hint ladder: each opens the next."""
    taken, text = hints_taken(kit, exercise.id), ipywidgets.HTML(layout=WIDE)
    buttons = [
        ipywidgets.Button(
            description=f"{_word('hint', lang)} {number} (−{step['cost']:.0%})", disabled=number > len(taken) + 1
        )
        for number, step in enumerate(exercise.hints, start=1)
    ]
    for number, button in enumerate(buttons, start=1):
        button.on_click(partial(_open_hint, exercise.id, number, (buttons, text), lang))
    return [ipywidgets.HBox(buttons), text]


def _open_hint(exercise, number, ladder, lang, _button):
    buttons, text = ladder
    words = escape(ask_hint(exercise, number, lang)).replace("\n", "<br>")
    text.value = f'<p style="line-height:1.6"><b>{_word("hint", lang)} {number}</b>　{words}</p>'
    for button in buttons[: number + 1]:
        button.disabled = False
