"""The limits of credit lines by day, read from the scenario's records.

Amounts are minor units.
"""

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.evidence import Evidence
from treasury.credit import CreditLine
from treasury.money import to_minor


def limits_of(evidence: Evidence, line: CreditLine, currency: str) -> Amounts:
    """The limit of the line on each day, shape (day,): its own, then each that begins."""
    days = evidence.plan.names.days
    limits = np.full(len(days), to_minor(line.limit, currency), dtype=np.int64)
    own = [one for one in evidence.plan.scenario.credit_limits if one.credit_line == line.id]
    for one in sorted(own, key=lambda each: each.valid_from):
        limits[[day >= one.valid_from for day in days]] = to_minor(one.limit, currency)
    return limits


def limits_by_account(evidence: Evidence) -> Amounts:
    """The limit of each account's credit line, 0 without one; shape (day, account)."""
    names = evidence.plan.names
    found = np.zeros((len(names.days), len(names.accounts)), dtype=np.int64)
    for line in evidence.plan.scenario.credit_lines:
        at = names.accounts.index(line.account)
        found[:, at] = limits_of(evidence, line, names.currencies[at])
    return found
