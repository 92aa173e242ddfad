"""Lints of cash: money swept away on the evening before a payment that was known."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from treasury.flows.items import Item
from treasury.linting.remark import Remark, Remarks
from treasury.linting.view import Pool, grouped, listed
from treasury.pooling.structure import Link

KNOWN_WORDS = ("payroll", "salar", "wage", "tax", "工资", "薪", "税")
"""Words in an item's category or text that say it was known the day before (lower case)."""
EMPTYING = {"zero_balance", "threshold", "receive_only", "fixed"}
"""Presets that leave nothing on the account for tomorrow, whatever is known."""
FROM_ABOVE = ("full", "own_deposits", "own_plus_limit", "budget")
"""Payment modes in which a payment may fetch money back at the moment of paying."""


@dataclass(kw_only=True)
class Short:
    """Known payments that one rule's sweeps leave without money, of one structure."""

    link: int
    accounts: list[str] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)


def known_payments_swept_away(pool: Pool) -> Remarks:
    """Full sweeps of accounts whose payments of the next business day are known the day before."""
    found: dict[str, Short] = {}
    for index, link in pool.links:
        items = known_and_short(pool, link) if sweeps_all(pool, link) else []
        if items:
            short = found.setdefault(link.rule, Short(link=index))
            short.accounts.append(link.participant)
            short.items += items
    for rule, short in found.items():
        first = min(short.items, key=lambda item: (item.date, item.id))
        total = -sum((item.amount for item in short.items), Decimal(0))
        yield Remark(
            name="known_payment_swept_away",
            severity="warning",
            path=("links", short.link, "rule"),
            message=(
                f"in {pool.structure.id!r} the rule {rule!r} leaves nothing on "
                f"{listed(short.accounts)} on evenings before payments that are known by then: "
                f"{counted(len(short.items))}, {grouped(total)} in all, the first {first.id!r} on "
                f"{first.date}; by their payment mode they may fetch nothing back"
            ),
            suggestion=(
                "a keep that knows the payments of the next business day, payment_mode = "
                "own_deposits or full, reverse_next_day = true, or an overdraft of their own"
            ),
        )


def counted(payments: int) -> str:
    """The number of payments in words.

    >>> counted(1), counted(12)
    ('1 payment', '12 payments')
    """
    return f"{payments} payment{'s' * (payments != 1)}"


def sweeps_all(pool: Pool, link: Link) -> bool:
    """Whether the link's sweep leaves nothing for tomorrow and payments may fetch nothing back.

    What is reversed is there again at the next opening.
    """
    rule = pool.facts.rules[link.rule]
    empties = rule.preset in EMPTYING and not rule.schedules and not rule.reverse_next_day
    return empties and pool.facts.sends_up(link) and pool.mode(link) not in FROM_ABOVE


def known_and_short(pool: Pool, link: Link) -> list[Item]:
    """The account's known payments above what it can pay of its own, on days after a sweep."""
    account = pool.facts.accounts[link.participant]
    if account.overdraft == "unlimited":
        return []
    own = account.overdraft + credit(pool, link.participant)
    works, received = pool.works(link), receipts_by_day(pool, link.participant)
    return [
        item
        for item in pool.payments(link.participant)
        if known_before(item)
        and -item.amount > own + received.get(item.date, 0)
        and any(works.get(item.date - timedelta(days=back), False) for back in range(1, 8))
    ]


def credit(pool: Pool, account: str) -> Decimal:
    """What the account's own credit lines could lend it."""
    lines = pool.facts.scenario.credit_lines
    return sum((line.limit for line in lines if line.account == account), Decimal(0))


def receipts_by_day(pool: Pool, account: str) -> dict[date, Decimal]:
    """What the account receives on each day."""
    found: dict[date, Decimal] = {}
    for item in pool.facts.scenario.items:
        if item.account == account and item.amount > 0:
            found[item.date] = found.get(item.date, Decimal(0)) + item.amount
    return found


def known_before(item: Item) -> bool:
    """Whether the payment was known before its day: it says so, or is payroll or tax."""
    if item.known_from is not None:
        return item.known_from < item.date
    words = f"{item.category} {item.text}".lower()
    return any(word in words for word in KNOWN_WORDS)


CASH_LINTS = (known_payments_swept_away,)
