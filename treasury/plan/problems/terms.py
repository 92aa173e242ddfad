"""Problems of interest terms: rates, tiers, versions, numbers from before the run."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from treasury.dates import day_list
from treasury.interest import Terms
from treasury.plan.problems.facts import Facts, Found, amount, wrong
from treasury.plan.settling import settling_of
from treasury.rates import Rate, Side

Lines = list[tuple[int, Rate]]


def wrong_settlement_days(facts: Facts) -> Found:
    """Settlement days that no month has."""
    for index, terms in enumerate(facts.scenario.terms):
        if not 1 <= terms.settlement_day <= 31:
            message = f"{terms.settlement_day} is not a day of a month"
            yield wrong("terms", index, "settlement_day", message, "1 to 31")


def versions(facts: Facts) -> Iterator[Lines]:
    """The lines of each version of the rate table: one terms, side and date."""
    found: dict[tuple[str, str, date | None], Lines] = {}
    for index, rate in enumerate(facts.scenario.rates):
        found.setdefault((rate.terms, rate.side, rate.valid_from), []).append((index, rate))
    yield from found.values()


def tiers(facts: Facts) -> Found:
    """Versions whose tiers overlap or leave large balances without a rate."""
    for lines in versions(facts):
        last_index, last = lines[-1]
        bounds = Counter(rate.up_to for _, rate in lines)
        seen: set[object] = set()
        for index, rate in lines:
            if bounds[rate.up_to] > 1 and rate.up_to in seen:
                bound = "no upper bound" if rate.up_to is None else f"up_to {amount(rate.up_to)}"
                message = f"{version_words(rate)} has two tiers with {bound}"
                yield wrong("rates", index, "up_to", message, "tiers that do not overlap")
            seen.add(rate.up_to)
            if rate.up_to is not None and rate.up_to <= 0:
                message = f"a tier up to {amount(rate.up_to)} holds nothing"
                yield wrong("rates", index, "up_to", message, "an amount above zero")
        if None not in bounds and not facts.is_broken("rates", last.terms):
            message = f"{version_words(last)} has no rate for what lies above its highest tier"
            yield wrong("rates", last_index, "up_to", message, "one tier without up_to")


def version_words(rate: Rate) -> str:
    """The version the line belongs to, for a sentence."""
    since = f" from {rate.valid_from}" if rate.valid_from else ""
    return f"{rate.terms!r} ({rate.side}{since})"


USES: tuple[tuple[str, str, tuple[Side, ...]], ...] = (
    ("accounts", "terms", ("credit", "debit")),
    ("credit_lines", "terms", ("debit",)),
    ("term_loans", "terms", ("debit",)),
    ("overdraft_agreements", "terms", ("debit",)),
    ("ledgers", "terms", ("credit",)),
    ("money_market_sweeps", "terms", ("credit",)),
    ("account_analyses", "terms", ("credit",)),
    ("structures", "internal_terms", ("credit", "debit")),
    ("links", "internal_terms", ("credit", "debit")),
    ("notional_pools", "terms", ("credit", "debit")),
    ("notional_pools", "offset_terms", ("credit", "debit")),
    ("notional_pools", "internal_terms", ("credit", "debit")),
    ("notional_currencies", "terms", ("credit", "debit")),
    ("notional_currencies", "offset_terms", ("credit", "debit")),
    ("notional_currencies", "internal_terms", ("credit", "debit")),
    ("notional_members", "internal_terms", ("credit", "debit")),
)
"""Where terms are used, and the sides of which at least one must have rates."""


def used(facts: Facts) -> Iterator[tuple[str, int, str, str, tuple[Side, ...]]]:
    """Each use of terms: list, place, key, terms, and the sides of which one must have rates."""
    for name, key, sides in USES:
        for index, each in enumerate(getattr(facts.scenario, name)):
            terms = getattr(each, key)
            if terms is not None:
                yield name, index, key, terms, sides


def terms_without_rates(facts: Facts) -> Found:
    """Terms in use without any rate on the side that is used."""
    for name, index, key, terms, sides in used(facts):
        if terms not in facts.terms or facts.is_broken("rates", terms):
            continue
        if not any(rate.side in sides for _, rate in facts.rates.get(terms, [])):
            message = f"{terms!r} has no {' or '.join(sides)} rate"
            free = ", 0% if it is free" if sides == ("debit",) else ""
            yield wrong(name, index, key, message, f"a line in rates for {terms!r}{free}")


def rates_that_begin_late(facts: Facts) -> Found:
    """Sides of terms in use without a rate on the first day on which they are: that of the run,
    or, where account analyses alone use them, that on which the first of these begins."""
    for terms, needed in sorted(first_days(facts).items()):
        if terms not in facts.terms or facts.is_broken("rates", terms):
            continue
        for side in ("credit", "debit"):
            lines = [each for each in facts.rates.get(terms, []) if each[1].side == side]
            starts = [rate.valid_from or date.min for _, rate in lines]
            if lines and min(starts) > needed:
                index = lines[starts.index(min(starts))][0]
                message = f"{terms!r} has no {side} rate in force on {needed}"
                first = needed == facts.scenario.first_day
                since = "the first day" if first else f"{needed}, when its account analysis begins,"
                expected = f"a version valid from {since} or before"
                yield wrong("rates", index, "valid_from", message, expected)


def first_days(facts: Facts) -> dict[str, date]:
    """The first day of the run on which each terms in use are."""
    found: dict[str, date] = {}
    for name, index, _, terms, _ in used(facts):
        begins = facts.scenario.first_day
        if name == "account_analyses":
            begins = max(begins, facts.scenario.account_analyses[index].valid_from or begins)
        found[terms] = min(begins, found.get(terms, begins))
    return found


def opening_numbers(facts: Facts) -> Found:
    """Numbers from before the run that no tier on the first day could take."""
    seen: set[tuple[str, str, int]] = set()
    for index, number in enumerate(facts.scenario.opening_numbers):
        key = (number.account, number.side, number.tier)
        if key in seen:
            message = f"{number.account!r} has two {number.side} numbers for tier {number.tier}"
            yield wrong("opening_numbers", index, "tier", message, "one number a side and tier")
        seen.add(key)
        account = facts.accounts.get(number.account)
        if account is None or facts.is_broken("rates", account.terms or ""):
            continue
        agreed = number.side == "credit" and agreed_on_first_day(facts, number.account)
        count = tiers_on_first_day(facts, account.terms, number.side, agreed)
        if not 1 <= number.tier <= count:
            message = f"{number.account!r} has no {number.side} tier {number.tier} on the first day"
            expected = f"a tier from 1 to {count}" if count else "an account with rates"
            yield wrong("opening_numbers", index, "tier", message, expected)


def agreed_on_first_day(facts: Facts, account: str) -> bool:
    """Whether an agreed deposit of the account is in force on the run's first day."""
    first = facts.scenario.first_day
    return any(
        (each.valid_from or first) <= first <= (each.valid_until or first)
        for each in facts.scenario.agreed_deposits
        if each.account == account
    )


def tiers_on_first_day(facts: Facts, terms: str | None, side: Side, agreed: bool) -> int:
    """How many tiers the side has that the run's first day bears."""
    first = borne_from_first_day(facts, facts.terms.get(terms or ""))
    starts = [
        rate.valid_from or date.min
        for _, rate in facts.rates.get(terms or "", [])
        if rate.side == side and (rate.valid_from or date.min) <= first
    ]
    plain = starts.count(max(starts)) if starts else 0
    return max(plain, 2) if agreed else plain


def borne_from_first_day(facts: Facts, terms: Terms | None) -> date:
    """The day whose rates the run's first day bears: itself, or its settlement day."""
    first, last = facts.scenario.first_day, facts.scenario.last_day
    if terms is None or terms.rate_change == "segmented" or last < first:
        return first
    settling = settling_of(facts.scenario, terms)
    return next((day for day in day_list(first, last) if settling.on(day)), last)


TERMS_PROBLEMS = (
    wrong_settlement_days,
    tiers,
    terms_without_rates,
)
