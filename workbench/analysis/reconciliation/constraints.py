"""Kinds of constraints beside plain balances, as residuals for `solve_nonlinear`.

Each takes numbers or variables and returns one residual in plain arithmetic; a problem's callable lists them.
"""


def balance(inputs, outputs, *, stock_change=0.0):
    """Return inputs minus outputs minus the increase of stock.

    Examples
    --------
    >>> balance([100.0], [60.0, 38.0], stock_change=2.0)
    0.0
    """
    return sum(inputs) - sum(outputs) - stock_change


def component_balance(inputs, outputs):
    """Return the balance of a quantity that flows hold: pairs of amount and content.

    Examples
    --------
    >>> component_balance([(100.0, 0.25)], [(40.0, 0.5), (60.0, 0.125)])
    -2.5
    """
    return sum(amount * content for amount, content in inputs) - sum(amount * content for amount, content in outputs)


def transfer(part, whole, coefficient):
    """Return how far a part is from its share of the whole (分配系数; Brunner and Rechberger 2016, section 2.1.7).

    Examples
    --------
    >>> transfer(50.0, 100.0, 0.5)
    0.0
    """
    return part - coefficient * whole


def drying(wet, moisture, dry, dry_moisture=0.0):
    """Return how far the dry matter of a wet flow is from that of the dried one.

    Parameters
    ----------
    wet, dry : float
        Amounts as weighed.
    moisture, dry_moisture : float
        Water per amount as weighed (湿基含水率). [1]

    Examples
    --------
    >>> drying(100.0, 0.25, 75.0)
    0.0
    """
    return wet * (1 - moisture) - dry * (1 - dry_moisture)


def closed_composition(contents):
    """Return how far contents are from adding up to one.

    Examples
    --------
    >>> closed_composition([0.5, 0.25, 0.25])
    0.0
    """
    return sum(contents) - 1
