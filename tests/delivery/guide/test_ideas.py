from workbench.delivery.guide.ideas import asked_losses, eight_questions, questions


def test_the_loss_with_most_causes_comes_first(case, chapter):
    losses = asked_losses(case, "zh")
    assert next(iter(losses)) == "L08"
    eight_questions(chapter, case)
    assert len(chapter.only()) == 8


def test_an_aspect_with_a_cause_shows_it_and_one_without_anything_asks(case):
    table = questions(case, "L08", "zh").set_index("方面")
    control = table.loc["过程控制"]
    assert "秤" in control["已找到的原因"] and "F4-1" in control["已有的方案"] and control["还可以问"] == ""
    assert table.loc["产品", "已有的方案"] == "" and table.loc["产品", "还可以问"].endswith("?")


def test_english_has_its_own_words(case):
    assert "still to ask" in questions(case, "L08", "en")
    assert asked_losses(case, "en")["L08"] == "kiln slag (anhydrite)"
