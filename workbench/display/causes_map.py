"""The cause map: which of the eight aspects lets which loss happen."""

from workbench.case import choice_label, fields

from .labels import row_label, text_width, wrap
from .scales import check_rows, rows_height
from .style import BLACK, BLUE, SMALL_FONT_SIZE, WHITE, new_figure, tidy_axes

COLUMN = 3.7  # width of a column [em]

_WORDS = {
    "zh": {"note": "圆内数字 = 原因数；● 均有证据  ○ 尚有待证", "sum": "合计"},
    "en": {"note": "number = causes; ● all with evidence  ○ evidence still wanted", "sum": "sum"},
}


def cause_map(causes, lang="zh"):
    """Draw losses against the eight aspects: how many causes meet in each field and whether all are proven.

    Parameters
    ----------
    causes : DataFrame
        ``loss`` (name), ``aspect`` (one of the eight of the table causes), ``evidence`` (text; empty or
        unknown = not proven). One row per cause.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If a cause has an aspect that is none of the eight.
    """
    check_rows(causes)
    columns = list(fields()["causes"]["aspect"].values)
    strange = sorted(set(causes["aspect"].astype(str)) - set(columns))
    if strange:
        raise ValueError(f"未知的方面 / unknown aspect: {', '.join(strange)}")
    losses = list(dict.fromkeys(causes["loss"]))
    figure = new_figure(height=rows_height(len(losses), 0.95, 3.6 if lang == "zh" else 5.6))
    axes = tidy_axes(figure.subplots(), "both")
    for (loss, aspect), found in causes.groupby(["loss", "aspect"], sort=False):
        proven = (found["evidence"].fillna("") != "").all()
        _draw_field(axes, (columns.index(aspect), losses.index(loss)), len(found), proven)
    for place, loss in enumerate(losses):
        _write(axes, len(columns), place, (causes["loss"] == loss).sum())
    for place, aspect in enumerate(columns):
        _write(axes, place, len(losses), (causes["aspect"] == aspect).sum())
    _write(axes, len(columns), len(losses), len(causes))
    words = _WORDS[lang]
    axes.set(xlim=(-0.5, len(columns) + 0.5), ylim=(len(losses) + 0.5, -0.5), xlabel=words["note"])
    names = [choice_label("causes", "aspect", aspect, lang) for aspect in columns]
    _head_columns(axes, [*names, words["sum"]])
    axes.set_yticks(range(len(losses) + 1), [*(row_label(loss, 11) for loss in losses), words["sum"]])
    return figure


def _head_columns(axes, names):
    """Write the heads of the columns, upright where a word is wider than its column."""
    wrapped = [wrap(name, COLUMN) for name in names]
    upright = max(text_width(line) for name in wrapped for line in name.split("\n")) > COLUMN
    axes.set_xticks(range(len(names)), names if upright else wrapped, rotation=90 if upright else 0)
    axes.tick_params(length=0, labeltop=True, labelbottom=False)


def _draw_field(axes, place, count, proven):
    size = 180 + 40 * min(count - 1, 4)
    axes.scatter(*place, s=size, color=BLUE if proven else WHITE, edgecolor=BLUE, linewidth=1.6, zorder=3)
    _write(axes, *place, count, WHITE if proven else BLACK)


def _write(axes, x, y, count, colour=BLACK):
    axes.text(x, y, str(count), ha="center", va="center", color=colour, fontsize=SMALL_FONT_SIZE, zorder=4)
