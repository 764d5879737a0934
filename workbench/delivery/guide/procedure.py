"""How an audit thinks and how the law times it: where, why, how; the procedure of a listed enterprise with its dates."""

import ipywidgets
import pandas as pd

from workbench.errors import UsageError

from ...analysis.causes import links
from ...analysis.enterprise_class import deadlines
from ...case import choice_label
from ..exhibits.basic import either, needs
from .controls import line_html, offer, table_html

_KNOWN = {"found": ("查得", "found"), "recalled": ("凭记忆待核", "recalled, to be checked")}


@needs("causes", "options")
def where_why_how(chapter, case, count=8):
    """Show for some losses where the waste arises, why, and how it is answered.

    Parameters
    ----------
    count : int
        How many chains are shown.
    """
    table = chains(case, chapter.lang).head(count)
    words = {
        "where": ("在哪里（损失）", "where (loss)"),
        "heading": ("两高一重", "heading"),
        "why": ("为什么（原因）", "why (cause)"),
        "aspect": ("八个方面", "aspect"),
        "how": ("怎么办（方案）", "how (option)"),
    }
    shown = table.rename(columns=lambda column: either(chapter, *words[column]))
    chapter.table(shown, either(chapter, "从在哪里到怎么办", "From where to how"))


def chains(case, lang):
    """Return the chains loss → cause → option of a case in words.

    Returns
    -------
    DataFrame
        where, heading, why, aspect, how; one row a cause that an option answers, in the order of the causes.
    """
    edges = links(case)
    edges = edges[(edges["from_kind"] == "cause") & (edges["to_kind"] == "option")]
    answers = edges.groupby("from", sort=False)["to"].agg(list)
    options = case["options"].set_index("option")["name"]
    flows = case["flows"].set_index("flow")["name"]
    rows = []
    for cause in case["causes"].to_dict("records"):
        named = [f"{option} {options[option]}" for option in answers.get(cause["cause"], [])]
        if named:
            rows.append(
                {
                    "where": flows.get(cause["loss"], cause["waste"]),
                    "heading": choice_label("causes", "heading", cause["heading"], lang),
                    "why": cause["description"],
                    "aspect": choice_label("causes", "aspect", cause["aspect"], lang),
                    "how": ("；" if lang == "zh" else "; ").join(named),
                }
            )
    return pd.DataFrame(rows, columns=["where", "heading", "why", "aspect", "how"])


def key_enterprise(chapter, listed, industry, accepted=""):
    """Show the procedure of a listed enterprise (重点企业) with the dates that follow from its own, and a control.

    Parameters
    ----------
    listed : str
        Day on which the list was published.
    industry : str
        Industry, which decides the interval to the next audit.
    accepted : str
        Day of the acceptance; empty where there has been none.
    """
    title = _title(chapter.lang)
    chapter.table(procedure(listed, industry, accepted, chapter.lang), title)
    controls = {
        "listed": ipywidgets.Text(value=str(listed), description=either(chapter, "名单公布日", "listed on")),
        "accepted": ipywidgets.Text(value=str(accepted), description=either(chapter, "验收日", "accepted on")),
    }
    for control in controls.values():
        control.continuous_update = False
    offer(chapter, controls, lambda **asked: _answer(asked, industry, chapter.lang))


def procedure(listed, industry, accepted, lang):
    """Return the dated steps of a listed enterprise in words.

    Raises
    ------
    UsageError
        If a day is none.
    """
    table = deadlines(listed, industry, accepted or None)
    zh = lang == "zh"
    return pd.DataFrame(
        {
            "事项" if zh else "step": table[lang],
            "最迟日期" if zh else "not later than": table["date"].astype(str),
            "依据" if zh else "rule": table["rule"],
            "性质" if zh else "known by": [_KNOWN[word][not zh] for word in table["provenance"]],
        }
    )


def _answer(asked, industry, lang):
    try:
        return table_html(procedure(asked["listed"], industry, asked["accepted"], lang), _title(lang), lang)
    except UsageError as error:
        return line_html(str(error))


def _title(lang):
    return "重点企业清洁生产审核程序与期限" if lang == "zh" else "Procedure and dates of a listed enterprise"
