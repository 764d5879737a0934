"""Errors that a person can mend.

A bug stays an ordinary exception; everything that is wrong with data, a unit or a request is one of these.
"""


class WorkbenchError(Exception):
    """Anything that the person at the keyboard can put right."""


class UsageError(WorkbenchError):
    """A request that does not exist: an unknown case, phase, parameter or balance (exit code 2)."""


class UnitError(WorkbenchError):
    """A unit that is unknown or cannot be converted.

    Attributes
    ----------
    zh, en : str
        The sentence for people.
    """

    def __init__(self, zh, en):
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en


class ReconciliationError(WorkbenchError, ValueError):
    """A reconciliation problem that has no answer.

    Attributes
    ----------
    flows : tuple of int
        Column indices of the flows concerned; empty where the problem is not about single flows.
    """

    def __init__(self, message, flows=()):
        super().__init__(message)
        self.flows = tuple(int(flow) for flow in flows)
