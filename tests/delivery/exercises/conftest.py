"""A small exercise that can be checked in the head: how much of the water is used again."""

import pytest
import yaml

from workbench.delivery.exercises import read_exercise

POOL = """
id: E0.1
phase: 3
case: zinc_smelting
textbook: "1.1 (recalled)"
title: {zh: 水, en: Water}
story: {zh: "进水 {inflow} m³/d，漏 {loss} m³/d。", en: "In {inflow} m3/d, lost {loss} m3/d."}
hidden:
  bad: {low: 0, high: 1, step: 1}
given:
  inflow: {zh: 进水, en: inflow, unit: m3/d, low: 100, high: 200, step: 10}
  loss: {zh: 漏水, en: loss, unit: m3/d, low: 10, high: 40, step: 5}
let:
  kept: "inflow - loss"
asked:
  share: {zh: 漏失率, en: share lost, unit: percent, answer: "100 * loss / inflow", tolerance: 0.005, marks: 4,
          accept: [{formula: "100 * loss / (inflow + 0.03 * inflow)", note: {zh: "按平均进水 {inflow} 也可。", en: "With the mean inflow {inflow}."}}]}
  rest: {zh: 余下, en: rest, unit: m3/d, answer: "kept", absolute: 0.4, marks: 2}
  place: {zh: 哪里, en: where, choose: [{id: main, zh: 干管, en: main}, {id: tank, zh: 水池, en: tank}, {id: none, zh: 不漏, en: none}], answer: "0", marks: 2}
  signs: {zh: 迹象, en: signs, choose_all: [{id: wet, zh: 地湿, en: wet floor}, {id: night, zh: 夜间走字, en: runs at night}, {id: hot, zh: 发热, en: hot}], answer: ["wet", "night"], marks: 4}
  due: {zh: 何时, en: when, date: true, answer: "add_days('2025-01-30', 3)", marks: 1}
  meter: {zh: 哪块表, en: which meter, choose: [{id: m0, zh: 一, en: one}, {id: m1, zh: 二, en: two}], sealed: "bad", marks: 3}
  why: {zh: 为什么, en: why, text: true, rubric: [{marks: 0, zh: 无, en: nothing}, {marks: 1, zh: 一, en: some}, {marks: 2, zh: 二, en: more}, {marks: 3, zh: 三, en: all}]}
misconceptions:
  - {id: M33, asked: share, formula: "100 * loss / kept", message: {zh: "你没有除以进水 {inflow:0}。", en: "You did not divide by the inflow, {inflow:0}."}}
  - {id: M4, asked: rest, formula: "inflow", message: {zh: "没有减。", en: "Nothing subtracted."}}
  - {id: M8, asked: place, choice: none, message: {zh: "总量平不等于不漏。", en: "A closed total does not mean no leak."}}
  - {id: M37, asked: signs, choice: hot, message: {zh: "热与漏水无关。", en: "Heat has nothing to do with it."}}
  - {id: M107, asked: signs, missing: night, message: {zh: "漏了夜间。", en: "The night is missing."}}
hints:
  - {cost: 0.05, zh: 想一想, en: think}
  - {cost: 0.10, zh: 除以进水, en: divide by the inflow}
  - {cost: 0.20, zh: "{loss}／{inflow}", en: "{loss} / {inflow}"}
  - {cost: 0.30, twin: true, zh: "{loss}／{inflow}＝{share:1} %", en: "{loss} / {inflow} = {share:1} %"}
requires: []
"""


@pytest.fixture
def pool():
    """Return a function that reads the exercise, spoilt by a function that changes its content."""

    def read(spoil=None):
        content = yaml.safe_load(POOL)
        if spoil:
            spoil(content)
        return read_exercise(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "E0.1")

    return read
