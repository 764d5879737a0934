"""The table beneath a balance picture: input, output, gap and verdict of every box."""

from workbench.display.arrows import OUTSIDE, process_names
from workbench.display.diagram import Check
from workbench.display.style import UNKNOWN, number, percent

_HEADER = {
    "zh": ("单元", "入", "出", "差（入−出）", "偏差", "判定"),
    "en": ("box", "in", "out", "gap (in − out)", "deviation", "verdict"),
}
_TITLE = {"zh": "平衡校核表（允许偏差 {}）", "en": "Check of the balance (tolerance {})"}
_VERDICTS = {
    "zh": {True: "平衡", False: "不平衡", None: "无法判定"},
    "en": {True: "closes", False: "does not close", None: "cannot tell"},
}


def box_check(processes, arrows, tolerance, lang="zh"):
    """Return the check table of all boxes that have both inputs and outputs.

    Parameters
    ----------
    processes : pandas.DataFrame
        Columns process, name, name_en.
    arrows : pandas.DataFrame
        Columns source, target, amount.
    tolerance : float
        Largest |in − out| / in that counts as closed (method: δ ≤ 5 %). [fraction]
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    Check
        One row per box: in, out, gap, deviation, verdict.
    """
    entering = {process: own for process, own in arrows.groupby("target")["amount"]}
    leaving = {process: own for process, own in arrows.groupby("source")["amount"]}
    rows = [
        (name, *closure(entering[process], leaving[process], tolerance, lang))
        for process, name in process_names(processes, lang).items()
        if process in entering and process in leaving
    ]
    return Check(_HEADER[lang], tuple(rows), "lrrrrl", _TITLE[lang].format(percent(tolerance)))


def closure(entering, leaving, tolerance, lang="zh"):
    """Return input, output, gap, deviation and verdict of one box as text; unknown stays unknown.

    Parameters
    ----------
    entering, leaving : pandas.Series
        Amounts.
    tolerance : float
        Allowed deviation. [fraction]
    lang : {"zh", "en"}
        Language of the verdict.
    """
    inputs, outputs = entering.sum(skipna=False), leaving.sum(skipna=False)
    gap = inputs - outputs
    if gap != gap:
        return number(inputs), number(outputs), UNKNOWN, UNKNOWN, _VERDICTS[lang][None]
    # Rounding noise of a closed balance is no gap worth printing.
    gap = 0.0 if abs(gap) <= 1e-6 * max(abs(inputs), abs(outputs)) else gap
    deviation = abs(gap) / abs(inputs) if inputs else float(gap != 0)
    return (
        number(inputs),
        number(outputs),
        number(gap),
        percent(deviation),
        _VERDICTS[lang][bool(deviation <= tolerance)],
    )


_EXCHANGE = {
    "zh": ("输入/输出", "名称", "数量（{}）", "来源/去向"),
    "en": ("in/out", "name", "amount ({})", "from/to"),
}
_WAYS = {"zh": ("输入", "输出", "系统外", "合计"), "en": ("in", "out", "outside", "total")}


def exchange_table(inputs, outputs, names, unit, lang="zh"):
    """Return the table of a unit operation: each input and output with its amount and other end.

    Parameters
    ----------
    inputs, outputs : pandas.DataFrame
        Arrows into and out of the process.
    names : pandas.Series
        Names of the processes by id.
    unit : str
        Unit of the amounts.
    lang : {"zh", "en"}
        Language.
    """
    entering, leaving, outside, total = _WAYS[lang]
    rows = []
    for way, arrows, end in ((entering, inputs, "source"), (leaving, outputs, "target")):
        for row in arrows.itertuples():
            other = getattr(row, end)
            rows.append((way, row.label, row.text, outside if other == OUTSIDE else names.get(other, other)))
        rows.append((way, total, number(arrows["amount"].sum(skipna=False)), ""))
    header = tuple(cell.format(unit) for cell in _EXCHANGE[lang])
    return Check(header, tuple(rows), "llrl")
