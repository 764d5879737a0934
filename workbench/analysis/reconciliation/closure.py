"""Does the plant close as well as its meters promise? The global χ² test, at both ends."""

from dataclasses import dataclass

from scipy.special import gammainc, gammaincc


@dataclass(frozen=True)
class GlobalTest:
    """Verdict on all balances together.

    Attributes
    ----------
    chi2 : float
        Weighted sum of squared adjustments.
    dof : int
        Independent balances that check measurements.
    p : float or None
        Probability of so large a χ² when every meter is as good as stated; None without redundancy.
    p_low : float or None
        Probability of so small a χ²; None without redundancy.
    verdict : str
        ``unchecked``, ``closes``, ``gross_error`` (p below the level) or ``too_good`` (p_low below the level).
    """

    chi2: float
    dof: int
    p: float | None
    p_low: float | None
    verdict: str


def judge_closure(chi2, dof, level=0.05, level_low=0.01):
    """Return the global test of a reconciliation.

    A balance made to fit closes to nothing: independent measurements leave a χ² near its degrees of freedom, so
    the lower tail is tested as well.

    Parameters
    ----------
    chi2 : float
    dof : int
    level, level_low : float
        Probability of a false alarm of the upper and of the lower tail.

    Returns
    -------
    GlobalTest

    Notes
    -----
    Narasimhan and Jordache, Data Reconciliation and Gross Error Detection (2000), section 7.2.

    Examples
    --------
    >>> judge_closure(27.6, 3).verdict
    'gross_error'
    >>> judge_closure(0.001, 3).verdict
    'too_good'
    """
    if dof == 0:
        return GlobalTest(0.0, 0, None, None, "unchecked")
    p, p_low = float(gammaincc(dof / 2, chi2 / 2)), float(gammainc(dof / 2, chi2 / 2))
    verdict = "gross_error" if p < level else "too_good" if p_low < level_low else "closes"
    return GlobalTest(float(chi2), int(dof), p, p_low, verdict)
