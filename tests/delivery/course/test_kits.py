"""A kit holds the data of its student and nothing that leads to the secret, to hidden values or to right answers."""

import base64
import binascii
import io
import json
import pickle
import re
import zipfile
import zlib
from functools import cache

import nbformat
import pytest

from workbench.delivery.course import kits
from workbench.delivery.course.kits import KIT, README, write_kits
from workbench.delivery.course.notebooks import exercise_notebooks, exercises_in
from workbench.delivery.exercises import draw, exercise_ids, load_exercise, names_of, opens, student_seed
from workbench.errors import UsageError

from .conftest import SECRET

EXERCISES = ("E2.2", "E5.1", "E6.1", "X1.1")
DIGITS = 4  # a right number of fewer digits may stand anywhere by chance
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){16,}")


def readings(data, depth=3):
    """Yield bytes and everything they unfold to: members of archives, base64, hexadecimal, zlib and pickle."""
    yield data
    if not depth:
        return
    for unfolded in {*unpacked(data), *decoded(data)}:
        yield from readings(unfolded, depth - 1)


def unpacked(data):
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    for wbits in (zlib.MAX_WBITS, -zlib.MAX_WBITS, zlib.MAX_WBITS | 16):
        try:
            yield zlib.decompress(data, wbits)
        except zlib.error:
            continue
    try:
        yield repr(pickle.loads(data)).encode()
    except Exception:  # whatever is no pickle fails in its own way
        return


def decoded(data):
    for found in _BASE64.findall(data):
        try:
            yield base64.b64decode(found.replace(b"-", b"+").replace(b"_", b"/") + b"=" * (-len(found) % 4))
        except binascii.Error:
            continue
    yield from (bytes.fromhex(found.decode()) for found in _HEX.findall(data))


@pytest.fixture
def released(course, tmp_path, quick_seal, sealed_exercise):
    lesson = course(*EXERCISES)
    write_kits(lesson, tmp_path / "out")
    return lesson, tmp_path / "out"


def test_every_student_gets_a_folder_and_a_zip(released):
    lesson, out = released
    for student in lesson.students:
        kit = out / "students" / student.id
        content = json.loads((kit / KIT).read_text(encoding="utf-8"))
        assert content["student"] == student.id and set(content["variants"]) == set(EXERCISES)
        assert "截止时间" in (kit / README).read_text(encoding="utf-8")
        with zipfile.ZipFile(out / "students" / f"{student.id}.zip") as archive:
            assert f"{student.id}/{KIT}" in archive.namelist()


def test_names_are_in_the_teachers_list_only(released):
    lesson, out = released
    listed = (out / "teacher" / "kits.csv").read_text(encoding="utf-8-sig")
    assert all(student.name in listed for student in lesson.students)
    for path in (out / "students").rglob("*"):
        for found in readings(path.read_bytes()) if path.is_file() else ():
            assert not any(student.name.encode() in found for student in lesson.students), path


@cache
def told_to_nobody(student):
    """Return the secret, the seeds, the hidden values and the right numbers of a student, as they could be written."""
    seed = student_seed(SECRET, student)
    words = {SECRET.encode(), seed, seed.hex().encode(), base64.b64encode(seed)}
    for name in EXERCISES:
        variant = draw(load_exercise(name), seed)
        names = names_of(variant.exercise, variant.shown, variant.hidden)
        hidden = json.dumps(variant.hidden, ensure_ascii=False).encode()
        words |= {hidden} if len(hidden) > 12 else set()
        for asked in variant.exercise.asked:
            value = names.get(asked)
            if isinstance(value, float) and value not in flat(variant.shown):
                words |= {
                    form.encode() for form in (repr(value), f"{value:.4g}", f"{value:.5g}") if digits(form) >= DIGITS
                }
    return words


def digits(form):
    return len(re.sub(r"[^0-9]", "", form.split("e")[0]).strip("0"))


def flat(shown):
    return {item for value in shown.values() for item in (value if isinstance(value, list) else [value])}


def test_no_kit_holds_the_secret_a_seed_a_hidden_value_or_a_right_number(released):
    lesson, out = released
    files = [path for path in (out / "students").rglob("*") if path.is_file()]
    assert len(files) > 4 * len(lesson.students)
    for student in lesson.students:
        whole = [re.compile(rb"(?<![0-9.])" + re.escape(word) + rb"(?![0-9])") for word in told_to_nobody(student.id)]
        for path in files:
            if student.id not in path.relative_to(out).as_posix():
                continue
            for found in readings(path.read_bytes()):
                hits = [word.pattern for word in whole if word.search(found)]
                assert not hits, (path.name, hits)


def test_the_search_finds_what_is_hidden_in_any_of_these_ways():
    value = b"the right answer is 81.7352"
    for hidden in (
        base64.b64encode(value),
        zlib.compress(value),
        value.hex().encode(),
        pickle.dumps(value.decode()),
        base64.b64encode(zlib.compress(value)),
    ):
        assert any(b"81.7352" in found for found in readings(hidden))


def test_a_sealed_answer_is_a_hash_bound_to_its_student(released):
    lesson, out = released
    for student in lesson.students:
        kit = json.loads((out / "students" / student.id / KIT).read_text(encoding="utf-8"))
        variant = draw(load_exercise("X1.1"), student_seed(SECRET, student.id))
        sealed = kit["variants"]["X1.1"]["sealed"]
        assert set(sealed) == {"meter"} and re.fullmatch("[0-9a-f]{64}", sealed["meter"])
        assert opens(sealed["meter"], student.id, "X1.1", "meter", variant.hidden["faulty"])
        assert not opens(sealed["meter"], "another", "X1.1", "meter", variant.hidden["faulty"])


def test_the_same_course_gives_the_same_bytes_again_and_keeps_answers(released):
    lesson, out = released
    archive = out / "students" / "A01.zip"
    before = archive.read_bytes()
    answers = out / "students" / "A01" / "answers" / "A01.json"
    answers.parent.mkdir()
    answers.write_text("{}", encoding="utf-8")
    write_kits(lesson, out)
    assert archive.read_bytes() == before and answers.read_text(encoding="utf-8") == "{}"


def test_a_kit_has_the_notebooks_of_its_exercises_and_no_other_exercise(released):
    _, out = released
    notebooks = sorted((out / "students" / "A01").glob("*.ipynb"))
    assert notebooks[0].stem == "0_start"
    held = set()
    for path in notebooks:
        notebook = nbformat.read(path, as_version=4)
        held |= exercises_in(notebook)
        assert "demo" not in {tag for cell in notebook.cells for tag in cell.metadata.get("tags", [])}
    # The exercise of the tests stands in no notebook.
    assert held == set(EXERCISES) - {"X1.1"}


def test_every_exercise_of_the_bank_has_its_place_in_a_notebook():
    placed = [name for notebook in exercise_notebooks().values() for name in exercises_in(notebook)]
    assert set(placed) == set(exercise_ids())


def test_a_file_is_no_place_for_kits(course, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="this is a file, no folder"):
        write_kits(course(), tmp_path / "file")


def test_kits_are_made_without_a_secret_in_their_memory_of_the_course(course):
    assert SECRET not in repr(kits.kit_data(course(), course().students[0]))
