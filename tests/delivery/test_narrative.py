from workbench.delivery.narrative import Grid, markdown_html, read_markdown


def kinds(markdown):
    return [(passage.kind, passage.text, passage.level) for passage in read_markdown(markdown)]


def test_headings_paragraphs_and_nested_lists_are_told_apart():
    text = "## 题\n\n段落\n\n- 甲\n  - 乙\n- 丙\n\n> 引文"
    assert kinds(text) == [
        ("heading", "题", 2),
        ("paragraph", "段落", 0),
        ("bullet", "甲", 0),
        ("bullet", "乙", 1),
        ("bullet", "丙", 0),
        ("quote", "引文", 0),
    ]


def test_a_numbered_list_says_where_it_starts():
    assert [passage.start for passage in read_markdown("3. 甲\n4. 乙")] == [3, None]


def test_a_second_paragraph_of_an_item_continues_it():
    assert kinds("- 甲\n\n  乙") == [("bullet", "甲", 0), ("continued", "乙", 0)]


def test_a_line_end_joins_chinese_and_parts_latin_words():
    assert kinds("输入与\n输出 of the\nplant") == [("paragraph", "输入与输出 of the plant", 0)]


def test_bold_italic_and_code_are_kept():
    spans = read_markdown("**粗** *斜* `码`")[0].spans
    assert [(span.text, span.bold, span.italic, span.code) for span in spans if span.text.strip()] == [
        ("粗", True, False, False),
        ("斜", False, True, False),
        ("码", False, False, True),
    ]


def test_code_blocks_go_line_by_line():
    assert kinds("```\na\nb\n```") == [("code", "a", 0), ("code", "b", 0)]


def test_a_small_table_keeps_its_alignment():
    assert read_markdown("|a|b|\n|---|---:|\n|锌|1|") == [Grid(("a", "b"), (("锌", "1"),), ("left", "right"))]


def test_html_in_narrative_is_text():
    html = markdown_html("<script>alert(1)</script> <b>x</b>", None)
    assert "<script" not in html and "&lt;script&gt;" in html and "<b>" not in html


def test_links_and_pictures_become_their_text():
    html = markdown_html("[标准](https://example.org) ![图](https://example.org/a.png)", None)
    assert html == "<p>标准 图</p>\n"


def test_headings_of_the_page_get_anchor_and_number_and_stand_below_the_chapters():
    html = markdown_html("## 平衡 <x>", lambda text, level: (f"h{level}", f"3.1 {text}"))
    assert html == '<h3 id="h2">3.1 平衡 &lt;x&gt;</h3>\n'
