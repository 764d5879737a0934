"""How the Word report looks: a style file, applied to an empty document."""

import tomllib

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from workbench import places

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_KEPT_TYPES = (WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER)
_NORMAL = "Normal"
_AFTER_UPDATE_FIELDS = [
    f"w:{name}"
    for name in [
        *("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids", "attachedSchema"),
        *("themeFontLang", "clrSchemeMapping", "shapeDefaults", "decimalSymbol", "listSeparator"),
    ]
]


def read_style(province=""):
    """Return how the report looks.

    Parameters
    ----------
    province : str, optional
        Where the report is handed in; what its own file under ``provinces`` says goes before the style of all.

    Returns
    -------
    dict
        The style file.
    """
    style = _read(places.templates() / "report_style.toml")
    own = places.templates() / "provinces" / f"{province}.toml"
    # The name is one of a file that lies there, never a way out of the folder.
    known = {path.name for path in own.parent.glob("*.toml")} if province else set()
    return _merged(style, _read(own)) if own.name in known and own.parent.name == "provinces" else style


def _read(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _merged(style, own):
    """Return a style whose values give way to a province's own."""
    deeper = {key: _merged(style[key], value) for key, value in own.items() if isinstance(value, dict) and key in style}
    return style | own | deeper


def text_width(style, landscape=False):
    """Return the width between the margins. [cm]"""
    page = style["page"]
    if landscape:
        return page["height"] - page["top"] - page["bottom"]
    return page["width"] - page["left"] - page["right"]


def text_height(style, landscape=False):
    """Return the height between the margins. [cm]"""
    page = style["page"]
    if landscape:
        return page["width"] - page["left"] - page["right"]
    return page["height"] - page["top"] - page["bottom"]


def new_document(style):
    """Return an empty document that looks as the style file says.

    Parameters
    ----------
    style : dict
        From `read_style`.
    """
    document = Document()
    _drop_table_styles(document)
    for name in style["styles"]:
        _apply(_paragraph_style(document, name), style["styles"][name], style)
    _name_fonts(document, style["styles"][_NORMAL])
    set_page(document.sections[0], style)
    return document


def set_page(section, style, landscape=False):
    """Give a section its paper and margins; landscape is the portrait page turned left."""
    page = style["page"]
    names = ("width", "height", "top", "bottom", "left", "right")
    turned = ("height", "width", "left", "right", "bottom", "top")
    width, height, top, bottom, left, right = (Cm(page[name]) for name in (turned if landscape else names))
    section.page_width, section.page_height = width, height
    section.top_margin, section.bottom_margin = top, bottom
    section.left_margin, section.right_margin = left, right
    section.header_distance, section.footer_distance = Cm(page["header"]), Cm(page["footer"])
    orientation = section._sectPr.find(qn("w:pgSz"))
    orientation.set(qn("w:orient"), "landscape" if landscape else "portrait")


def _drop_table_styles(document):
    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name != "Normal Table":
            style.delete()


def _paragraph_style(document, name):
    styles = document.styles
    # Word knows the styles of its contents by these names.
    known = name.startswith("toc ")
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=known)
    style.base_style = None if name == _NORMAL else styles[_NORMAL]
    return style


def _apply(word_style, data, style):
    _apply_font(word_style, data)
    for border in word_style.element.get_or_add_pPr().findall(qn("w:pBdr")):
        word_style.element.pPr.remove(border)
    form = word_style.paragraph_format
    form.space_before, form.space_after = Pt(data.get("before", 0)), Pt(data.get("after", 0))
    form.keep_with_next = data.get("keep_with_next", False)
    form.page_break_before = data.get("page_break_before", False)
    form.alignment = _ALIGN[data.get("align", "left")]
    if "line_at_least" in data:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(data["line_at_least"])
    elif "based_on" not in data:
        form.line_spacing = 1.0
    if "indent" in data:
        form.left_indent = Cm(data["indent"])
    if "hanging" in data:
        form.first_line_indent = -Cm(data["hanging"])
    if "first_line_characters" in data:
        _indent_first_line(word_style, data["first_line_characters"], style["styles"][_NORMAL]["size"])
    if data.get("page_number_tab"):
        form.tab_stops.add_tab_stop(Cm(text_width(style)), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _apply_font(word_style, data):
    if "size" not in data:
        return
    font = word_style.font
    font.size, font.bold, font.italic = Pt(data["size"]), data.get("bold", False), False
    font.color.rgb = RGBColor(0, 0, 0)
    set_fonts(word_style.element.get_or_add_rPr(), data["latin"], data["east_asia"])


def _indent_first_line(word_style, characters, size):
    word_style.paragraph_format.first_line_indent = Pt(characters * size)
    word_style.element.pPr.ind.set(qn("w:firstLineChars"), str(characters * 100))


def set_fonts(properties, latin, east_asia):
    """Name the fonts of run properties; a theme's font would win over them and is taken out."""
    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if attribute.endswith("Theme") or attribute == qn("w:hint"):
            del fonts.attrib[attribute]
    for name, font in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", east_asia)):
        fonts.set(qn(f"w:{name}"), font)


def _name_fonts(document, normal):
    """Name fonts and language wherever the empty document leaves them to a theme."""
    for word_style in document.styles:
        if word_style.type in _KEPT_TYPES:
            properties = word_style.element.get_or_add_rPr()
            fonts = properties.find(qn("w:rFonts"))
            if fonts is None or fonts.get(qn("w:eastAsia")) is None:
                set_fonts(properties, normal["latin"], normal["east_asia"])
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    set_fonts(defaults, normal["latin"], normal["east_asia"])
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = defaults.makeelement(qn("w:lang"))
        defaults.append(language)
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    _set_theme_language(document)


def _set_theme_language(document):
    settings = document.settings.element
    language = settings.find(qn("w:themeFontLang"))
    if language is not None:
        language.set(qn("w:eastAsia"), "zh-CN")
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    # Word is strict about the order of settings.
    settings.insert_element_before(update, *_AFTER_UPDATE_FIELDS)
