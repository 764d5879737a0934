"""What a run leaves in its folder beside the executed notebooks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from . import anonymous, performance, slides
from .book import Book
from .contents import read_chapter
from .editions import cut, read_editions
from .execution import Failure
from .files import file_hash, replacing
from .lecture import write_lecture
from .page import write_page
from .report import write_report
from .report_author import read_author_texts
from .report_visits import read_visits
from .workbook import write_workbook

REPORT, WORKBOOK, PAGE, FIGURES = "report.docx", "tables.xlsx", "index.html", "figures"
LECTURE = "lecture.html"


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
    book = _book(case, record, notebooks)
    names = _write_figures(book, folder)
    before = record["outputs"].get("files", {})
    others = {WORKBOOK: write_workbook, PAGE: write_page}
    for name in others:
        _set_aside_edited(folder / name, before.get(name))
    # The report waits for LibreOffice; the others are written meanwhile.
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(_write_report, book, folder / REPORT, before.get(REPORT))]
        waiting += [pool.submit(write, book, folder / name) for name, write in others.items()]
        for done in waiting:
            done.result()
    names += [REPORT, *others]
    _remove_old_figures(record, names, folder)
    return {name: file_hash(folder / name) for name in names}


def write_editions(case, record, notebooks, folder):
    """Write what the client gets beside a run: interim and acceptance report, performance sheet, presentation.

    Parameters
    ----------
    case, record, notebooks, folder
        As for `write_deliverables`.

    Returns
    -------
    dict of str to str
        Hash of every file written, by its name from the folder.
    """
    book = _book(case, record, notebooks)
    written = record["outputs"].get("editions", {})
    for edition in read_editions():
        _write_report(cut(book, edition), folder / edition.file, written.get(edition.file))
    for name in (performance.NAME, slides.NAME):
        _set_aside_edited(folder / name, written.get(name))
    performance.write_performance(case, folder / performance.NAME, book.label)
    slides.write_slides(case, book, folder / slides.NAME)
    names = [*(edition.file for edition in read_editions()), performance.NAME, slides.NAME]
    return {name: file_hash(folder / name) for name in names}


def write_anonymous(case, record, notebooks, folder):
    """Write the page without names of a case that has been run; return its path."""
    path = folder / anonymous.NAME
    anonymous.write_anonymous_page(case, _book(case, record, notebooks), path)
    return path


def write_slides_to_teach(case, record, notebooks, folder):
    """Write the lecture of a case that has been run; return its path."""
    path = folder / LECTURE
    write_lecture(_book(case, record, notebooks), path)
    return path


def _book(case, record, notebooks):
    chapters = tuple(_chapter(notebook, path, record) for notebook, path in notebooks)
    lang = record["parameters"].get("lang", "zh")
    return Book(case.id, chapters, dict(case.settings), lang, visits=read_visits(case))


def _write_report(book, path, written):
    """Write a report with what its author wrote into the one before, which is set aside where it was edited."""
    texts = read_author_texts(path) if path.is_file() else {}
    _set_aside_edited(path, written)
    write_report(book, path, texts)


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
