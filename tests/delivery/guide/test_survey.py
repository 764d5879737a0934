from workbench.case import choice_label, load_case
from workbench.delivery.guide.survey import card, cards, checklist, to_check
from workbench.delivery.guide.texts import texts


def test_only_kinds_of_process_that_the_plant_has_are_looked_at(plant):
    folder = plant(
        {"processes.csv": "process,name,kind\nmash,糖化,production\ncellar,发酵,production\nfill,灌装,boiler\n"}
    )
    shown = to_check(load_case(folder), "zh")
    assert set(shown["类别"]) == {"全部", "生产单元", "锅炉"}
    assert shown.loc[shown["类别"] == "生产单元", "单元"].unique().tolist() == ["糖化、发酵"]


def test_a_long_list_of_processes_is_cut(case, chapter):
    checklist(chapter, case)
    assert chapter.only()["单元"].str.contains("等 ").any()
    assert (chapter.only()["发现"] == "").all()


def test_every_kind_of_the_checklist_is_one_that_a_case_may_have():
    for kind in set(texts("checklist", "zh")["kind"]) - {"all"}:
        assert choice_label("processes", "kind", kind, "zh") != kind


def test_a_card_holds_the_questions_of_one_role(chapter):
    cards(chapter)
    roles = set(chapter.only()["访谈对象"])
    assert {"操作工", "财务", "化验室"} <= roles
    assert "盘点" in card("仓库与统计", "zh") and "盘点" not in card("财务", "zh")
    assert "stock-taking" in card("stores and statistics", "en")
