"""What a run leaves in its folder beside the executed notebooks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from .book import Book
from .contents import read_chapter
from .execution import Failure
from .files import file_hash, replacing
from .page import write_page
from .report import write_report
from .workbook import write_workbook

REPORT, WORKBOOK, PAGE, FIGURES = "report.docx", "tables.xlsx", "index.html", "figures"


def write_deliverables(case, record, notebooks, folder):
    """Write figures, workbook, report and page of a case.

    Parameters
    ----------
    case : Case
        The case.
    record : dict
        Record of its run.
    notebooks : list of (Notebook, Path)
        Each notebook of the run and where it lies executed.
    folder : Path
        Folder of the run. A file of an earlier run that has been edited since is kept under another name;
        its figures that no longer exist are removed.

    Returns
    -------
    dict of str to str
        Hash of every file written, by its name from the folder.
    """
    chapters = tuple(_chapter(notebook, path, record) for notebook, path in notebooks)
    book = Book(case.id, chapters, dict(case.settings), record["parameters"].get("lang", "zh"))
    names = _write_figures(book, folder)
    written = {REPORT: write_report, WORKBOOK: write_workbook, PAGE: write_page}
    for name in written:
        _set_aside_edited(folder / name, record["outputs"].get("files", {}).get(name))
    # The report waits for LibreOffice; the others are written meanwhile.
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(write, book, folder / name) for name, write in written.items()]:
            done.result()
    names += written
    _remove_old_figures(record, names, folder)
    return {name: file_hash(folder / name) for name in names}


def _chapter(notebook, path, record):
    failure = record["notebooks"][notebook.name]["failure"]
    lang = record["parameters"].get("lang", "zh")
    return read_chapter(path, notebook.phase, str(Failure(**failure)) if failure else "", lang=lang)


def _set_aside_edited(path, written):
    """Rename a file that is no longer as it was written: somebody's work is in it."""
    if path.is_file() and file_hash(path) != written:
        path.replace(path.with_stem(f"{path.stem}_{datetime.now():%Y%m%d-%H%M%S}"))


def _write_figures(book, folder):
    names = []
    for figure in (figure for chapter in book.chapters for figure in chapter.figures):
        forms = {"png": figure.png, "svg": figure.svg.encode("utf-8")}
        for ending, content in forms.items():
            if content:
                name = _free(f"{FIGURES}/{figure.file_name}", ending, names)
                with replacing(folder / name) as temporary:
                    temporary.write_bytes(content)
                names.append(name)
    return names


def _free(stem, ending, taken):
    """Return a name that no figure of another notebook has taken."""
    candidates = [f"{stem}.{ending}", *(f"{stem}_{count}.{ending}" for count in range(2, len(taken) + 3))]
    return next(name for name in candidates if name not in taken)


def _remove_old_figures(record, names, folder):
    for name in record["outputs"].get("files", {}):
        if name.startswith(f"{FIGURES}/") and name not in names:
            (folder / name).unlink(missing_ok=True)
