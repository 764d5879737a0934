"""The capstone: twelve faults a student, each to be found from the folder alone, and nothing else wrong in it."""

import pytest

from workbench.delivery.exercises.capstone import (
    kinds,
    make_room,
    read_answers,
    score_capstone,
    teacher_sheet,
    write_room,
)
from workbench.delivery.exercises.numbers import student_seed
from workbench.errors import UsageError

SEEDS = [student_seed("a secret of the course", f"2026{number:04d}") for number in range(20)]
MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]
ENDINGS = ("scrubber", "polishing", "lining")


@pytest.fixture(scope="module")
def rooms():
    return [make_room(seed) for seed in SEEDS]


def perfect(room):
    return [(fault.file, fault.place, fault.kind) for fault in room.faults]


def first(row):
    return next(iter(row.values()))


def audit(tables):
    """Return what an auditor finds in the tables with a ruler and the rules of the profile: {(file, place, kind)}."""
    checks = (months, materials, water, energy, papers, equipment, options, levels)
    return {finding for check in checks for finding in check(tables)}


def months(tables):
    for file in ("production.csv", "energy.csv", "water.csv"):
        rows = {row["month"]: row for row in tables[file]}
        yield from ((file, month, "missing_month") for month in MONTHS if month not in rows)
        for before, month in zip(MONTHS, MONTHS[1:], strict=False):
            if before in rows and month in rows and list(rows[before].values())[1:] == list(rows[month].values())[1:]:
                yield (file, month, "doubled_month")


def materials(tables):
    for row in tables["production.csv"]:
        if abs(row["wet_t"] * (1 - row["moisture_pct"] / 100) - row["dry_t"]) > 0.051:
            yield ("production.csv", row["month"], "wet_dry")
    balance = {row["stream"]: row for row in tables["balance.csv"]}
    if balance["B3"]["side"].startswith("输入"):
        yield ("balance.csv", "B3", "recycle_as_input")
    oxide = {row["item"]: row["value"] for row in tables["laboratory.csv"] if row["stream"].startswith("B2")}
    if balance["B2"]["zinc_pct"] != oxide["Zn"]:
        yield ("balance.csv", "B2", "compound_as_element")
    if balance["B8"]["zinc_t"] != sum(row["closing_t"] - row["opening_t"] for row in tables["stock.csv"]):
        yield ("balance.csv", "B8", "stock_ignored")


def water(tables):
    w1, w2, w3, w4, w5, w6 = (row["reading_m3_per_d"] for row in tables["network.csv"])
    assert w1 == w5 + w6  # the plant as a whole always closes
    broken = (w1 != w2 + w3, w2 != w4 + w5, w3 + w4 != w6)
    shared = {(True, True, False): "W2", (True, False, True): "W3", (False, True, True): "W4"}
    if any(broken):
        yield ("network.csv", shared[broken], "biased_meter")
    fresh, reused = (sum(row[column] for row in tables["water.csv"]) for column in ("fresh_m3", "reused_m3"))
    if abs(tables["indicators.csv"][2]["value"] - 100 * reused / (fresh + reused)) > 1:
        yield ("indicators.csv", "G3", "reuse_ratio")


def energy(tables):
    yield from (("energy.csv", row["month"], "wrong_unit") for row in tables["energy.csv"] if row["coal_t"] > 10000)
    if tables["energy_total.csv"][0]["tce_per_unit"] != 1.229:
        yield ("energy_total.csv", "C1", "factor_mixed")
    *lines, whole = tables["budget.csv"]
    gap = round(100 * (whole["amount"] - sum(line["amount"] for line in lines)))
    if gap:
        assert gap % 900 == 0
        yield ("budget.csv", whole["line"], "digit_transposition")


def papers(tables):
    profile = {row["item"].split()[1]: row["value"] for row in tables["profile.csv"]}
    start, report = profile["audit"], profile["report"]
    for row in tables["schedule.csv"]:
        if row["begins"] < start:
            yield ("schedule.csv", row["step"], "date_before_start")
    for row in tables["laboratory.csv"]:
        if row["date"] > report:
            yield ("laboratory.csv", row["sample"], "date_after_report")
        if row["unit"] == "g/L":
            yield ("laboratory.csv", row["sample"], "wrong_unit")
    for row in tables["documents.csv"]:
        if row["made_for"] != profile["company"]:
            yield ("documents.csv", row["document"], "foreign_company")


def equipment(tables):
    for row in tables["meters.csv"]:
        if row["valid_until"] < "2025-06-16":
            yield ("meters.csv", row["meter"], "calibration_overdue")
    for row in tables["equipment.csv"]:
        if row["model"].startswith(("JO2", "JO3", "S7")):
            yield ("equipment.csv", row["number"], "obsolete_equipment")
    for row in tables["monitoring.csv"]:
        if row["measured"] > row["limit"]:
            yield ("monitoring.csv", row["item"], "permit_exceeded")


def options(tables):
    for row in tables["options.csv"]:
        place = ("options.csv", row["option"])
        cost = row["investment"]
        if row["cost_class"].split()[1] != ("high" if cost >= 100 else "medium" if cost >= 10 else "low"):
            yield (*place, "cost_class")
        if row["class"].startswith("清洁生产") and any(word in row["name"] for word in ENDINGS):
            yield (*place, "end_of_pipe")
        if row["loss"] is None:
            continue
        if row["saving"] > row["loss"]:
            yield (*place, "saving_exceeds_loss")
        # F = (P − I/10)(1 − 25 %) + I/10
        flow = (row["gross_saving_per_a"] - cost / 10) * 0.75 + cost / 10
        if abs(row["payback_a"] - cost / flow) > 0.02:
            yield (*place, "gross_payback")


def levels(tables):
    limiting = [row["level"] for row in tables["indicators.csv"] if str(row["limiting"]).startswith("是")]
    if tables["indicators.csv"][-1]["level"] != max(limiting):
        yield ("indicators.csv", "G7", "limiting_ignored")


def test_each_of_twenty_students_has_twelve_faults_in_distinct_places(rooms):
    for room in rooms:
        assert len(room.faults) == 12
        assert len({(fault.file, fault.place) for fault in room.faults}) == 12
        assert len({fault.kind for fault in room.faults}) == 12


def test_there_are_at_least_eighteen_kinds_and_all_of_them_occur(rooms):
    assert len(kinds()) >= 18
    assert {fault.kind for room in rooms for fault in room.faults} == set(kinds())


def test_the_plant_is_sound_before_the_faults(rooms):
    for room in rooms:
        assert audit(room.sound) == set()


def test_an_auditor_finds_exactly_the_planted_faults(rooms):
    for room in rooms:
        assert audit(room.tables) == set(perfect(room))


def test_zinc_balances_to_the_last_digit(rooms):
    for room in rooms:
        zinc = {row["stream"]: row["zinc_t"] for row in room.sound["balance.csv"]}
        left = zinc["B1"] + zinc["B2"]
        assert left == pytest.approx(zinc["B4"] + zinc["B5"] + zinc["B6"] + zinc["B7"] + zinc["B8"], abs=1e-6)


def test_year_and_months_agree(rooms):
    for room in rooms:
        sums = [
            sum(row[column] for row in room.sound["energy.csv"]) for column in ("power_10MWh", "coal_t", "steam_GJ")
        ]
        assert [row["amount"] for row in room.sound["energy_total.csv"]] == pytest.approx(sums)
        dry = sum(row["dry_t"] for row in room.sound["production.csv"])
        assert room.sound["balance.csv"][0]["amount_t"] == pytest.approx(dry)
        fresh = sum(row["fresh_m3"] for row in room.sound["water.csv"])
        assert 350 * room.sound["network.csv"][0]["reading_m3_per_d"] == pytest.approx(fresh, abs=350)


def test_cells_without_a_fault_are_untouched(rooms):
    for room in rooms:
        changed = set()
        for file, rows in room.sound.items():
            now = {first(row): row for row in room.tables[file]}
            assert set(now) <= {first(row) for row in rows}
            for row in rows:
                other = now.get(first(row))
                columns = tuple(name for name in row if other is not None and other[name] != row[name])
                if other is None or columns:
                    changed.add((file, first(row), frozenset(columns)))
        assert {(file, place) for file, place, _ in changed} == {(fault.file, fault.place) for fault in room.faults}
        stated = {(fault.file, fault.place): set(fault.columns) for fault in room.faults}
        assert all(set(columns) <= stated[file, place] for file, place, columns in changed)


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_a_perfect_answer_has_twelve_points(seed):
    found = score_capstone(seed, perfect(make_room(seed)))
    assert (found.score, found.found, found.false_alarms, found.out_of) == (12, 12, 0, 12)


def test_false_alarms_cost_half_a_point():
    answers = perfect(make_room(SEEDS[0]))[:5]
    alarms = [("profile.csv", "企业 company", "foreign_company"), ("stock.csv", "T1", "stock_ignored")]
    found = score_capstone(SEEDS[0], answers + [(*alarms[0],), alarms[1], ("stock.csv", "T2", "stock_ignored")])
    assert (found.score, found.found, found.false_alarms) == (3.5, 5, 3)


def test_a_right_place_with_the_wrong_kind_is_neither_found_nor_a_false_alarm():
    file, place, kind = perfect(make_room(SEEDS[0]))[0]
    other = next(name for name in kinds() if name != kind)
    found = score_capstone(SEEDS[0], [(file, place, other), (file, place, kind)])
    assert (found.score, found.found, found.misnamed, found.false_alarms) == (0, 0, 1, 0)
    assert [row["verdict"] for row in found.rows] == ["misnamed"]


def test_answers_may_repeat_have_spaces_and_lack_the_ending_of_the_file():
    file, place, kind = perfect(make_room(SEEDS[1]))[0]
    found = score_capstone(SEEDS[1], [(f" {file.removesuffix('.csv')} ", f" {place}", f"{kind} "), (file, place, kind)])
    assert (found.score, len(found.rows)) == (1, 1)


def test_no_answer_scores_nothing():
    assert score_capstone(SEEDS[0], []).score == 0


def test_another_students_answers_do_not_fit():
    for seed, neighbour in zip(SEEDS, SEEDS[1:], strict=False):
        assert score_capstone(seed, perfect(make_room(neighbour))).score < 6


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    once, twice = write_room(SEEDS[0], tmp_path / "once"), write_room(SEEDS[0], tmp_path / "twice")
    assert [path.read_bytes() for path in once] == [path.read_bytes() for path in twice]
    assert {path.read_bytes()[:3] for path in once} == {b"\xef\xbb\xbf"}
    other = write_room(SEEDS[1], tmp_path / "other")
    assert [path.read_bytes() for path in once] != [path.read_bytes() for path in other]


def test_nothing_in_the_folder_names_the_faults(tmp_path):
    paths = write_room(SEEDS[2], tmp_path)
    named = kinds()
    for path in paths:
        text = path.read_text(encoding="utf-8-sig")
        if path.name == "kinds.csv":
            assert [line.split(",")[0] for line in text.split()[1:] if line.split(",")[0] in named] == list(named)
        else:
            assert not [kind for kind in named if kind in text or named[kind]["zh"] in text]


def test_kinds_of_the_folder_do_not_depend_on_the_student(tmp_path):
    sheets = [write_room(seed, tmp_path / str(place)) for place, seed in enumerate(SEEDS[:2])]
    texts = [{path.name: path.read_bytes() for path in paths} for paths in sheets]
    assert texts[0]["kinds.csv"] == texts[1]["kinds.csv"] and texts[0]["answers.csv"] == texts[1]["answers.csv"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_form_is_read_as_spreadsheets_save_it(tmp_path, encoding):
    form = tmp_path / "answers.csv"
    form.write_text("file,place,kind\n energy_total.csv,C1,factor_mixed\n,,\n备注.csv,甲\n", encoding=encoding)
    assert read_answers(form) == [("energy_total.csv", "C1", "factor_mixed"), ("备注.csv", "甲", "")]


def test_a_form_with_other_columns_is_refused(tmp_path):
    form = tmp_path / "answers.csv"
    form.write_text("文件,位置\nx,y\n", encoding="utf-8")
    with pytest.raises(UsageError, match="file, place, kind"):
        read_answers(form)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_teachers_sheet_says_where_and_why(lang):
    sheet = teacher_sheet(SEEDS[0], lang)
    room = make_room(SEEDS[0])
    assert list(sheet[["file", "place", "kind"]].itertuples(index=False, name=None)) == perfect(room)
    assert (sheet["why"].str.len() > 8).all() and (sheet["right"].str.len() > 0).all()
    assert sheet["name"].tolist() == [kinds()[fault.kind][lang] for fault in room.faults]
