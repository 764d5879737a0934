"""Levels of a picture: unit operations, workshops, the whole plant.

Folding puts all processes of a workshop into one box. What flowed between them vanishes inside the
box, except water and material that is used again, which stays as a loop at the box.
"""

import pandas as pd

from workbench.display.arrows import OUTSIDE, amount_text

AGAIN = ("circulating", "recycle", "series", "reuse", "condensate")  # kinds that are used again
LEVELS = ("process", "workshop", "plant")
PLANT = {"zh": "全厂", "en": "Whole plant"}
LOOP_NAMES = {
    "circulating": ("循环", "circulating"),
    "recycle": ("循环", "recycle"),
    "series": ("串联", "series"),
    "reuse": ("回用", "reuse"),
    "condensate": ("凝结水", "condensate"),
}


def fold(processes, arrows, level, lang="zh", *, keep=(), again=AGAIN):
    """Return processes and arrows at a level.

    Parameters
    ----------
    processes : pandas.DataFrame
        Columns process, name, workshop, kind.
    arrows : pandas.DataFrame
        Result of `read_arrows`.
    level : {"process", "workshop", "plant"}
        A process without workshop keeps its own box at the level of the workshops.
    lang : {"zh", "en"}
        Language of the new names.

    keep : tuple of str
        Kinds of process that keep their own box at the level of the workshops.
    again : tuple of str
        Kinds of flow that stay as loops.

    Returns
    -------
    tuple of pandas.DataFrame
        Processes and arrows; loops have the same source and target.

    Raises
    ------
    ValueError
        If the level is not one of the three.
    """
    if level not in LEVELS:
        raise ValueError(f"level {level!r} is not one of {LEVELS}")
    if level == "process":
        return processes, arrows
    box = _boxes(processes, level, lang, keep)
    folded = arrows.assign(
        source=[box.get(end, end) for end in arrows["source"]],
        target=[box.get(end, end) for end in arrows["target"]],
    )
    inner = (folded["source"] == folded["target"]) & (arrows["source"] != OUTSIDE)
    loops = _loops(arrows[inner], folded[inner], again, lang)
    kept = pd.concat([folded[~inner], loops], ignore_index=True)
    return _folded_processes(processes, box), kept


def _boxes(processes, level, lang, keep):
    """Return process id to box id."""
    if level == "plant":
        return {process: PLANT[lang] for process in processes["process"] if process != OUTSIDE}
    table = processes.reindex(columns=["process", "workshop", "kind"])
    return {
        row.process: row.workshop if _text(row.workshop) and row.kind not in keep else row.process
        for row in table.itertuples()
        if row.process != OUTSIDE
    }


def _text(value):
    return value if isinstance(value, str) else ""


def _folded_processes(processes, box):
    table = processes[processes["process"] != OUTSIDE].copy()
    table["process"], old = table["process"].map(box), table["process"]
    joined = table["process"] != old
    for column in ("name", "name_en"):
        if column in table:
            table[column] = table[column].where(~joined, table["process"])
    shared = table["process"].duplicated(keep=False)
    if "kind" in table:
        table["kind"] = table["kind"].where(~(joined & shared), None)
    return table.drop_duplicates("process").reset_index(drop=True)


def _loops(inside, folded, again, lang):
    """Return one loop per box and kind from the arrows that vanish inside the boxes."""
    rows = []
    used = folded["kind"].isin(again)
    for (box, kind), group in inside[used].groupby([folded.loc[used, "source"], "kind"], sort=False):
        row = group.iloc[0].copy()
        row["amount"] = group["amount"].sum(skipna=False)
        row["label"] = LOOP_NAMES[kind][lang != "zh"]
        row["source"] = row["target"] = box
        row["text"] = amount_text(row["amount"], row["mark"])
        row["tip"] = "\n".join(group["tip"])
        rows.append(row)
    return pd.DataFrame(rows, columns=inside.columns)


def draw_workshops(draw, processes, flows, **options):
    """Draw every workshop on a sheet of its own.

    Parameters
    ----------
    draw : callable
        One of the diagram functions that take `workshop`.
    processes, flows : pandas.DataFrame
        As for `draw`.
    **options
        Further arguments of `draw`.

    Returns
    -------
    dict
        Name of the workshop to `Drawing`, in the order of the processes.
    """
    workshops = [name for name in dict.fromkeys(processes["workshop"]) if _text(name)]
    return {name: draw(processes, flows, workshop=name, **options) for name in workshops}
