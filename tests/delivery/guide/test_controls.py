import ipywidgets
import pandas as pd

from workbench.delivery.guide.controls import line_html, offer, table_html, wide


def test_a_change_renews_the_answer(chapter):
    box = offer(chapter, {"length": ipywidgets.IntSlider(value=2)}, lambda length: f"{length} m")
    slider, answer = box.children
    assert answer.value == "2 m"
    slider.value = 5
    assert answer.value == "5 m"


def test_a_reader_without_a_kernel_is_told_what_stands_there(chapter, english, shown):
    for page in (chapter, english):
        offer(page, {}, lambda: "")
    zh, en = shown
    assert "控件" in zh["text/plain"] and "controls" in en["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in zh


def test_texts_of_the_data_are_never_read_as_markup():
    assert "<script>" not in line_html("<script>")
    assert "<script>" not in table_html(pd.DataFrame({"名称": ["<script>"]}), "表", "zh")


def test_a_wide_control_leaves_room_for_its_label():
    assert wide(ipywidgets.IntSlider()).style.description_width == "14em"
