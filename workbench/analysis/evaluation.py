"""Level of cleaner production of a case: its evaluation system, and every norm in force that it has values for."""

import datetime
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.analysis.denominators import output_by
from workbench.analysis.indicators import LEVELS, Evaluation, composite_index, split_by_product
from workbench.analysis.verdicts import other_verdicts, values_of
from workbench.case.problems import CaseError, Problem
from workbench.standards.systems import level_names, load_system

COUNTED = ("found", "teaching")
LATEST = datetime.date.max  # a case without an audit date is read against whatever has no successor
_SHOWN = [
    *("indicator", "name", "name_en", "group", "unit", "direction", "level1", "level2", "level3"),
    *("limiting", "group_weight", "weight", "requirement", "provenance", "source", "value", "sd"),
]


@dataclass(frozen=True)
class LevelEvaluation:
    """What `workbench evaluate` answers.

    Attributes
    ----------
    system : dict
        id, number, title, scale, rule of the evaluation system; ``teaching`` true for teaching levels, shipped or
        the case's own.
    level : {"I", "II", "III"} or None
        Level that rests on found benchmarks or those of a labelled teaching system only.
    indicative_level : {"I", "II", "III"} or None
        Level when recalled benchmarks count too; to be checked against the standard before use.
    index : dict
        Y of each level; nan where nothing can be read.
    indicators : DataFrame
        One row per indicator of the system, itself a system for the kernels: benchmarks, weights, value, level,
        ``share`` (weight in the whole once what is missing is left out), ``counted`` (its benchmark may carry a
        level), provenance, source.
    values, sd : dict
        Value of each indicator (the level met of a qualitative one) and its standard uncertainty where given.
    others : DataFrame
        Verdicts by energy norm, water norm, discharge limit, HJ/T and trial systems in force.
    uncounted : tuple of str
        Indicators with a value whose benchmark is recalled or empty: while there is one, ``level`` is None.
    """

    system: dict
    level: str | None
    indicative_level: str | None
    index: dict
    indicators: pd.DataFrame
    others: pd.DataFrame
    values: dict
    sd: dict
    uncounted: tuple
    limiting_failed: tuple
    missing: tuple

    @property
    def names(self):
        """What the system calls its levels in Chinese: "I", "II", "III", "none" to text."""
        return level_names(self.system["scale"])

    def to_json(self):
        """Return the object that ``workbench evaluate --json`` prints."""
        keys = ["indicator", "name", "unit", "value", "level", "limiting", "counted", "provenance", "source"]
        return {
            "system": self.system["id"],
            "system_title": self.system["title"],
            "teaching": self.system["teaching"],
            "level": self.level,
            "conclusion": {"zh": self.conclusion("zh"), "en": self.conclusion("en")},
            "indicative_level": self.indicative_level,
            "index": {level: _plain(value) for level, value in self.index.items()},
            "indicators": _records(_shown_values(self.indicators)[keys]),
            "others": _records(self.others),
            "uncounted": list(self.uncounted),
            "limiting_failed": list(self.limiting_failed),
            "missing": list(self.missing),
        }

    def conclusion(self, lang="zh"):
        """Return the level in words, or why there is none."""
        names, zh = level_names(self.system["scale"], lang), lang == "zh"
        limiting = set(self.indicators.loc[self.indicators["limiting"], "indicator"])
        if all(np.isnan(value) for value in self.index.values()):
            return "未评定: 没有可用的权重或基准值" if zh else "not rated: no usable weights or benchmarks"
        if self.uncounted:
            count, level = len(self.uncounted), names[self.indicative_level or "none"]
            return (
                f"未评定: {count} 项指标的基准值凭记忆或空缺；参考: {level}"
                if zh
                else f"not rated: the benchmarks of {count} indicators are recalled or empty; indicative: {level}"
            )
        if absent := [name for name in self.missing if name in limiting]:
            text = self._listed(absent, lang)
            return f"未评定: 限定性指标 {text} 缺数据" if zh else f"not rated: limiting indicators {text} have no value"
        text = names[self.level or "none"]
        if self.limiting_failed:
            failed = self._listed(self.limiting_failed, lang)
            text += f"(限定性指标 {failed} 所限)" if zh else f" (held back by limiting indicators {failed})"
        return text

    def _listed(self, indicators, lang):
        """Return the names of indicators as a list in words."""
        column = "name" if lang == "zh" else "name_en"
        named = self.indicators.set_index("indicator")
        names = named[column].where(named[column].notna() & (named[column] != ""), named["name"])
        return ("、" if lang == "zh" else ", ").join(names[list(indicators)])


def evaluate(case, *, date=None, after=False):
    """Return the level of cleaner production of a case.

    Parameters
    ----------
    case : Case
    date : date or str, optional
        Day whose standards count; left out, the case's ``audit_date``. Today's date gives the re-audit by present rules
        (按现行要求重审).
    after : bool
        Take the values after the audit (``value_after``, ``met_after``).

    Returns
    -------
    LevelEvaluation

    Raises
    ------
    CaseError
        Where the case's own system cannot be used, for example weights that do not sum to 1.
    UsageError
        Where the system named in case.toml does not exist or was not in force.
    """
    date = date or case.setting("audit_date") or LATEST
    passport, rows = _system_of(case, date)
    rows = _split(case, rows)
    values = values_of(case, rows, after=after)
    indicative = _evaluate(case, rows, values, newer=passport["rule"] == "composite_newer")
    rows = rows.assign(
        value=rows["indicator"].map(values).astype(object),
        level=rows["indicator"].map(indicative.reached).astype(object).replace({np.nan: None}),
        share=rows["indicator"].map(indicative.weights).astype(float),
        counted=rows["provenance"].isin(COUNTED) & _has_benchmark(rows),
    )
    uncounted = tuple(rows.loc[~rows["counted"] & rows["indicator"].isin(values), "indicator"])
    return LevelEvaluation(
        system=passport,
        level=None if uncounted else indicative.level,
        indicative_level=indicative.level,
        index=indicative.index,
        indicators=rows[[*_SHOWN, "level", "share", "counted"]].assign(value=_numbers(rows["value"])),
        others=other_verdicts(case, date, after=after),
        values=values,
        sd=dict(zip(rows["indicator"], rows["sd"], strict=True)),
        uncounted=uncounted,
        limiting_failed=tuple(indicative.limiting_failed),
        missing=tuple(indicative.missing),
    )


def _system_of(case, date):
    """Return the passport and the rows of the case's system, the columns of both kinds made alike."""
    if case.setting("system"):
        system = load_system(case.setting("system"), date)
        rows = system.indicators.rename(columns={"name_zh": "name"})
        source = system.passport["number"] + " " + rows["clause"].fillna("")
        spread = case["indicators"].set_index("indicator")["sd"]
        scale = rows["scale"].iloc[0] if len(rows) else "cp3"
        title, number = system.passport["title_zh"], system.passport["number"]
        passport = {"id": system.id, "number": number, "title": title, "rule": system.rule, "scale": scale}
        rows = rows.assign(source=source.str.strip(), sd=rows["indicator"].map(spread), value=np.nan)
        return passport | {"teaching": system.teaching}, rows
    rows = case["indicators"]
    rows = rows[rows["weight"].notna()].rename(columns={"basis": "provenance"}).reset_index(drop=True)
    rows["direction"] = rows["direction"].where(rows["direction"] != "", "meets")
    teaching = bool(rows["provenance"].eq("teaching").any())
    title = "教学用评价体系(非国家标准)" if teaching else "案例自带评价体系"
    scale = "teaching3" if teaching else "cp3"
    passport = {"id": "case", "number": "", "title": title, "rule": "composite", "scale": scale}
    return passport | {"teaching": teaching}, rows


def product_weights(case):
    """Return the weights of the case's product-specific indicators, split by share of output.

    Returns
    -------
    DataFrame
        indicator, name, product, output (of the last year on record), share (of the output of the products that have
        such indicators), stated (weight before), weight (after); empty where no indicator names a product.

    Notes
    -----
    ω_p = Q_p/ΣQ · ω (`split_by_product`); rows of different products that stand for one indicator each state its full
    weight.
    """
    rows = case["indicators"]
    rows = rows[(rows["product"] != "") & rows["weight"].notna()]
    outputs = _outputs(case, rows)
    total = sum(outputs.values()) if outputs else np.nan
    output = rows["product"].map(outputs).astype(float)
    shown = rows[["indicator", "name", "product"]].assign(output=output, share=output / total, stated=rows["weight"])
    return shown.assign(weight=shown["share"] * shown["stated"]).reset_index(drop=True)


def _outputs(case, rows):
    """Return the output of each product that indicators name, in the last year on record, in one unit."""
    outputs, unit = {}, None
    for product in dict.fromkeys(rows["product"]):
        made, own = output_by(case, (product,), "year")
        unit = unit or own
        if len(made):
            outputs[product] = float(made.sort_index().iloc[-1]) * case.convert(own, unit)
    return outputs


def _split(case, rows):
    """Return the rows of a system with the weights of product-specific indicators split by share of output."""
    if "product" not in rows or not rows["product"].fillna("").ne("").any():
        return rows
    named = rows[rows["product"].fillna("") != ""]
    try:
        return split_by_product(rows, _outputs(case, named))
    except ValueError as error:
        text = str(error)
        raise CaseError(case.id, [Problem("unusable_system", "indicators.csv", None, None, text, text)]) from None


def _evaluate(case, rows, values, *, newer):
    if rows.empty or rows["weight"].isna().all():
        # The skeleton of a standard whose weights are not held: it can be shown, not computed.
        index = dict.fromkeys(LEVELS, np.nan)
        return Evaluation(index, None, [], rows["indicator"].tolist(), {}, {})
    try:
        return composite_index(rows, values, newer=newer)
    except ValueError as error:
        text = str(error)
        raise CaseError(case.id, [Problem("unusable_system", "indicators.csv", None, None, text, text)]) from None


def _has_benchmark(rows):
    return rows["direction"].eq("meets") | rows[["level1", "level2", "level3"]].notna().all(axis=1)


def _numbers(values):
    return pd.to_numeric(values, errors="coerce").astype(float)


def _shown_values(indicators):
    met = indicators["direction"] == "meets"
    return indicators.assign(value=indicators["value"].astype(object).where(~met, indicators["level"]))


def _records(table):
    return [{key: _plain(value) for key, value in row.items()} for row in table.to_dict("records")]


def _plain(value):
    """Return a cell as JSON knows it: plain types, null for unknown."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value
