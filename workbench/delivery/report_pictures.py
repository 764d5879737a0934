"""Pictures of the Word report, scaled to the page."""

from io import BytesIO

from docx.image.image import Image
from docx.shared import Cm

from .report_style import text_height, text_width

CAPTION_HEIGHT = 2.5  # room kept for the caption and its note [cm]
EMU_PER_CM = 360000


def needs_turn(png, style):
    """Return whether a picture needs a turned page (True), an upright one (False) or fits on either (None).

    Parameters
    ----------
    png : bytes
        The picture; its natural size follows from its resolution.
    style : dict
        From `read_style`.
    """
    width, height = _natural_size(png)
    if width > height and width > style["picture"]["landscape_beyond"] * text_width(style):
        return True
    return False if height > text_height(style, landscape=True) - CAPTION_HEIGHT else None


def add_picture(document, figure, style, landscape):
    """Add a picture at its natural size, or as large as the page allows.

    Parameters
    ----------
    document : docx Document
        Where it goes.
    figure : Figure
        The picture and its title, which readers who cannot see it are told.
    style : dict
        From `read_style`.
    landscape : bool
        Whether the page is turned.
    """
    width, height = _natural_size(figure.png)
    room = text_width(style, landscape), text_height(style, landscape) - CAPTION_HEIGHT
    scale = min(1, room[0] / width, room[1] / height)
    paragraph = document.add_paragraph(style="Picture")
    shape = paragraph.add_run().add_picture(BytesIO(figure.png), Cm(width * scale), Cm(height * scale))
    shape._inline.docPr.set("descr", f"{figure.number} {figure.title}")


def _natural_size(png):
    image = Image.from_blob(png)
    return image.width / EMU_PER_CM, image.height / EMU_PER_CM
