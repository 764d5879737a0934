"""Enterprise class (双超, 高耗能, 双有) and the deadlines that follow from the published list."""

import datetime

import pandas as pd

from workbench.analysis.compliance import emission_compliance, total_compliance
from workbench.analysis.verdicts import other_verdicts
from workbench.standards.register import first_day, shipped

DOUBLE_EXCESS, ENERGY_INTENSIVE, TOXIC = "双超", "高耗能", "双有"
_COLUMNS = ["class", "object", "value", "limit", "excess", "unit", "source"]


def add_months(day, months):
    """Return the day some months later; the last day of a shorter month where it has no such day.

    Examples
    --------
    >>> add_months(datetime.date(2025, 3, 10), 2)
    datetime.date(2025, 5, 10)
    >>> add_months(datetime.date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    """
    day = first_day(day)
    return (pd.Timestamp(day) + pd.DateOffset(months=months)).date()


def triggers(*, concentrations=(), totals=(), energy=(), toxics=()):
    """Return what points to a class of enterprise, item by item.

    Parameters
    ----------
    concentrations, totals, energy : iterable of tuple
        (object, value, limit, unit): concentrations after conversion, yearly totals, unit energy consumption.
    toxics : iterable of str
        Toxic materials used or emitted, hazardous waste generated.

    Returns
    -------
    DataFrame
        class, object, value, limit, excess (fraction over the limit), unit, source; only what exceeds its limit, and
        every toxic item. These are indications: whether the audit is compulsory follows from the published list.

    Notes
    -----
    清洁生产促进法 2012 art. 27, 办法 2016 art. 8.
    """
    rows = []
    for name, kind, items in (
        ("concentration", DOUBLE_EXCESS, concentrations),
        ("total", DOUBLE_EXCESS, totals),
        ("energy", ENERGY_INTENSIVE, energy),
    ):
        rows += [
            (kind, item, value, limit, value / limit - 1, unit, name)
            for item, value, limit, unit in items
            if value > limit
        ]
    rows += [(TOXIC, item, None, None, None, "", "toxic") for item in toxics]
    return pd.DataFrame(rows, columns=_COLUMNS)


def enterprise_class(case, *, date=None):
    """Return the indications of class that the data of a case give.

    Parameters
    ----------
    case : Case
    date : date or str, optional
        Day whose energy norms count; left out, the case's ``audit_date``.

    Returns
    -------
    DataFrame
        As `triggers`.
    """
    judged = emission_compliance(case["monitoring"], case.convert)
    over = judged[judged["met"].eq(False)]
    worst = over.loc[over.groupby(["outlet", "pollutant"], sort=False)["excess"].idxmax()]
    totals = total_compliance(case["permits"])
    totals = totals[totals["met"].eq(False)]
    verdicts = other_verdicts(case, date or case.setting("audit_date") or datetime.date.max)
    energy = verdicts[(verdicts["kind"] == "energy_norm") & verdicts["met"].eq(False)]
    return triggers(
        concentrations=[
            (f"{row.outlet} {row.pollutant}", row.concentration, row.limit, row.unit) for row in worst.itertuples()
        ],
        totals=[(row.pollutant, row.actual, row.limit, row.unit) for row in totals.itertuples()],
        energy=[(row.name, row.value, row.bound, row.unit) for row in energy.itertuples()],
        toxics=_toxics(case, judged),
    )


def _toxics(case, judged):
    materials, wastes = case["materials"], case["wastes"]
    found = [
        *materials.loc[materials["toxic"], "name"],
        *wastes.loc[wastes["kind"] == "hazardous_waste", "name"],
        *judged.loc[judged["first_class"], "pollutant"],
    ]
    return list(dict.fromkeys(found))


def deadlines(listed, industry=None, accepted=None):
    """Return the dates that run from the publication of the list.

    Parameters
    ----------
    listed : date or str
        Day the list was published.
    industry : str, optional
        Industry id; sectors of 环发〔2010〕54号 have their own interval.
    accepted : date or str, optional
        Day the last audit was accepted; the next one is counted from there.

    Returns
    -------
    DataFrame
        event, zh, en, date, rule, provenance.
    """
    steps = [
        ("disclosure", "公布信息", "disclose", 1, "名单公布后1个月内", "recalled"),
        ("start", "启动审核", "begin the audit", 2, "名单公布后2个月内", "found"),
        ("report", "完成审核并提交报告", "complete the audit and report", 12, "名单公布后1年内", "recalled"),
    ]
    rows = [(name, zh, en, add_months(listed, months), rule, source) for name, zh, en, months, rule, source in steps]
    if accepted is not None:
        interval = audit_interval(industry)
        day = add_months(accepted, 12 * int(interval["years"]))
        rows.append(("next", "下一轮审核", "next audit", day, interval["rule"], interval["provenance"]))
    return pd.DataFrame(rows, columns=["event", "zh", "en", "date", "rule", "provenance"])


def audit_interval(industry=None):
    """Return the longest time between two audits of a listed enterprise: years, rule, provenance, source."""
    table = shipped("audit_intervals")
    own = table[table["industry"] == industry]
    return (own if len(own) else table[table["industry"].isna()]).iloc[0]


def compulsory_status(case):
    """Return whether the audit is compulsory, by the published list only.

    Parameters
    ----------
    case : Case

    Returns
    -------
    dict
        compulsory (bool), date, number and reason of the list, zh, en.
    """
    date, number = case.setting("listed.date"), case.setting("listed.number")
    reason = case.setting("listed.reason") or ""
    if date:
        zh = f"列入 {date} 公布的强制性审核名单({number or '文号未填'})"
        en = f"on the list published on {date} ({number or 'number not given'})"
    else:
        zh, en = "未列入名单，自愿审核；触发条件仅为提示", "not on a list: voluntary; triggers are indications only"
    return {"compulsory": bool(date), "date": date, "number": number, "reason": reason, "zh": zh, "en": en}
