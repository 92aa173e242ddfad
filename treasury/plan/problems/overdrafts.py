"""Problems of overdraft agreements: nights that cannot be counted, overdrafts that are none."""

from datetime import date
from decimal import Decimal

from treasury.credit import OverdraftAgreement
from treasury.plan.problems.borrowing import intraday, overdrawn
from treasury.plan.problems.facts import Facts, Found, amount, wrong

NAME = "overdraft_agreements"
ZERO = Decimal(0)


def agreed_twice(facts: Facts) -> Found:
    """Accounts with two agreements on the same day, or of which one leaves open by day what the
    other closes."""
    agreed = facts.scenario.overdraft_agreements
    for index, one in enumerate(agreed):
        for other in agreed[:index]:
            if other.account != one.account:
                continue
            if meet(one, other):
                message = f"account {one.account!r} has the agreement {other.id!r} on the same days"
                expected = f"days outside those of {other.id!r}: one agreement of an account a day"
                yield wrong(NAME, index, "account", message, expected)
                break
            if one.closes_intraday != other.closes_intraday:
                message = f"{other.id!r}, of the same account, says it otherwise"
                expected = f"as in {other.id!r}: the same in all agreements of an account"
                yield wrong(NAME, index, "closes_intraday", message, expected)
                break


def meet(one: OverdraftAgreement, other: OverdraftAgreement) -> bool:
    """Whether both are in force on a day."""
    begins = max(one.valid_from or date.min, other.valid_from or date.min)
    ends = min(one.valid_until or date.max, other.valid_until or date.max)
    return begins <= ends


def numbers_of_nights(facts: Facts) -> Found:
    """Nights that nobody agrees on, and more nights before the run than were agreed."""
    for index, one in enumerate(facts.scenario.overdraft_agreements):
        if one.nights < 1:
            message = f"{one.nights} nights is no number of nights in a row"
            yield wrong(NAME, index, "nights", message, "1 or more, for example 30 or 60")
        elif not 0 <= one.nights_before <= one.nights:
            message = f"{one.nights_before} nights before the run of the {one.nights} agreed"
            expected = f"0 to {one.nights}; what passed them is overdue"
            yield wrong(NAME, index, "nights_before", message, expected)


def standing_before(facts: Facts) -> Found:
    """Nights before the run of an account that is not overdrawn, or beside what is overdue."""
    for index, one in enumerate(facts.scenario.overdraft_agreements):
        account = facts.accounts.get(one.account)
        if one.nights_before < 1 or account is None:
            continue
        if one.overdue > ZERO:
            message = f"{amount(one.overdue)} is overdue, so the overdraft is closed before the run"
            expected = "0: while it is closed no nights are counted"
            yield wrong(NAME, index, "nights_before", message, expected)
        elif account.opening >= ZERO:
            message = f"{one.account!r} opens with {amount(account.opening)}: it is not overdrawn"
            yield wrong(NAME, index, "nights_before", message, "0, or an opening below zero")


def standing_elsewhere(facts: Facts) -> Found:
    """Nights, or what is overdue, before an agreement that begins within the run."""
    first = facts.scenario.first_day
    for index, one in enumerate(facts.scenario.overdraft_agreements):
        if one.valid_from is None or one.valid_from <= first:
            continue
        for key in ("nights_before", "overdue"):
            if getattr(one, key) > 0:
                message = f"{one.id!r} begins on {one.valid_from}, after the run's first day"
                expected = f"0, or valid_from {first} or earlier"
                yield wrong(NAME, index, key, message, expected)


def overdrafts_that_are_none(facts: Facts) -> Found:
    """Agreements on accounts that may not be overdrawn."""
    for index, one in enumerate(facts.scenario.overdraft_agreements):
        account = facts.accounts.get(one.account)
        if account is not None and not overdrawn(account):
            message = f"{one.account!r} may not be overdrawn, so no night can be counted"
            yield wrong(NAME, index, "account", message, "an account with an overdraft")


def left_open_by_day(facts: Facts) -> Found:
    """Agreements that leave the account an overdraft by day which it does not have, or of which
    nobody says what becomes in the evening."""
    for index, one in enumerate(facts.scenario.overdraft_agreements):
        account = facts.accounts.get(one.account)
        if one.closes_intraday or account is None:
            continue
        if intraday(account) <= ZERO:
            message = f"{one.account!r} has no intraday overdraft that could stay open"
            expected = "an intraday_overdraft of the account, or closes_intraday = true"
            yield wrong(NAME, index, "closes_intraday", message, expected)
        elif one.unpaid != "overdue":
            message = "what an intraday overdraft leaves in the evening would never fall due"
            expected = "'overdue' where closes_intraday = false"
            yield wrong(NAME, index, "unpaid", message, expected)


OVERDRAFT_PROBLEMS = (
    agreed_twice,
    numbers_of_nights,
    standing_before,
    standing_elsewhere,
    overdrafts_that_are_none,
    left_open_by_day,
)
