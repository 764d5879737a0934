"""What all figures on the screen share: the house's font and rows of buttons."""

from .style import BLACK, FONT_FAMILIES, WHITE

# The reader's machine may lack the shipped fonts: common Chinese ones stand in.
FONT = {"family": ", ".join([*FONT_FAMILIES, "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]), "size": 13}


def screen_layout(buttons=(), **settings):
    """Return the layout of a plotly figure in the house style.

    Parameters
    ----------
    buttons : sequence of (label, args)
        Buttons above the figure; each updates traces and layout by its arguments.
    **settings
        Settings of this figure.
    """
    row = {
        "type": "buttons",
        "direction": "right",
        "x": 0,
        "y": 1.14,
        "xanchor": "left",
        "buttons": [{"label": label, "method": "update", "args": args} for label, args in buttons],
    }
    return {
        "font": FONT | {"color": BLACK},
        "paper_bgcolor": WHITE,
        "plot_bgcolor": WHITE,
        "updatemenus": [row] if len(buttons) > 1 else [],
    } | settings
