"""Part of the case page about options: tick them, and see what they bring together."""

from dataclasses import replace
from types import MappingProxyType

import ipywidgets

from ...analysis.abatement import option_abatement
from ...analysis.economics import appraise_options
from ...analysis.goals import attainability
from ...analysis.overlap import live_options, overlap, overlap_factors
from ...case import choice_label
from ...display.abatement import abatement_curve
from ...display.options_chart import option_bubbles
from ...display.style import number
from ..exhibits import losses
from ..exhibits.basic import result
from . import frame
from .case_totals import option_totals

CHEAP = ("none", "low")
_WORDS = {
    "zh": {
        "choose": "勾选方案，下面各图随之更新",
        "cheap": "全部无/低费方案（{} 项）",
        "everything": "全选中/高费",
        "nothing": "全不选",
        "totals": "所选方案合计（同一损失不重复计）",
        "count": "方案",
        "investment": "投资",
        "saving": "年效益",
        "npv": "净现值",
        "payback": "偿还期",
        "plain": "直接相加 {}，重复 {}",
        "unknown": "{} 项金额未知，未计入：{}",
        "group": "互斥方案只取先列的一项",
        "bubbles": "投资与效益",
        "overlap": "同一损失上的叠加",
        "goals": "所选方案能否支撑目标",
        "macc": "边际减排成本",
        "item": "减排对象",
        "no_bubble": "没有选中投资与效益均已知且为正的方案。",
        "no_overlap": "没有两项以上方案针对同一损失。",
        "no_item": "所选方案没有给出该项的设计削减量。",
        "macc_note": "单位成本与削减量都已按同一损失的叠加折减；成本为负表示减排本身有净收益。",
    },
    "en": {
        "choose": "Tick options; the pictures below follow",
        "cheap": "all no- and low-cost options ({})",
        "everything": "all medium and high cost",
        "nothing": "none",
        "totals": "Chosen options together (no loss counted twice)",
        "count": "options",
        "investment": "investment",
        "saving": "annual benefit",
        "npv": "net present value",
        "payback": "payback",
        "plain": "plain sum {}, counted twice {}",
        "unknown": "{} with unknown money not counted: {}",
        "group": "of exclusive options the first one counts",
        "bubbles": "Investment and benefit",
        "overlap": "Options on the same loss",
        "goals": "Do the chosen options carry the goals?",
        "macc": "Marginal abatement cost",
        "item": "what is cut",
        "no_bubble": "No chosen option has a known positive investment and benefit.",
        "no_overlap": "No two options attack the same loss.",
        "no_item": "The chosen options state no designed cut of this.",
        "macc_note": "Cost and cut are reduced where options share a loss; below zero the cut pays for itself.",
    },
}


class OptionChoice(ipywidgets.VBox):
    """Ticks for the medium- and high-cost options one by one and for the cheap ones together.

    ``chosen`` are the ids ticked, in the order of the table; `observe_choice` is told of every change.
    """

    def __init__(self, case, lang):
        words = _WORDS[lang]
        options = live_options(case)
        cheap = options["cost_class"].isin(CHEAP)
        self.order = list(options["option"])
        self.cheap_ids = list(options.loc[cheap, "option"])
        self.cheap = ipywidgets.Checkbox(
            value=True, description=words["cheap"].format(len(self.cheap_ids)), indent=False
        )
        dear = options[~cheap]
        self.ticks = {
            row.option: ipywidgets.Checkbox(value=True, description=f"{row.option} {row.name}", indent=False)
            for row in dear[["option", "name"]].itertuples(index=False)
        }
        self._told, self._still = [], False
        everything, nothing = (ipywidgets.Button(description=words[name]) for name in ("everything", "nothing"))
        everything.on_click(lambda _: self.tick_all(True))
        nothing.on_click(lambda _: self.tick_all(False))
        for box in (self.cheap, *self.ticks.values()):
            box.layout.width = "auto"
            box.observe(self.tell, "value")
        grid = ipywidgets.VBox(list(self.ticks.values())).add_class("wb-ticks")
        super().__init__([frame.row(self.cheap, everything, nothing), grid])

    @property
    def chosen(self):
        """Ids of the options ticked."""
        ticked = {option for option, box in self.ticks.items() if box.value}
        if self.cheap.value:
            ticked |= set(self.cheap_ids)
        return [option for option in self.order if option in ticked]

    def tick_all(self, value):
        """Tick all medium- and high-cost options, or none."""
        self._still = True
        for box in self.ticks.values():
            box.value = value
        self._still = False
        self.tell()

    def observe_choice(self, told):
        """Let a function be called with the ids at every change."""
        self._told.append(told)

    def tell(self, _change=None):
        """Tell who observes the choice what it is."""
        if not self._still:
            for told in self._told:
                told(self.chosen)


def option_part(case, visit):
    """Return the ticks of the options with totals, bubbles, overlaps, goals and abatement costs."""
    words, lang = _WORDS[visit.lang], visit.lang
    figures = appraise_options(case)
    choice = OptionChoice(case, lang)
    items = abatement_items(case, lang)
    answers = {
        "totals": lambda chosen: totals_html(case, chosen, lang, figures),
        "bubbles": lambda chosen: bubbles_html(case, chosen, lang, figures),
        "overlap": lambda chosen: overlap_html(case, chosen, lang),
        "goals": lambda chosen: goals_html(case, chosen, lang),
    }
    parts = {name: _following(choice, answer, lang) for name, answer in answers.items()}
    panels = [frame.panel(words["choose"], choice), *(frame.panel(words[name], part) for name, part in parts.items())]
    if items:
        panels.append(_macc_panel(case, choice, items, figures, visit))
    return frame.page(*panels)


def _following(choice, answer, lang):
    """Return HTML that is renewed with the choice of options."""
    shown = frame.text("")

    def renew(chosen):
        shown.value = frame.safely(lambda: frame.text(answer(chosen)), lang).value

    choice.observe_choice(renew)
    renew(choice.chosen)
    return shown


def _macc_panel(case, choice, items, figures, visit):
    words, lang = _WORDS[visit.lang], visit.lang
    item = frame.choice(words["item"], items)
    shown = _following(choice, lambda chosen: macc_html(case, chosen, item.value, lang, figures), lang)
    item.observe(lambda _: choice.tell(), "value")
    return frame.panel(words["macc"], item, shown)


def totals_html(case, chosen, lang, figures=None):
    """Return what the chosen options bring together, as cards."""
    words, found = _WORDS[lang], option_totals(case, chosen, figures)
    plain = words["plain"].format(number(found.added), number(found.added - found.saving))
    rows = [
        (words["count"], str(len(found.options)), "", words["group"], ""),
        (words["investment"], number(found.investment), "万元", "", ""),
        (words["saving"], number(found.saving), "万元/a", plain, ""),
        (words["payback"], number(found.payback, 3), "a", "", ""),
        (words["npv"], number(found.NPV), "万元", "", "good" if found.NPV >= 0 else "bad"),
    ]
    lacking = words["unknown"].format(len(found.uncounted), "、".join(found.uncounted))
    return frame.cards(rows) + (frame.note(lacking) if found.uncounted else "")


def bubbles_html(case, chosen, lang, figures):
    """Return the bubbles of the chosen options."""
    shown = figures.merge(case["options"][["option", "class"]], on="option")
    shown = shown[shown["option"].isin(chosen) & (shown["I"] > 0) & (shown["P"] > 0)]
    if shown.empty:
        return frame.note(_WORDS[lang]["no_bubble"])
    shown = shown.rename(columns={"I": "investment", "P": "saving", "N": "payback"})
    return frame.picture(option_bubbles(shown, lang=lang), wide=True)


def overlap_html(case, chosen, lang):
    """Return what the chosen options save of each loss that several of them attack."""
    words = _WORDS[lang]
    if not case.has("flows"):
        return frame.note(words["no_overlap"])
    table = overlap(case, losses.best_known(case), chosen)
    table = table[table["options"].str.contains(";")]
    if table.empty:
        return frame.note(words["no_overlap"])
    columns = ["loss", "amount", "unit", "options", "added", "combined", "saved", "overstated"]
    return _table(case, table, columns, lang)


def goals_html(case, chosen, lang):
    """Return whether the chosen options carry each goal before they are carried out."""
    table = attainability(case, chosen)
    reasons = table["reason"].map(lambda reason: choice_label("results", "reason", reason, lang))
    columns = ["name", "unit", "gap", "supply", "sd", "ratio", "verdict", "reason"]
    return _table(case, table.assign(reason=reasons), columns, lang)


def _table(case, table, columns, lang):
    return frame.exhibit(result, case, table, ("", ""), columns=columns, lang=lang)


def abatement_items(case, lang):
    """Return the items of the effects of which two or more options state a designed cut, as (name, item)."""
    effects = case["effects"]
    cut = effects[(effects["design"] > 0) & effects["kind"].ne("money")]
    counts = cut.groupby("item", sort=False)["option"].nunique()
    items = [item for item in counts.index[counts >= 2]]
    names = cut.drop_duplicates("item").set_index("item")["name"]
    items.sort(key=lambda item: item != "CO2")
    return [(f"{item} {names[item]}" if lang == "zh" else item, item) for item in items]


def macc_html(case, chosen, item, lang, figures):
    """Return the marginal abatement cost curve of the chosen options; what they share is counted once."""
    words = _WORDS[lang]
    factors = overlap_factors(case, chosen)
    own = figures[figures["option"].isin(factors.index)]
    own = own.assign(P=own["P"].astype(float) * own["option"].map(factors))
    effects = case["effects"]
    scaled = effects.assign(design=effects["design"] * effects["option"].map(factors))
    table = option_abatement(_with_effects(case, scaled), own, item)
    if table.empty:
        return frame.note(words["no_item"])
    unit = effects.loc[effects["item"] == item, "unit"].iloc[0].partition("/")[0]
    return frame.picture(abatement_curve(table, unit, lang=lang), wide=True) + frame.note(words["macc_note"])


def _with_effects(case, effects):
    return replace(case, tables=MappingProxyType({**case.tables, "effects": effects}))
