import pandas as pd

from workbench.delivery.guide.collection import by_department, letter, request, state


def test_the_request_lists_38_documents(chapter):
    request(chapter)
    assert len(chapter.only()) == 38


def test_departments_are_counted_and_missing_a_documents_named():
    rows = pd.DataFrame(
        {
            "name": ["许可证", "台账", "图纸"],
            "source": ["安环部", "安环部", "机动部"],
            "priority": ["A", "B", "A"],
            "available": ["no", "yes", "partial"],
        }
    )
    table = state(rows, "zh").set_index("部门")
    assert table.loc["安环部"].tolist() == [2, 1, 0, 1, "许可证"]
    assert table.loc["机动部"].tolist() == [1, 0, 1, 0, "图纸"]


def test_a_department_gets_its_own_list(case, chapter):
    by_department(chapter, case)
    assert chapter.only()["应交"].sum() == len(case["documents"])
    assert "失重秤标定记录" in letter(case, "计量室", "zh")
    assert "环评" not in letter(case, "计量室", "zh")
