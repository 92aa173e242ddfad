"""What every report of a scenario must say: its notices, each as one sentence with its accounts."""

from treasury.errors import printable
from treasury.scenario import Scenario

ACCOUNTS_NAMED = 12
"""So many accounts are named beside a notice; of more it is said how many there are."""


def notice_texts(scenario: Scenario) -> list[str]:
    """The scenario's notices in its order, a printable line each.

    >>> import datetime
    >>> from treasury.accounts.chart import Notice
    >>> day = datetime.date(2026, 1, 1)
    >>> told = (Notice(text="Two days are missing.", accounts=("N-1", "N-2")),)
    >>> notice_texts(Scenario(id="x", first_day=day, last_day=day, notices=told))
    ['N-1, N-2: Two days are missing.']
    """
    return [
        printable(named(notice.accounts) + " ".join(notice.text.split()))
        for notice in scenario.notices
    ]


def named(accounts: tuple[str, ...]) -> str:
    """The accounts a notice is about, before its text; empty where it is about all."""
    if not accounts:
        return ""
    more = len(accounts) - ACCOUNTS_NAMED
    return ", ".join(accounts[:ACCOUNTS_NAMED]) + (f" and {more} more" if more > 0 else "") + ": "
