from workbench.delivery.guide.difficulties import behind_the_total, table, what_can_be_known


def test_a_dozen_difficulties_each_have_a_sign_and_a_remedy(chapter):
    table(chapter)
    shown = chapter.only()
    assert len(shown) == 12 and (shown[["表现", "对策"]] != "").all(axis=None)


def test_the_worst_process_stands_behind_a_total_that_closes(case, chapter):
    behind_the_total(chapter, case, "line3")
    assert "0.32%" in chapter.texts[0] and "5.5%" in chapter.texts[0]
    assert next(iter(chapter.only()["单元操作"])) == "萤石干燥"


def test_each_flow_is_in_one_of_four_states(case, chapter):
    what_can_be_known(chapter, case, "line3")
    shown = chapter.only()
    assert shown["物流数"].sum() == (case["flows"]["balance"] == "line3").sum()
    assert "预反应料膏" in shown.set_index("状态").loc["未测，由平衡求得", "物流"]
