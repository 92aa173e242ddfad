"""Problems of payment modes: limits and budgets that are missing, or that nothing would read."""

from collections.abc import Iterator
from datetime import date, timedelta

from treasury.plan.links import in_force
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.pooling.structure import Budget, Link, PaymentMode, Structure

Place = tuple[str, int, str]
Lines = list[tuple[int, Budget]]


def modes(facts: Facts, structure: Structure) -> dict[str, dict[PaymentMode, Place]]:
    """Every payment mode an account of the structure is ever in, and where it is written.

    Links may begin and end by date: an account is a root while it has participants and no header.
    """
    index = facts.scenario.structures.index(structure)
    links = facts.links.get(structure.id, [])
    found: dict[str, dict[PaymentMode, Place]] = {}
    for at, link in links:
        own: Place = ("links", at, "payment_mode")
        if link.payment_mode is None:
            own = ("structures", index, "payment_mode")
        mode = link.payment_mode or structure.payment_mode
        found.setdefault(link.participant, {}).setdefault(mode, own)
    key = "root_payment_mode" if structure.root_payment_mode else "payment_mode"
    root = structure.root_payment_mode or structure.payment_mode
    for account in ever_roots(facts, [link for _, link in links]):
        found.setdefault(account, {}).setdefault(root, ("structures", index, key))
    return found


def ever_roots(facts: Facts, links: list[Link]) -> Iterator[str]:
    """The accounts that on some day of the run have participants and no header."""
    first, last = facts.scenario.first_day, facts.scenario.last_day
    above: dict[str, list[Link]] = {}
    below: dict[str, list[Link]] = {}
    for link in links:
        above.setdefault(link.participant, []).append(link)
        below.setdefault(link.header, []).append(link)
    for account, those_below in below.items():
        own = above.get(account, [])
        begins = {link.valid_from for link in those_below if link.valid_from}
        ends = {link.valid_until for link in own if link.valid_until and link.valid_until < last}
        turns = {first, *begins, *(day + timedelta(days=1) for day in ends)}
        if any(
            any(in_force(link, day) for link in those_below)
            and not any(in_force(link, day) for link in own)
            for day in sorted(turns)
            if first <= day <= last
        ):
            yield account


def budgets_that_lack(facts: Facts) -> Found:
    """Accounts in payment mode `budget` without a budget on the run's first day."""
    if facts.any_broken("budgets") or facts.any_broken("links"):
        return
    for structure in facts.structures.values():
        for account, found in modes(facts, structure).items():
            if "budget" not in found:
                continue
            lines = budgets(facts, structure.id, account)
            starts = [one.valid_from or date.min for _, one in lines]
            if not lines:
                message = f"{account!r} is in payment mode budget and has none"
                expected = f"a line in budgets for {structure.id!r} and {account!r}"
                yield wrong(*found["budget"], message, f"{expected}, or another payment mode")
            elif min(starts) > facts.scenario.first_day:
                index = lines[starts.index(min(starts))][0]
                message = f"{account!r} has no budget in force on {facts.scenario.first_day}"
                expected = "a version valid from the first day or before"
                yield wrong("budgets", index, "valid_from", message, expected)


def budgets(facts: Facts, structure: str, account: str) -> Lines:
    """The budgets of an account in a structure, with their places."""
    every = enumerate(facts.scenario.budgets)
    return [(at, b) for at, b in every if b.structure == structure and b.participant == account]


def budgets_of_no_use(facts: Facts) -> Found:
    """Budgets of accounts that are not in payment mode `budget`, and versions given twice."""
    if facts.any_broken("links"):
        return
    known = {each.id: modes(facts, each) for each in facts.structures.values()}
    seen: set[tuple[str, str, date | None]] = set()
    for index, budget in enumerate(facts.scenario.budgets):
        structure = facts.structures.get(budget.structure)
        if structure is None or budget.participant not in facts.accounts:
            continue
        found = known[structure.id].get(budget.participant)
        if found is None:
            message = f"{budget.participant!r} is not in structure {structure.id!r}"
            expected = "an account that its links name"
            yield wrong("budgets", index, "participant", message, expected)
        elif "budget" not in found:
            words = " or ".join(sorted(found))
            message = f"{budget.participant!r} is in payment mode {words}, which keeps no budget"
            yield wrong("budgets", index, "participant", message, "payment_mode budget on its link")
        version = (budget.structure, budget.participant, budget.valid_from)
        if version in seen:
            since = budget.valid_from or "the beginning"
            message = f"{budget.participant!r} has two budgets from {since}"
            yield wrong("budgets", index, "valid_from", message, "one budget from one date")
        seen.add(version)


def internal_limits_of_no_use(facts: Facts) -> Found:
    """Internal limits of accounts that could never borrow by them."""
    headers = {(link.structure, link.header) for link in facts.scenario.links}
    for structure in facts.structures.values():
        for index, link in facts.links.get(structure.id, []):
            if link.internal_limit is None:
                continue
            mode = link.payment_mode or structure.payment_mode
            name, passes = link.participant, (structure.id, link.participant) in headers
            why = {
                "budget": "in payment mode budget the budget is the limit",
                "full": "in payment mode full it draws without a limit",
            }.get(mode, "" if passes or mode == "own_plus_limit" else no_limit_words(mode))
            if why:
                message = f"internal_limit limits nothing: {why}"
                expected = f"payment_mode own_plus_limit for {name!r}, or no internal_limit"
                yield wrong("links", index, "internal_limit", message, expected)


def no_limit_words(mode: PaymentMode) -> str:
    """Why the mode of an account without participants reads no limit."""
    return f"in payment mode {mode} it borrows nothing, and it has no participants"


def refunds_of_no_use(facts: Facts) -> Found:
    """Items marked as refunds that are payments, or that could restore no budget."""
    if facts.any_broken("budgets"):
        return
    restoring = {one.participant for one in facts.scenario.budgets if one.refunds_restore}
    for index, item in enumerate(facts.scenario.items):
        if not item.refund:
            continue
        if item.amount < 0:
            message = "a refund comes in, and this is a payment"
            yield wrong("items", index, "refund", message, "refund on a receipt only")
        elif item.account not in restoring:
            message = f"no budget of {item.account!r} is restored by refunds"
            expected = "refunds_restore on a budget of the account, or no refund"
            yield wrong("items", index, "refund", message, expected)


PAYMENT_PROBLEMS = (
    budgets_of_no_use,
    internal_limits_of_no_use,
    refunds_of_no_use,
)
