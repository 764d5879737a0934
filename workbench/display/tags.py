"""G, W, S and N: the tags of the points where waste arises, on the process flow sheet."""

import pandas as pd

from workbench.display.arrows import OUTSIDE

TAG_NAMES = {
    "G": ("废气", "waste gas", "waste_gas"),
    "W": ("废水", "waste water", "waste_water"),
    "S": ("固废", "solid waste", "solid_waste"),
    "N": ("噪声", "noise", "noise"),
}
_LETTER_OF_KIND = {"waste_gas": "G", "loss": "G", "waste_water": "W", "discharge": "W", "solid_waste": "S"}


def tag_outputs(processes, arrows, lang="zh"):
    """Put the tags of the processes on their waste flows; a tag left over becomes an arrow of its own.

    Parameters
    ----------
    processes : pandas.DataFrame
        Columns process and, if tags are known, waste_tags, e.g. "G1;S2".
    arrows : pandas.DataFrame
        Result of `read_arrows`.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    pandas.DataFrame
        Arrows with labels such as "G1 焙烧烟气".
    """
    table, more = arrows.copy(), []
    drawn = processes["process"].isin({*arrows["source"], *arrows["target"]})
    for row in processes[drawn].reindex(columns=["process", "waste_tags"]).itertuples():
        for tag in _tags(row.waste_tags):
            index = _untagged(table, row.process, tag[0])
            if index is None:
                more.append(_arrow(row.process, tag, lang))
            else:
                table.loc[index, "label"] = f"{tag} {table.loc[index, 'label']}"
    if more:
        table = pd.concat([table, pd.DataFrame(more).reindex(columns=table.columns)], ignore_index=True)
    return table


def _tags(text):
    """Return the tags of a cell, which is text or already a list."""
    if isinstance(text, (list, tuple)):
        return [tag for tag in text if tag]
    if not isinstance(text, str):
        return []
    return [tag.strip() for tag in text.replace("；", ";").replace(",", ";").split(";") if tag.strip()]


def _untagged(arrows, process, letter):
    kinds = [kind for kind, own in _LETTER_OF_KIND.items() if own == letter]
    rows = arrows[(arrows["source"] == process) & arrows["kind"].isin(kinds)]
    free = [row.Index for row in rows.itertuples() if row.label[:1] != letter or " " not in row.label]
    return free[0] if free else None


def _arrow(process, tag, lang):
    zh, en, kind = TAG_NAMES.get(tag[0].upper(), ("产污", "waste", "loss"))
    label = f"{tag} {zh if lang == 'zh' else en}"
    return {
        "source": process,
        "target": OUTSIDE,
        "label": label,
        "amount": float("nan"),
        "kind": kind,
        "mark": "measured",
        "text": "",
        "tip": label,
    }
