"""Problems of borrowing: money lent without a price, and limits that are already exceeded.

What is borrowed for nothing looks like a benefit of the structure that borrows most. Where money
is meant to be free, a rate of 0% says so. An account without any terms, or a structure without
internal terms, bears no interest by its own declaration.
"""

from collections.abc import Iterator
from decimal import Context, Decimal, localcontext

from treasury.accounts.chart import BankAccount
from treasury.credit import limit_on
from treasury.plan.problems.facts import SUM_DIGITS, Facts, Found, amount, wrong
from treasury.pooling.structure import Link
from treasury.rates import Side

LOANS = (("credit_lines", "the credit line"), ("term_loans", "the loan"),
         ("overdraft_agreements", "the overdraft agreement"))  # fmt: skip
ZERO = Decimal(0)


def has_only_the_other_side(facts: Facts, terms: str, side: Side) -> bool:
    """Whether the terms have rates, but none on this side; False where that is not known."""
    if terms not in facts.terms or facts.is_broken("rates", terms):
        return False
    sides = {rate.side for _, rate in facts.rates.get(terms, [])}
    return bool(sides) and side not in sides


def rate_wanted(terms: str, side: Side) -> str:
    """What would be right where the terms lack a side."""
    return f"a {side} line in rates for {terms!r}, 0% if it is free"


def overdrafts_without_price(facts: Facts) -> Found:
    """Accounts that may be overdrawn under terms that do not say what that costs."""
    for index, account in enumerate(facts.scenario.accounts):
        terms, state = account.terms, overdrawn(account)
        if terms is not None and state and has_only_the_other_side(facts, terms, "debit"):
            message = f"{account.id!r} {state}, but {terms!r} has no debit rate"
            yield wrong("accounts", index, "terms", message, rate_wanted(terms, "debit"))


def overdrawn(account: BankAccount) -> str:
    """How the account is or may be overdrawn, for a sentence; empty where it may not be."""
    if account.opening < 0:
        return "is overdrawn"
    if account.overdraft == "unlimited" or max(account.overdraft, intraday(account)) > 0:
        return "may be overdrawn"
    return ""


def intraday(account: BankAccount) -> Decimal:
    """The account's intraday overdraft, 0 without one."""
    return ZERO if account.intraday_overdraft is None else account.intraday_overdraft


def loans_without_terms(facts: Facts) -> Found:
    """Credit lines and loans of which nobody says what they cost."""
    for name, words in LOANS:
        for index, loan in enumerate(getattr(facts.scenario, name)):
            if loan.terms is None:
                message = f"{words} {loan.id!r} has no interest terms"
                expected = "terms with a debit rate, 0% if it is free"
                yield wrong(name, index, "terms", message, expected)


def positions_without_price(facts: Facts) -> Found:
    """Internal terms that price only one of the ways in which money may move between persons."""
    structures = [each.id for each in facts.scenario.structures]
    told: set[tuple[str, int, Side]] = set()
    for index, link in enumerate(facts.scenario.links):
        terms = facts.price_of(link)
        for side, moves in ways(facts, link) if terms is not None else ():
            assert terms is not None
            own = link.internal_terms is not None
            name, row = (
                ("links", index) if own else ("structures", structures.index(link.structure))
            )
            if (name, row, side) in told or not has_only_the_other_side(facts, terms, side):
                continue
            told.add((name, row, side))
            message = f"{terms!r} has no {side} rate, but {link.participant!r} may {moves}"
            yield wrong(name, row, "internal_terms", message, rate_wanted(terms, side))


def ways(facts: Facts, link: Link) -> Iterator[tuple[Side, str]]:
    """The ways in which money may move over the link, each with the side that prices it."""
    structure = facts.structures.get(link.structure)
    mode = link.payment_mode or (structure.payment_mode if structure else None)
    if facts.sends_up(link):
        yield "credit", f"send money up to {link.header!r}"
    if facts.fetches_down(link):
        yield "debit", f"fetch money down from {link.header!r}"
    elif mode in ("full", "own_plus_limit", "budget") or link.internal_limit:
        yield "debit", f"pay with money of {link.header!r}"


def openings_beyond_limits(facts: Facts) -> Found:
    """Accounts that are overdrawn from the start by more than they may be."""
    if facts.any_broken("credit_lines") or facts.any_broken("credit_limits"):
        return
    limits = facts.scenario.credit_limits
    with localcontext(Context(prec=SUM_DIGITS)):
        undrawn = {
            line.account: max(ZERO, limit_on(line, limits, facts.scenario.first_day) - line.drawn)
            for line in reversed(facts.scenario.credit_lines)
        }
        for index, account in enumerate(facts.scenario.accounts):
            if account.overdraft == "unlimited":
                continue
            line = undrawn.get(account.id, ZERO)
            allowed = max(ZERO, account.overdraft) + line
            if -account.opening > allowed:
                named = "overdraft and undrawn credit line" if line else "overdraft"
                message = (
                    f"the account is overdrawn by {amount(-account.opening)}, "
                    f"more than its {named} of {amount(allowed)}"
                )
                expected = "a limit that covers what is already used"
                yield wrong("accounts", index, "opening", message, expected)


def loans_drawn_into_closed_accounts(facts: Facts) -> Found:
    """Term loans whose drawing would go back, because their account is closed on that day."""
    for index, loan in enumerate(facts.scenario.term_loans):
        for stop in facts.scenario.stops:
            last = stop.valid_until or loan.drawn_on
            closed = stop.kind == "closed" and stop.valid_from <= loan.drawn_on <= last
            if (
                closed
                and stop.account == loan.account
                and loan.drawn_on >= facts.scenario.first_day
            ):
                message = f"{loan.account!r} is closed on {loan.drawn_on}, so the loan cannot come"
                expected = "another day or account, or no stop on that day"
                yield wrong("term_loans", index, "drawn_on", message, expected)
                break


BORROWING_PROBLEMS = (
    overdrafts_without_price,
    loans_without_terms,
    positions_without_price,
    openings_beyond_limits,
    loans_drawn_into_closed_accounts,
)
