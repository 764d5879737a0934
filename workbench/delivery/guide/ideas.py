"""Finding options (方案产生): every loss is asked about under all eight aspects; what nobody has asked stands out."""

import ipywidgets
import pandas as pd

from ...analysis.options import CLASSES
from ...case import choice_label
from ..exhibits.basic import either, needs
from .controls import offer, table_html
from .texts import texts


@needs("causes", "options")
def eight_questions(chapter, case):
    """Show for the loss with most causes what was found under each aspect and what to ask where nothing was."""
    losses = asked_losses(case, chapter.lang)
    first = next(iter(losses))
    title = either(chapter, f"{losses[first]}：八个方面逐一问", f"{losses[first]}: asked under eight aspects")
    chapter.table(questions(case, first, chapter.lang), title)
    choice = ipywidgets.Dropdown(
        options=[(name, loss) for loss, name in losses.items()], description=either(chapter, "损失", "loss")
    )
    offer(
        chapter,
        {"loss": choice},
        lambda loss: table_html(questions(case, loss, chapter.lang), losses[loss], chapter.lang),
    )


def asked_losses(case, lang):
    """Return {loss: name}, the losses with causes, those with most of them first."""
    counts = case["causes"].loc[case["causes"]["loss"] != "", "loss"].value_counts()
    flows = case["flows"].set_index("flow")
    own = flows["name_en"] if lang == "en" and "name_en" in flows else flows["name"]
    names = own.where(own != "", flows["name"])
    return {loss: names[loss] for loss in counts.index}


def questions(case, loss, lang):
    """Return the eight aspects of one loss: the causes found, the options that answer them, what to ask else.

    Parameters
    ----------
    loss : str
        Flow.
    """
    causes = case["causes"][case["causes"]["loss"] == loss]
    options, prompts = case["options"], texts("prompts", lang).set_index("aspect")["question"]
    stop, zh = ("；" if lang == "zh" else "; "), lang == "zh"
    rows = []
    for aspect in CLASSES:
        own = causes[causes["aspect"] == aspect]
        against = options[
            options["cause"].isin(own["cause"]) | ((options["class"] == aspect) & (options["loss"] == loss))
        ]
        rows.append(
            {
                "方面" if zh else "aspect": choice_label("causes", "aspect", aspect, lang),
                "已找到的原因" if zh else "causes found": stop.join(own["description"]),
                "已有的方案" if zh else "options": stop.join(against["option"] + " " + against["name"]),
                "还可以问" if zh else "still to ask": "" if len(against) else prompts[aspect],
            }
        )
    return pd.DataFrame(rows)
