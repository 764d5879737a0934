"""Exhibits of the goals: set, attainable, achieved."""

import pandas as pd

from ...analysis.goals import achievement, attainability, relative_target
from ...case import choice_label
from ...display.goals import goal_lights
from .basic import either, needs, result


@needs("goals")
def targets(chapter, case):
    """Show each goal with its relative improvement."""
    goals = case["goals"]
    table = pd.DataFrame(
        {
            "goal": goals["goal"],
            "name": goals["name"],
            "unit": goals["unit"],
            "baseline": goals["baseline"],
            "near_target": goals["near_target"],
            "near_relative": relative_target(goals),
            "far_target": goals["far_target"],
            "far_relative": relative_target(goals, "far_target"),
            "goal_basis": goals["basis"],
        }
    )
    result(chapter, case, table, ("目标的相对改善", "Relative improvement of the goals"))


@needs("goals", "options")
def attainable(chapter, case):
    """Show whether the recommended options carry each goal before they are carried out."""
    table = attainability(case)
    table = table.assign(
        reason=table["reason"].map(lambda reason: choice_label("results", "reason", reason, chapter.lang))
    )
    result(chapter, case, table, ("目标可达性分析", "Attainability of the goals"))


@needs("goals")
def achieved(chapter, case):
    """Show how much of each goal's gap was closed, as table and signals."""
    table = achievement(case["goals"])
    result(chapter, case, table, ("清洁生产目标完成情况", "Achievement of the goals"))
    title = either(chapter, "目标完成红黄绿灯", "Signals of the goals")
    chapter.figure(goal_lights(table, lang=chapter.lang), title, name="goal_lights")
