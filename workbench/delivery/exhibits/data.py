"""What the exhibits pick from a case before they show it: rows of a kind, and what people call a balance."""

import re

_CUT = {"zh": re.compile(r"(物料|平衡).*$"), "en": re.compile(r"\s*(:|\bbalance\b|\bmass\b).*$")}
"""Where the name of a place ends in the title of its mass balance."""


def of_kind(case, kind):
    """Return the balances of a kind."""
    balances = case["balances"]
    return balances[balances["kind"] == kind]


def balance_processes_of(case, balance):
    """Return the processes that the flows of a balance touch, in the order of the table."""
    flows = case["flows"]
    flows = flows[flows["balance"] == balance]
    processes = case["processes"]
    return processes[processes["process"].isin({*flows["source"], *flows["target"]})]


def balance_title(case, balance, lang="zh"):
    """Return the title of a balance in a language; the English one may be wanting."""
    row = case["balances"].set_index("balance").loc[balance]
    return (lang == "en" and row["title_en"]) or row["title"]


def balance_subject(case, balance, lang="zh"):
    """Return what a balance is about, the title without what it balances: 电锌三厂物料及锌平衡 is about 电锌三厂."""
    title = balance_title(case, balance, lang)
    return _CUT[lang].sub("", title).strip() or title


def quantity_name(case, quantity, lang="zh"):
    """Return what a quantity is called: 锌 for Zn, with the code itself where the case does not name it."""
    rows = case["quantities"].set_index("quantity")
    if quantity not in rows.index:
        return quantity
    row = rows.loc[quantity]
    return (lang == "en" and row["name_en"]) or row["name"]
