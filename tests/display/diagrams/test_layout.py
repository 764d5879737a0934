from concurrent.futures import ThreadPoolExecutor

import pytest

from workbench.display import layout
from workbench.errors import WorkbenchError

BOXES = [{"id": name, "width": 40, "height": 20} for name in "abc"]
CHAIN = {
    "id": "chain",
    "layoutOptions": {"elk.algorithm": "layered", "elk.direction": "RIGHT", "elk.edgeRouting": "ORTHOGONAL"},
    "children": BOXES,
    "edges": [
        {"id": "1", "sources": ["a"], "targets": ["b"]},
        {"id": "2", "sources": ["b"], "targets": ["c"]},
    ],
}


def test_a_chain_runs_from_left_to_right():
    placed = {child["id"]: child for child in layout.lay_out(CHAIN)["children"]}
    assert placed["a"]["x"] < placed["b"]["x"] < placed["c"]["x"]


def test_the_same_diagram_is_laid_out_once():
    layout.lay_out(CHAIN)
    before = layout._lay_out.cache_info()
    layout.lay_out(CHAIN)
    after = layout._lay_out.cache_info()
    assert (after.hits, after.misses) == (before.hits + 1, before.misses)


def test_a_caller_may_change_what_it_was_given_without_spoiling_the_store():
    layout.lay_out(CHAIN)["children"].clear()
    assert len(layout.lay_out(CHAIN)["children"]) == 3


def test_the_engine_answers_from_any_thread():
    graphs = [CHAIN | {"id": f"chain {number}"} for number in range(4)]
    with ThreadPoolExecutor(4) as threads:
        assert [len(placed["children"]) for placed in threads.map(layout.lay_out, graphs)] == [3] * 4


def test_a_deep_graph_does_not_exhaust_the_stack():
    names = [f"n{number}" for number in range(150)]
    edges = [{"id": str(i), "sources": [names[i]], "targets": [names[i + 1]]} for i in range(len(names) - 1)]
    boxes = [{"id": name, "width": 10, "height": 10} for name in names]
    assert len(layout.lay_out(CHAIN | {"children": boxes, "edges": edges})["edges"]) == 149


def test_an_arrow_to_nowhere_is_refused_in_both_languages():
    spoiled = CHAIN | {"edges": [{"id": "1", "sources": ["a"], "targets": ["nowhere"]}]}
    with pytest.raises(layout.LayoutError, match="无法布置图形 / the diagram could not be laid out") as error:
        layout.lay_out(spoiled)
    assert isinstance(error.value, WorkbenchError)
