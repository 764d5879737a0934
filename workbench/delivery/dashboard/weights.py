"""Weight game: turn the weights of the focus ranking and see whether the first place holds."""

import ipywidgets
import pandas as pd

from ...analysis.ranking import focus_scores, products, rank, rank_stability, weight_flips
from ...case import load_case
from ...display.ranking_chart import ranking_bars
from ...display.style import number, percent
from ..exercises import load_exercise
from . import frame

EXERCISE = "E2.3"
TRIALS = 4_000
# synthetic scores of the three workshops, by the factors of the exercise
_SCORES = {"first": [10, 5, 8, 4, 6, 5], "second": [6, 10, 6, 10, 10, 10], "third": [4, 8, 5, 8, 8, 7]}

_WORDS = {
    "zh": {
        "where": "评分表",
        "exercise": "习题 E2.3 的三个车间（合成数据）",
        "top": ("第一名", "{} 分，领先 {} 分"),
        "tied": "并列第一：{}",
        "first": ("名次稳健性", "权重 ±20 %、得分 ±1 分时仍居第一的机会"),
        "flips": ("能换第一名的权重", "单独改动且在 1–10 之内"),
        "none": "没有",
        "flip_title": "只改一个权重，改到多少第一名会换",
        "flip": ("因素", "现权重", "对手", "换位时的权重", "在 1–10 之内"),
        "stable_title": "名次（90 % 区间）",
        "stable": ("备选重点", "总分", "占满分", "名次", "居第一的机会", "名次从", "到"),
        "yes": "是",
        "no": "否",
        "scores": "得分表",
        "join": "、",
    },
    "en": {
        "where": "scores",
        "exercise": "three workshops of exercise E2.3 (synthetic)",
        "top": ("First", "{} points, {} ahead"),
        "tied": "tied for the first place: {}",
        "first": ("How firm", "chance of the first place with weights ±20 % and scores ±1"),
        "flips": ("Weights that turn it", "alone, within 1–10"),
        "none": "none",
        "flip_title": "The weight at which one factor alone would turn the first place",
        "flip": ("factor", "weight", "rival", "turns at", "within 1–10"),
        "stable_title": "Places (90 % of the trials)",
        "stable": ("candidate", "total", "of the highest", "place", "chance of the first", "place from", "to"),
        "yes": "yes",
        "no": "no",
        "scores": "Scores",
        "join": ", ",
    },
}


def exercise_scores(lang="zh"):
    """Return (weights, scores) of exercise E2.3, factors and workshops named in words."""
    given = load_exercise(EXERCISE).given
    factors = [row[lang] for row in given["weights"]["rows"]]
    scores = pd.DataFrame({given[name][lang]: values for name, values in _SCORES.items()}, index=factors, dtype=float)
    return pd.Series(given["weights"]["value"], index=factors, dtype=float), scores


def case_scores(case, lang="zh"):
    """Return (weights, scores) of the focus ranking of a case, named in words."""
    weights, scores = focus_scores(case)
    factors = _names(case["focus_factors"], "factor", lang)
    candidates = _names(case["focus_candidates"], "candidate", lang)
    return weights.rename(factors), scores.rename(index=factors, columns=candidates)


def _names(table, key, lang):
    shown = table["name"]
    if lang == "en" and "name_en" in table:
        shown = table["name_en"].where(table["name_en"].fillna("") != "", table["name"])
    named = dict(zip(table[key], shown, strict=True))
    # two of the same name would be one row
    twice = shown.duplicated(keep=False).any()
    return {each: f"{each} {name}" for each, name in named.items()} if twice else named


def weigh(weights, scores):
    """Return the ranking under these weights, how firm it is, and what single change would turn it.

    Parameters
    ----------
    weights : Series
        Weight of each factor.
    scores : DataFrame
        Factors down, alternatives across.

    Returns
    -------
    dict
        totals (Series), highest (the highest total possible), top (names that share the first place), lead (to the
        next, 0 where tied), flips, stability (tables of `weight_flips` and `rank_stability`), turning (factors whose
        weight alone turns the first place within 1–10), share (chance of the first place).
    """
    ranked = rank(weights, scores)
    flips = weight_flips(weights, scores)
    stability = rank_stability(weights, scores, runs=TRIALS)
    top = list(ranked.index[ranked["rank"] == 1])
    totals = ranked["total"]
    return {
        **{"totals": totals, "highest": float(10 * weights.sum()), "ranked": ranked, "flips": flips},
        **{"stability": stability, "top": top, "share": float(stability["first"].iloc[0])},
        "lead": float(totals.iloc[0] - totals.iloc[1]) if len(totals) > 1 else float("nan"),
        "turning": list(flips.loc[flips["possible"], "factor"]),
    }


def answer(weights, scores, lang):
    """Return cards, picture and tables of the ranking as HTML."""
    words, state = _WORDS[lang], weigh(weights, scores)
    bars = products(weights, scores).rename_axis("factor").reset_index()
    bars = bars.melt("factor", var_name="candidate", value_name="score")
    return "".join(
        [
            frame.cards(_cards(state, words)),
            frame.picture(ranking_bars(bars, lang), wide=True),
            _stability_table(state, words, lang),
            _flip_table(state, words, lang),
        ]
    )


def _cards(state, words):
    top, totals = state["top"], state["totals"]
    more = words["top"][1].format(number(totals.iloc[0]), number(state["lead"]))
    if len(top) > 1:
        more = words["tied"].format(words["join"].join(top))
    turning = words["join"].join(state["turning"]) or words["none"]
    firm = state["share"] >= 0.9
    return [
        (words["top"][0], top[0], "", more, "bad" if len(top) > 1 else ""),
        (words["first"][0], percent(state["share"]), "", words["first"][1], "good" if firm else "bad"),
        (words["flips"][0], turning, "", words["flips"][1], "bad" if state["turning"] else "good"),
    ]


def _stability_table(state, words, lang):
    ranked, stable = state["ranked"], state["stability"]
    rows = stable.assign(name=list(stable.index), total=ranked["total"], share=ranked["share"])
    rows["first"], rows["share"] = rows["first"].map(percent), rows["share"].map(percent)
    names = ("name", "total", "share", "rank", "first", "low_rank", "high_rank")
    heads = dict(zip(names, words["stable"], strict=True))
    return frame.table(rows.reset_index(drop=True), words["stable_title"], lang, columns=heads)


def _flip_table(state, words, lang):
    flips = state["flips"]
    if flips.empty:
        return ""
    said = flips["possible"].map({True: words["yes"], False: words["no"]})
    heads = dict(zip(("factor", "weight", "rival", "flips_at", "possible"), words["flip"], strict=True))
    rows = flips.assign(possible=said)
    return frame.table(rows, words["flip_title"], lang, columns=heads, digits={"weight": 0, "flips_at": 2})


def build(visit):
    """Return the panel: a list of score tables, a slider for each weight, and what becomes of the ranking.

    Parameters
    ----------
    visit : Visit
        Language and the cases that may be chosen.
    """
    words = _WORDS[visit.lang]
    where = frame.choice(words["where"], [(words["exercise"], EXERCISE), *((case, case) for case in visit.cases)])
    place = ipywidgets.VBox()
    box = frame.page(where, place)

    def turn(_change=None):
        place.children = (frame.safely(lambda: _game(*_scores_of(where.value, visit.lang), visit.lang), visit.lang),)
        game = place.children[0]
        box.weights, box.shown = getattr(game, "weights", {}), getattr(game, "shown", None)

    where.observe(turn, "value")
    turn()
    box.where = where
    return box


def _scores_of(name, lang):
    if name == EXERCISE:
        return exercise_scores(lang)
    return case_scores(load_case(name), lang)


def _game(weights, scores, lang):
    sliders = {factor: frame.slider(factor, int(weight), 1, 10, 1, whole=True) for factor, weight in weights.items()}
    keys = {f"weight{place}": factor for place, factor in enumerate(sliders)}
    shown = frame.live(
        {key: sliders[factor] for key, factor in keys.items()},
        lambda **values: answer(pd.Series({keys[key]: float(value) for key, value in values.items()}), scores, lang),
        lang,
    )
    table = scores.rename_axis("factor").reset_index().rename(columns={"factor": _WORDS[lang]["flip"][0]})
    given = frame.table(table, _WORDS[lang]["scores"], lang)
    game = frame.page(frame.row(*sliders.values()), shown, given)
    game.weights, game.shown = sliders, shown
    return game
