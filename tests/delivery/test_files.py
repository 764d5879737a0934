import pytest

from workbench.delivery.files import file_hashes, replacing, text_hash
from workbench.errors import WorkbenchError


def test_a_file_is_written_whole(tmp_path):
    with replacing(tmp_path / "new" / "run.json") as temporary:
        temporary.write_text("{}", encoding="utf-8")
    assert (tmp_path / "new" / "run.json").read_text(encoding="utf-8") == "{}"


def test_an_error_in_mid_write_leaves_the_old_file_and_no_other(tmp_path):
    path = tmp_path / "report.docx"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(OSError, match="disk full"), replacing(path) as temporary:
        temporary.write_text("half", encoding="utf-8")
        raise OSError("disk full")
    assert [file.name for file in tmp_path.iterdir()] == ["report.docx"]
    assert path.read_text(encoding="utf-8") == "old"


def test_an_error_in_mid_write_leaves_no_file_where_none_was(tmp_path):
    with pytest.raises(KeyboardInterrupt), replacing(tmp_path / "report.docx") as temporary:
        temporary.write_text("half", encoding="utf-8")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_the_temporary_file_lies_beside_its_target_so_that_replacing_is_one_step(tmp_path):
    with replacing(tmp_path / "page.html") as temporary:
        assert temporary.parent == tmp_path
        assert temporary.suffix == ".html"


def test_hashes_name_every_file_of_a_folder_but_what_editors_leave(tmp_path):
    for name in ("case.toml", "evidence/photo.txt", "~$intake.xlsx", "__pycache__/x.pyc", "Thumbs.db"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("abc", encoding="utf-8")
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # of abc, FIPS 180-2 appendix B.1
    assert file_hashes(tmp_path) == {"case.toml": digest, "evidence/photo.txt": digest}
    assert text_hash("abc") == digest


def test_the_hash_of_a_single_file_goes_by_its_name(tmp_path):
    (tmp_path / "intake.xlsx").write_bytes(b"abc")
    assert list(file_hashes(tmp_path / "intake.xlsx")) == ["intake.xlsx"]


def test_a_file_that_another_program_holds_is_named(tmp_path, monkeypatch):
    def held(self, target):
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.replace", held)
    with pytest.raises(WorkbenchError, match="report.docx: it may be open"), replacing(tmp_path / "report.docx"):
        pass
    assert list(tmp_path.iterdir()) == []
