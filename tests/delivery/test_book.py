from workbench.delivery.book import Book, Outline

PATTERNS = ["第%1章", "%1.%2", "%1.%2.%3"]


def test_headings_are_numbered_within_their_chapter():
    outline = Outline(PATTERNS)
    numbers = [outline.open_chapter(3), *(outline.number(level) for level in (2, 3, 3, 2, 3))]
    assert numbers == ["第3章", "3.1", "3.1.1", "3.1.2", "3.2", "3.2.1"]


def test_a_skipped_level_counts_as_its_first():
    outline = Outline(PATTERNS)
    outline.open_chapter(2)
    assert outline.number(3) == "2.1.1"


def test_a_story_has_no_numbers():
    outline = Outline(PATTERNS)
    assert (outline.open_chapter(None), outline.number(2)) == ("", "")


def test_headings_below_the_last_pattern_have_no_number():
    outline = Outline(PATTERNS)
    outline.open_chapter(1)
    assert outline.number(4) == ""


def test_synthetic_data_is_labelled_and_a_clients_own_is_not():
    assert Book("x", (), {"provenance": "synthetic"}).label == "合成教学数据"
    assert Book("x", (), {"provenance": "synthetic"}, "en").label == "Synthetic teaching data"
    assert Book("x", (), {"provenance": "client"}).label == ""


def test_the_title_is_the_cases_own_or_else_its_id():
    assert Book("x", (), {"title": "甲", "title_en": "A"}, "en").title == "A"
    assert Book("x", ()).title == "x"
