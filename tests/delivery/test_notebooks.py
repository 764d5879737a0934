import pytest

from workbench.delivery.notebooks import check_parameters, find_notebooks, literal, parameters_of
from workbench.errors import UsageError


def names(found):
    return [notebook.name for notebook in found]


def test_phases_come_in_order_and_the_cases_own_story_last(workshop, notebook):
    notebook(workshop.home / "notebooks" / "cases" / "C017.ipynb", ["# 故事"])
    assert names(find_notebooks("C017")) == ["01_planning", "02_preassessment", "03_assessment", "C017"]
    assert names(find_notebooks("other")) == ["01_planning", "02_preassessment", "03_assessment"]


def test_chosen_phases_leave_the_story_out(workshop, notebook):
    notebook(workshop.home / "notebooks" / "cases" / "C017.ipynb", ["# 故事"])
    assert names(find_notebooks("C017", [3, 1])) == ["01_planning", "03_assessment"]


def test_an_unknown_phase_is_refused(workshop):
    with pytest.raises(UsageError, match="no phase 9.*planning、preassessment"):
        find_notebooks("C017", [1, 9])


def test_parameters_are_inspected_with_type_and_help(workshop):
    found = parameters_of(find_notebooks("C017", [3]))["03_assessment"]
    assert found["share"]["inferred_type_name"] == "float"
    assert found["case"]["help"] == "案例编号"


def test_a_spoiled_notebook_has_nothing_to_set(workshop):
    (workshop.phases / "03_assessment.ipynb").write_text("{half", encoding="utf-8")
    assert parameters_of(find_notebooks("C017", [3])) == {"03_assessment": {}}


def test_a_notebook_that_is_json_of_another_kind_has_nothing_to_set(workshop):
    (workshop.phases / "03_assessment.ipynb").write_text("{}", encoding="utf-8")
    assert parameters_of(find_notebooks("C017", [3])) == {"03_assessment": {}}


KNOWN = {
    "a": {"share": {"inferred_type_name": "float"}, "n": {"inferred_type_name": "int"}},
    "b": {"on": {"inferred_type_name": "bool"}, "lang": {"inferred_type_name": "str"}, "case": {}},
}


def test_texts_of_the_command_line_are_read_as_the_declared_type():
    given = {"share": "0.1", "n": "3", "on": "False", "lang": "en"}
    assert check_parameters(given, KNOWN) == {"share": 0.1, "n": 3, "on": False, "lang": "en"}


def test_values_that_are_no_texts_are_taken_as_they_are():
    assert check_parameters({"share": 0.2}, KNOWN) == {"share": 0.2}


def test_an_unknown_parameter_is_refused_and_the_known_are_listed():
    with pytest.raises(UsageError, match="no notebook has a parameter 'shre'.*lang、n、on、share"):
        check_parameters({"shre": "1"}, KNOWN)


def test_the_case_is_not_set_as_a_parameter():
    with pytest.raises(UsageError, match="the case is named by the command"):
        check_parameters({"case": "x"}, KNOWN)


@pytest.mark.parametrize(("name", "text"), [("share", "viel"), ("n", "1.5"), ("on", "maybe")])
def test_a_text_of_the_wrong_type_is_refused(name, text):
    with pytest.raises(UsageError, match=f"parameter {name}: '{text}' is not"):
        check_parameters({name: text}, KNOWN)


def test_braces_in_a_path_are_no_fields():
    assert literal("/客户{x}/n.ipynb").format() == "/客户{x}/n.ipynb"
