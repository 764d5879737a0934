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


def fold(processes, arrows, level, lang="zh"):
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
    box = _boxes(processes, level, lang)
    folded = arrows.assign(
        source=[box.get(end, end) for end in arrows["source"]],
        target=[box.get(end, end) for end in arrows["target"]],
    )
    inner = (folded["source"] == folded["target"]) & (arrows["source"] != OUTSIDE)
    kept = pd.concat([folded[~inner], _loops(arrows[inner], folded[inner], lang)], ignore_index=True)
    return _folded_processes(processes, box), kept


def _boxes(processes, level, lang):
    """Return process id to box id."""
    if level == "plant":
        return {process: PLANT[lang] for process in processes["process"] if process != OUTSIDE}
    table = processes.reindex(columns=["process", "workshop"])
    return {
        row.process: row.workshop if isinstance(row.workshop, str) and row.workshop else row.process
        for row in table.itertuples()
        if row.process != OUTSIDE
    }


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


def _loops(inside, folded, lang):
    """Return one loop per box and kind from the arrows that vanish inside the boxes."""
    rows = []
    used = folded["kind"].isin(AGAIN)
    for (box, kind), group in inside[used].groupby([folded.loc[used, "source"], "kind"], sort=False):
        row = group.iloc[0].copy()
        row["amount"] = loop_amount(group)
        row["label"] = LOOP_NAMES[kind][lang != "zh"]
        row["source"] = row["target"] = box
        row["text"] = amount_text(row["amount"], row["mark"])
        row["tip"] = "\n".join(group["tip"])
        rows.append(row)
    return pd.DataFrame(rows, columns=inside.columns)


def loop_amount(arrows):
    """Return the amount that goes round: of two arrows to and fro between a pair the larger counts once.

    Notes
    -----
    A cooling circuit is recorded as supply and return; the circulating amount V_cy is one of them
    (GB/T 12452-2022). Unknown stays unknown.
    """
    ends = [tuple(sorted(pair)) for pair in zip(arrows["source"], arrows["target"], strict=True)]
    sums = arrows.groupby([pd.Series(ends, index=arrows.index), "source"])["amount"].sum(min_count=1)
    known = arrows["amount"].notna().all()
    return float(sums.groupby(level=0).max().sum()) if known else float("nan")
