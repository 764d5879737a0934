"""What an exercise file must have: keys, languages, formulas that can be read, names that exist."""

import re

from workbench.case.units import known

from .bank import misconceptions
from .formulas import FormulaError, parse, unknown_names
from .texts import NAME, plain_unit

REQUIRED = {
    **{"id": str, "phase": int, "case": str, "textbook": str, "title": dict, "story": dict, "given": dict},
    **{"asked": dict, "hints": list},
}
OPTIONAL = {"hidden": dict, "let": dict, "fair": list, "misconceptions": list, "working": dict, "requires": list}
DRAWN = {
    "zh", "en", "unit", "low", "high", "step", "count", "rows", "formula", "noise", "choices", "value", "decimals",
}  # fmt: skip
ASKED = {
    "zh", "en", "unit", "answer", "sealed", "tolerance", "absolute", "accept", "marks", "choose", "choose_all", "text",
    "rubric", "date", "decimals",
}  # fmt: skip
MISTAKE = {"id", "asked", "formula", "choice", "missing", "message"}
HINTS = 4
RUBRIC = 4


def find_problems(content):
    """Return everything that is wrong with the content of an exercise file, one sentence each."""
    if not isinstance(content, dict):
        return ["文件不是键值表 / the file is not a mapping"]
    problems = _keys(content)
    if problems:
        return problems
    checks = (_texts, _drawn, _asked, _mistakes, _hints, _names)
    return [problem for check in checks for problem in check(content)]


def _keys(content):
    kinds = REQUIRED | OPTIONAL
    strange = [f"未知键 / unknown key {key!r}" for key in content if key not in kinds]
    missing = [f"缺少键 / missing key {key!r}" for key in REQUIRED if key not in content]
    wrong = [
        f"{key} 应为 / should be {kind.__name__}"
        for key, kind in kinds.items()
        if key in content and not isinstance(content[key], kind)
    ]
    if not missing and not wrong and content["phase"] not in range(1, 8):
        wrong.append("phase 应为 1…7 / should be 1…7")
    return strange + missing + wrong


def _bilingual(where, item):
    if not isinstance(item, dict):
        return [f"{where}: 应有 zh 与 en / should have zh and en"]
    return [f"{where}: 缺少 {key} / {key} is missing" for key in ("zh", "en") if not str(item.get(key, "")).strip()]


def _texts(content):
    return [
        problem for key in ("title", "story", "working") if key in content for problem in _bilingual(key, content[key])
    ]


def _drawn(content):
    for part in ("given", "hidden"):
        for name, how in content.get(part, {}).items():
            where = f"{part}.{name}"
            if not isinstance(how, dict):
                yield f"{where}: 应为键值表 / should be a mapping"
                continue
            yield from (f"{where}: 未知键 / unknown key {key!r}" for key in how if key not in DRAWN)
            if sum(key in how for key in ("low", "formula", "choices", "value")) != 1:
                yield f"{where}: low、formula、choices、value 应恰有一个 / should have exactly one of them"
            if "low" in how and not {"high", "step"} <= set(how):
                yield f"{where}: low 需要 high 与 step / low needs high and step"
            if part == "given":
                yield from _bilingual(where, how)
            yield from _unit(where, how)
            for item in [*how.get("choices", []), *how.get("rows", [])]:
                yield from _bilingual(where, item)


def _unit(where, item):
    if "unit" in item and not known(plain_unit(str(item["unit"]))):
        yield f"{where}: 未知单位 / unknown unit {item['unit']!r}"


def _asked(content):
    for name, asked in content["asked"].items():
        where = f"asked.{name}"
        if not isinstance(asked, dict):
            yield f"{where}: 应为键值表 / should be a mapping"
            continue
        yield from (f"{where}: 未知键 / unknown key {key!r}" for key in asked if key not in ASKED)
        yield from _bilingual(where, asked)
        yield from _unit(where, asked)
        if sum(key in asked for key in ("answer", "sealed", "text")) != 1:
            yield f"{where}: answer、sealed、text 应恰有一个 / should have exactly one of them"
        if "sealed" in asked and "choose" not in asked:
            yield f"{where}: sealed 只用于 choose / sealed goes with choose only"
        if "text" in asked and len(asked.get("rubric", [])) != RUBRIC:
            yield f"{where}: 评分量规应有 4 级 / the rubric should have four levels"
        if "text" not in asked and not isinstance(asked.get("marks"), int | float):
            yield f"{where}: 缺少 marks / marks is missing"
        is_number = not any(key in asked for key in ("choose", "choose_all", "text", "date"))
        if is_number and "unit" not in asked:
            yield f'{where}: 数值答案需要 unit (无量纲写 "1") / a number needs a unit ("1" where it has none)'
        for item in [*asked.get("choose", []), *asked.get("choose_all", []), *asked.get("rubric", [])]:
            yield from _bilingual(where, item)
        yield from (problem for way in asked.get("accept", []) for problem in _bilingual(where, way.get("note")))


def _mistakes(content):
    for mistake in content.get("misconceptions", []):
        where = f"misconception {mistake.get('id')}"
        yield from (f"{where}: 未知键 / unknown key {key!r}" for key in mistake if key not in MISTAKE)
        if mistake.get("id") not in misconceptions():
            yield f"{where}: 不在 misconceptions.csv 中 / is not in misconceptions.csv"
        asked = content["asked"].get(mistake.get("asked"))
        if not isinstance(asked, dict):
            yield f"{where}: 未知 asked / unknown asked {mistake.get('asked')!r}"
            continue
        if sum(key in mistake for key in ("formula", "choice", "missing")) != 1:
            yield f"{where}: formula、choice、missing 应恰有一个 / should have exactly one of them"
        options = {str(option["id"]) for option in [*asked.get("choose", []), *asked.get("choose_all", [])]}
        for key in ("choice", "missing"):
            if key in mistake and str(mistake[key]) not in options:
                yield f"{where}: 没有选项 / no option {mistake[key]!r}"
        yield from _bilingual(where, mistake.get("message"))


def _hints(content):
    hints = content["hints"]
    if len(hints) != HINTS:
        yield "提示应恰有 4 条 / there should be exactly four hints"
    for place, hint in enumerate(hints, start=1):
        where = f"hint {place}"
        yield from _bilingual(where, hint)
        yield from (f"{where}: 未知键 / unknown key {key!r}" for key in hint if key not in {"cost", "zh", "en", "twin"})
        if not 0 <= hint.get("cost", -1) <= 1:
            yield f"{where}: cost 应在 0 与 1 之间 / should be between 0 and 1"
        if ("twin" in hint) != (place == HINTS):
            yield f"{where}: 恰好最后一条为 twin / the last one, and only it, is the twin"


def _names(content):
    """Yield what formulas and texts name that does not exist where they stand."""
    drawn = set()
    for part in ("hidden", "given"):
        for name, how in content.get(part, {}).items():
            if isinstance(how, dict):
                yield from _formulas(f"{part}.{name}", [how.get("formula"), how.get("noise")], drawn)
            drawn.add(name)
    names = set(content["given"])
    for name, formula in content.get("let", {}).items():
        yield from _formulas(f"let.{name}", [formula], names)
        names.add(name)
    for name, asked in content["asked"].items():
        if isinstance(asked, dict):
            ways = [way.get("formula") for way in asked.get("accept", [])]
            yield from _formulas(f"asked.{name}", [asked.get("answer"), *ways], names)
            yield from _formulas(f"asked.{name}", [asked.get("sealed")], names | drawn)
            names |= {name} if "text" not in asked else set()
    yield from _formulas("fair", content.get("fair", []), names | drawn)
    for mistake in content.get("misconceptions", []):
        yield from _formulas(f"misconception {mistake.get('id')}", [mistake.get("formula")], names)
    yield from _braces(content, names)


def _formulas(where, formulas, names):
    for formula in formulas:
        if not isinstance(formula, str):
            continue
        try:
            parse(formula)
        except FormulaError as problem:
            yield f"{where}: {problem}"
            continue
        for name in unknown_names(formula, frozenset(names)):
            yield f"{where}: 未知名称 / unknown name {name!r} in {formula!r}"


def _braces(content, names):
    # A hint or a diagnosis is read while other parts of the exercise are still unanswered.
    shown = set(content["given"])
    texts = [("story", content["story"], shown), ("working", content.get("working", {}), names)]
    texts += [("twin" if "twin" in hint else "hint", hint, names) for hint in content["hints"]]
    texts += [("message", mistake.get("message") or {}, shown) for mistake in content.get("misconceptions", [])]
    texts += [(f"asked.{name}", asked, shown) for name, asked in content["asked"].items() if isinstance(asked, dict)]
    for where, text, allowed in texts:
        for lang in ("zh", "en"):
            for name in re.findall(NAME, str(text.get(lang, ""))):
                if name[0] not in allowed:
                    yield f"{where} ({lang}): 未知名称 / unknown name {{{name[0]}}}"
                elif name[0] in content["asked"] and where == "hint":
                    yield f"{where} ({lang}): 泄露了要问的 / tells what is asked {{{name[0]}}}"
