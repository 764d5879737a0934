"""Options of a case beside the option library."""

from dataclasses import replace

import pytest

from workbench.analysis.library import copied_texts, library_gaps, option_losses
from workbench.standards.library import option_library

HEADER = "option,name,stage,class,cost_class,description,loss,cause,status\n"
NOTHING = HEADER + "F1-1,name,generation,staff,none,what,,,planned\n"
CAUSES = "cause,level,heading,aspect,process,loss,description\nC1,plant,material,control,U1,f3,why\n"
BEER = {"industry": "beer"}


def options(*rows):
    return HEADER + "\n".join(f"F{n},name,generation,{row},planned" for n, row in enumerate(rows, 1))


def test_the_kind_of_loss_follows_the_flow_or_else_the_cause(audit):
    rows = (
        "waste,low,what,f3,",
        "waste,low,what,f5,",
        "control,low,what,,C1",
        "staff,low,what,,",
        "waste,low,what,f2,",
    )
    table = option_losses(audit(options=options(*rows), causes=CAUSES))
    assert table["loss"].tolist() == ["solid_waste", "waste_water", "solid_waste", "", "material"]


@pytest.mark.parametrize(
    "network, kind, loss",
    [
        ("water", "loss", "water"),
        ("water", "discharge", "waste_water"),
        ("steam", "waste_water", "energy"),
        ("energy", "power", "energy"),
        ("mass", "waste_gas", "waste_gas"),
    ],
)
def test_the_balance_tells_water_and_energy_apart(audit, network, kind, loss):
    case = audit(
        flows=f"flow,balance,source,target,kind,amount,unit\nf1,b,outside,U1,fresh,2,t/a\nf2,b,U1,outside,{kind},2,t/a\n",
        balances=f"balance,title,kind,quantities,unit\nb,plant,{network},water,t/a\n",
        options=options("waste,low,what,f2,"),
    )
    assert option_losses(case)["loss"].tolist() == [loss]


def test_an_entry_with_a_counterpart_by_class_and_loss_is_not_suggested(audit):
    library = option_library("beer")
    assert len(library_gaps(audit(settings=BEER, options=NOTHING))) == len(library)
    gaps = library_gaps(audit(settings=BEER, options=options("waste,low,what,f5,")))
    left = library[~((library["class"] == "waste") & (library["loss"] == "waste_water"))]
    assert set(gaps["id"]) == set(left["id"])
    assert len(left) < len(library)


def test_suggestions_stand_in_the_order_of_the_eight_classes(audit):
    order = list(dict.fromkeys(library_gaps(audit(settings=BEER, options=NOTHING))["class"]))
    classes = ["materials", "technology", "equipment", "control", "product", "waste", "management", "staff"]
    assert order == [name for name in classes if name in order]


def test_an_industry_without_a_library_has_no_suggestions_and_another_may_be_asked(audit):
    case = audit(settings={"industry": "steel"}, options=NOTHING)
    assert library_gaps(case).empty
    assert set(library_gaps(case, "cement")["industry"]) == {"cement"}


def test_a_text_taken_from_the_library_is_warned_of(audit):
    entry = option_library("beer").iloc[0]
    text = entry["principle"].replace("，", "、", 1)  # one mark changed
    table = copied_texts(audit(options=options(f"waste,low,{text},f5,")))
    row = table.iloc[0]
    assert (row["option"], row["column"], row["origin"], row["reference"]) == (
        "F1",
        "description",
        "library",
        entry["id"],
    )
    length = len(text)
    assert row["similarity"] == pytest.approx((length - 1) / length)


def test_a_text_of_this_plant_alone_is_no_copy(audit):
    own = "本厂二号锅炉房三台引风机改为由炉膛负压自动调节"
    assert copied_texts(audit(options=options(f"control,low,{own},f3,"))).empty


def test_set_phrases_are_no_copies_whatever_they_resemble(audit):
    case = audit(options=options("waste,low,技术成熟,f5,"))
    assert copied_texts(case, [replace(case, id="other")]).empty


def test_a_text_of_another_case_is_a_copy_and_the_case_itself_is_not(audit):
    text = "把清洗末道水收集到五立方米水箱后供首道使用"
    case = audit(options=options(f"waste,low,{text},f5,"))
    assert copied_texts(case, [case]).empty
    table = copied_texts(case, [replace(case, id="neighbour")])
    assert table[["origin", "reference", "similarity"]].values.tolist() == [["neighbour", "F1", 1.0]]
