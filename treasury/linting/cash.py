"""Lints of cash: money swept away on the evening before a payment that was known."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from treasury.flows.items import Item, first_known
from treasury.linting.remark import Remark, Remarks
from treasury.linting.view import Pool, grouped, lends_at_most, listed
from treasury.pooling.rules import schedules_named
from treasury.pooling.structure import Link

KNOWN_WORDS = ("payroll", "salar", "wage", "tax", "工资", "薪", "税")
"""Words in an item's category or text that say it was known the day before (lower case)."""
LEAVES = {
    "zero_balance": (), "threshold": (), "receive_only": (), "fixed": (), "collar": ("collar",),
    "keep": ("keep",), "whole_units": ("keep",), "range": ("to", "high"),
    "target_constant": ("target",), "target_fixed": ("target",),
}  # fmt: skip
"""What each preset leaves on the account for tomorrow: the first of these amounts that it has, else
nothing. Presets that are not here leave what nobody can say."""
FROM_ABOVE = ("full", "own_deposits", "own_plus_limit", "budget")
"""Payment modes in which a payment may fetch money back at the moment of paying."""


@dataclass(kw_only=True)
class Short:
    """Known payments that one rule's sweeps leave without money, of one structure."""

    link: int
    accounts: list[str] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)


def known_payments_swept_away(pool: Pool) -> Remarks:
    """Sweeps of accounts whose payments of the next business day are known the day before."""
    found: dict[str, Short] = {}
    for index, link in pool.links:
        items = known_and_short(pool, link) if sweeps_away(pool, link) else []
        if items:
            short = found.setdefault(link.rule, Short(link=index))
            short.accounts.append(link.participant)
            short.items += items
    for rule, short in found.items():
        first = min(short.items, key=lambda item: (item.date, item.id))
        total = -sum((item.amount for item in short.items), Decimal(0))
        leaves = "too little" if LEAVES[pool.facts.rules[rule].preset] else "nothing"
        yield Remark(
            name="known_payment_swept_away",
            severity="warning",
            path=("links", short.link, "rule"),
            message=(
                f"in {pool.structure.id!r} the rule {rule!r} leaves {leaves} on "
                f"{listed(short.accounts)} on evenings before payments that are known by then: "
                f"{counted(len(short.items))}, {grouped(total)} in all, the first {first.id!r} on "
                f"{first.date}; by their payment mode they may fetch nothing back"
            ),
            suggestion=suggestion(pool, short),
        )


def suggestion(pool: Pool, short: Short) -> str:
    """What would hold the payments back: a schedule that looks ahead, and knows of them.

    Money that went up on earlier evenings has to come back, where it can, the evening before.
    """
    link = pool.facts.scenario.links[short.link]
    names = set(schedules_named(pool.facts.rules[link.rule]).values())
    lines = [line for line in pool.facts.scenario.schedules if line.schedule in names]
    untold = [item for item in short.items if first_known(item, pool.first_day) >= item.date]
    fetches = pool.facts.fetches_down(link)
    said = "known_from on these payments, so that schedules know of them the day before"
    if any(line.next_business_days for line in lines) and untold:
        return said
    how = "target_constant with a target_schedule" if fetches else "keep with a keep_schedule"
    ahead = f" = {max(1, link.delay)}"
    if not fetches:
        ahead = ", as many as lie between its receipts and its payments"
    held = f"a rule that holds them back: preset {how} whose line has next_business_days{ahead}"
    told = f", and {said}" if untold else ""
    of_one_bank = "payment_mode = own_deposits or full, reverse_next_day = true, or "
    other = "" if link.delay or link.clearing else of_one_bank
    return f"{held}{told}; or {other}an overdraft of their own"


def counted(payments: int) -> str:
    """The number of payments in words.

    >>> counted(1), counted(12)
    ('1 payment', '12 payments')
    """
    return f"{payments} payment{'s' * (payments != 1)}"


def sweeps_away(pool: Pool, link: Link) -> bool:
    """Whether it can be said what the link's sweep leaves, and payments may fetch nothing back.

    What is reversed is there again at the next opening.
    """
    rule = pool.facts.rules[link.rule]
    known = rule.preset in LEAVES and not rule.reverse_next_day
    return known and pool.facts.sends_up(link) and pool.mode(link) not in FROM_ABOVE


def known_and_short(pool: Pool, link: Link) -> list[Item]:
    """The account's known payments above what it can pay of its own, on days after a sweep."""
    account = pool.facts.accounts[link.participant]
    if account.overdraft == "unlimited":
        return []
    own = account.overdraft + credit(pool, link.participant)
    works, received = pool.works(link), receipts_by_day(pool, link.participant)
    left, found = left_by(pool, link), []
    for item in pool.payments(link.participant):
        before = (item.date - timedelta(days=back) for back in range(1, 8))
        evening = next((day for day in before if works.get(day, False)), None)
        if evening is None or not known_before(item, pool.first_day):
            continue
        there = own + received.get(item.date, Decimal(0)) + left.get(evening, Decimal(0))
        if -item.amount > there:
            found.append(item)
    return found


def left_by(pool: Pool, link: Link) -> dict[date, Decimal]:
    """What the link's rule leaves on the account after a sweep, by day; {} where nothing."""
    keys = LEAVES[pool.facts.rules[link.rule].preset]
    return next((found for key in keys if (found := pool.amounts(link, key))), {})


def credit(pool: Pool, account: str) -> Decimal:
    """What the account's own credit lines could lend it."""
    scenario = pool.facts.scenario
    own = (line for line in scenario.credit_lines if line.account == account)
    return sum((lends_at_most(scenario, line) for line in own), Decimal(0))


def receipts_by_day(pool: Pool, account: str) -> dict[date, Decimal]:
    """What the account receives on each day."""
    found: dict[date, Decimal] = {}
    for item in pool.facts.scenario.items:
        if item.account == account and item.amount > 0:
            found[item.date] = found.get(item.date, Decimal(0)) + item.amount
    return found


def known_before(item: Item, first_day: date) -> bool:
    """Whether the payment was known before its day: it says so, or is payroll or tax."""
    if item.known_from is not None or first_known(item, first_day) < item.date:
        return first_known(item, first_day) < item.date
    words = f"{item.category} {item.text}".lower()
    return any(word in words for word in KNOWN_WORDS)


CASH_LINTS = (known_payments_swept_away,)
