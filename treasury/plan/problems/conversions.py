"""Problems of links between two currencies: conversion terms, and what is not built for them.

Source: the banking day, section 2 (a currency mismatch without FX terms is refused); decision 0061.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import ceil

from treasury.errors import Complaint
from treasury.plan.conversions import begins, kept_of, rates_by_day, terms_on, versions_of
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.plan.problems.fx import (
    converting_links,
    days_without_a_rate,
    ways_that_lack,
)
from treasury.plan.problems.on_lending import links_of, loans_of
from treasury.plan.problems.rates import unreadable_share
from treasury.pooling.rules import NotAShare
from treasury.pooling.structure import Link
from treasury.tax import TaxTerm

LIST = "conversions"
SPREAD = "a percentage above 0% and below 100%, such as 0.15%, or none"
OF_AMOUNTS = ("loan_balance", "sweep_amount")
SWING_DIGITS = 10**9
BITS_OF_RATE = 61
"""Conversions are exact with rates of so many bits."""
Wish = tuple[str, str, str]
"""A key of a link that contradicts conversion, what is wrong, what would be right."""
Best = dict[tuple[str, str], Fraction]
"""The best rate of the run by which one currency becomes another."""


def agreed_links(facts: Facts) -> list[tuple[int, Link]]:
    """The links between two currencies for which terms are agreed, with their places."""
    known = {(each.structure, each.participant) for each in facts.scenario.conversions}
    return [
        (index, link)
        for index, link in converting_links(facts)
        if (link.structure, link.participant) in known
    ]


def currencies_that_differ(facts: Facts) -> Found:
    """Links between accounts in two currencies without terms by which the one becomes the other."""
    if facts.any_broken(LIST):
        return
    known = agreed_links(facts)
    for index, link in converting_links(facts):
        if (index, link) not in known:
            own, header = facts.currency(link.participant), facts.currency(link.header)
            message = f"{link.participant!r} is in {own}, its header {link.header!r} in {header}"
            expected = f"a header in {own}, or a line of conversions for {link.participant!r}"
            yield wrong("links", index, "header", message, expected)


def conversions_of_nothing(facts: Facts) -> Found:
    """Terms for a participant none of whose links leads to another currency; two from one day."""
    if facts.any_broken("links") or facts.any_broken("accounts"):
        return
    converting = {(link.structure, link.participant) for _, link in converting_links(facts)}
    seen: set[tuple[str, str, date]] = set()
    for index, each in enumerate(facts.scenario.conversions):
        known = each.structure in facts.structures and each.participant in facts.accounts
        if known and (each.structure, each.participant) not in converting:
            message = (
                f"nothing of {each.participant!r} is converted: in {each.structure!r} it has no "
                "header in another currency"
            )
            expected = "a participant whose header has another currency"
            yield wrong(LIST, index, "participant", message, expected)
        key = (each.structure, each.participant, begins(each))
        if key in seen:
            message = f"two terms of {each.participant!r} begin on the same day"
            yield wrong(LIST, index, "valid_from", message, "one line a participant and day")
        seen.add(key)


def unreadable_spreads(facts: Facts) -> Found:
    """Spreads that cannot be read, or leave nothing of the rate."""
    for index, each in enumerate(facts.scenario.conversions):
        left = kept(each.spread)
        if left is None:
            (error,) = unreadable_share((LIST, index, "spread"), each.spread, "")
            yield replace(error, expected=SPREAD)
        if left == 0:
            message = "a spread of the whole rate leaves nothing of it"
            yield wrong(LIST, index, "spread", message, SPREAD)


def kept(spread: str | None) -> Fraction | None:
    """What the spread leaves of the rate, None where it cannot be read."""
    try:
        return kept_of(spread)
    except NotAShare:
        return None


def nothing_to_report_in(facts: Facts) -> Found:
    """Conversions in a scenario without a currency in which what they shift could be summed."""
    scenario = facts.scenario
    unread = ("scenario", "reporting_currency") in facts.broken
    if scenario.conversions and scenario.reporting_currency is None and not unread:
        message = "sweeps convert money, and no one currency says what the group gains by it"
        expected = "reporting_currency, such as EUR"
        yield Complaint(path=("reporting_currency",), message=message, expected=expected)


def wishes_against_conversion(facts: Facts) -> Found:
    """What is asked for at links between two currencies and is not built for them."""
    for index, link in agreed_links(facts):
        for key, message, expected in (*wishes_of_link(facts, link), *wishes_of_rule(facts, link)):
            yield wrong("links", index, key, message, expected)
        structure = facts.structures.get(link.structure)
        if structure and structure.when_short == "pro_rata" and facts.lets_down(link):
            message = (
                f"{link.participant!r} is funded in another currency, and pro rata {NOT_BUILT}"
            )
            place = facts.scenario.structures.index(structure)
            expected = "when_short priority, or direction up on that link"
            yield wrong("structures", place, "when_short", message, expected)


NOT_BUILT = "is not built yet where sweeps convert"
IN_HEADERS = ": it would be in the header's currency"


def wishes_of_link(facts: Facts, link: Link) -> Iterator[Wish]:
    """What the link itself asks for."""
    own, header = facts.currency(link.participant), facts.currency(link.header)
    structure = facts.structures.get(link.structure)
    mode = link.payment_mode or (structure.payment_mode if structure else "standalone")
    links = [each for _, each in facts.links[link.structure]]
    if sum(each.participant == link.participant for each in links) > 1:
        message = f"a change of the header of {link.participant!r} {NOT_BUILT}"
        yield "participant", message, "one link of this participant in the structure"
    if mode not in ("standalone", "receive_only"):
        message = f"payment mode {mode} draws at the moment of payment, which {NOT_BUILT}"
        yield "payment_mode", message, "payment_mode standalone or receive_only on this link"
    given = (
        ("internal_limit", link.internal_limit, "limits what is drawn, which"),
        ("delay", link.delay or None, "makes a transfer take days, which"),
        ("clearing", link.clearing, "names a clearing system, which"),
        ("valid_until", link.valid_until, "ends the link and settles it, which"),
    )
    for key, value, does in given:
        if value is not None:
            yield key, f"{key} {does} {NOT_BUILT}", f"no {key} on a link from {own} to {header}"


def wishes_of_rule(facts: Facts, link: Link) -> Iterator[Wish]:
    """What the link's rule asks for."""
    rule = facts.rules.get(link.rule)
    if rule is None:
        return
    if rule.preset in ("cumulative_cap", "cover_overdraft"):
        message = f"rule {rule.id!r} looks at amounts in the header's currency, which {NOT_BUILT}"
        yield "rule", message, "a rule that looks at the participant's own balance"
    if rule.reverse_next_day:
        message = f"rule {rule.id!r} returns sweeps the next day, which {NOT_BUILT}"
        yield "rule", message, "a rule without reverse_next_day"


def others_against_conversion(facts: Facts) -> Found:
    """Fees, shares and virtual ledgers that meet links between two currencies."""
    links = [link for _, link in agreed_links(facts)]
    structures = {link.structure for link in links}
    ends = {name for link in links for name in (link.participant, link.header)}
    for index, fee in enumerate(facts.scenario.fee_terms):
        if fee.base in OF_AMOUNTS and structures & held_in(fee.structure, facts):
            message = f"a fee on {fee.base} {NOT_BUILT}"
            yield wrong("fee_terms", index, "base", message, "sweep_count, or another structure")
        counted = fee.base == "sweep_count" and fee.payer == "header"
        if counted and structures & held_in(fee.structure, facts):
            message = f"a fee that the header pays in its own currency {NOT_BUILT}"
            yield wrong("fee_terms", index, "payer", message, "participant, or another structure")
    for index, agreed in enumerate(facts.scenario.benefit_splits):
        if agreed.structure in structures:
            message = f"sharing a benefit {NOT_BUILT}: it lies in several currencies"
            yield wrong("benefit_splits", index, "structure", message, "another structure")
    for index, ledger in enumerate(facts.scenario.ledgers):
        if ledger.account in ends:
            message = f"an account with virtual ledgers {NOT_BUILT}"
            yield wrong("ledgers", index, "account", message, "an account that takes no part")


def held_in(structure: str | None, facts: Facts) -> set[str]:
    """The structures in which something holds that names one, or none for all."""
    return {structure} if structure else set(facts.structures)


def taxes_against_conversion(facts: Facts) -> Found:
    """Taxes that a participant pays on the loans and on the interest of positions that arise by
    conversion, between two legal persons: they are in its header's currency."""
    between = [
        link
        for _, link in agreed_links(facts)
        if facts.person(link.participant) != facts.person(link.header)
        and link.structure in facts.structures
    ]
    forms = {facts.structures[link.structure].form for link in between}
    priced = {facts.structures[link.structure].form for link in between if facts.price_of(link)}
    for index, term in enumerate(facts.scenario.tax_terms):
        if paid_by_headers(term):
            continue
        if term.base == "loan_drawn" and forms and term.due_in(forms):
            message = f"a tax on loans that a participant pays {NOT_BUILT}{IN_HEADERS}"
            yield wrong("tax_terms", index, "payer", message, "payer = header, or another form")
        if term.base == "internal_interest" and priced and term.due_in(priced):
            message = f"a tax on internal interest that a participant pays {NOT_BUILT}{IN_HEADERS}"
            expected = "payer = header, or no internal_terms on such links"
            yield wrong("tax_terms", index, "payer", message, expected)


def paid_by_headers(term: TaxTerm) -> bool:
    """Whether a tax on loans or on their interest is the header's, whichever way they go.

    >>> paid_by_headers(TaxTerm(tax="WHT", base="internal_interest", rate="10%", payer="header"))
    True
    >>> paid_by_headers(TaxTerm(tax="VAT", base="internal_interest", rate="6%"))
    False
    """
    payer = term.payer or ("borrower" if term.base == "loan_drawn" else "lender")
    headers = {"up": "borrower", "down": "lender"}
    ways = ("up", "down") if term.direction == "both" else (term.direction,)
    return all(payer in ("header", headers[way]) for way in ways)


def lent_on_against_conversion(facts: Facts) -> Found:
    """Loans that would be lent on to a participant with another currency."""
    priced = [link for _, link in agreed_links(facts) if facts.price_of(link)]
    known = loans_of(facts)
    for index, line in enumerate(facts.scenario.on_lending):
        lent = links_of(facts, line, known[line.loan]) if line.loan in known else []
        for link in [each for each in lent if each in priced][:1]:
            message = f"lending on to {link.participant!r} {NOT_BUILT}"
            expected = "a participant in the currency of its header"
            yield wrong("on_lending", index, "participant", message, expected)


def days_without_terms(facts: Facts) -> Found:
    """Terms that begin after the link that needs them."""
    for _, link in agreed_links(facts):
        versions = versions_of(facts.scenario, link.structure, link.participant)
        starts = max(facts.scenario.first_day, link.valid_from or date.min)
        if versions and terms_on(versions, starts) is None:
            place = facts.scenario.conversions.index(versions[0])
            message = (
                f"{link.participant!r} is swept into another currency from {starts}, before its "
                f"first terms begin on {versions[0].valid_from}"
            )
            yield wrong(LIST, place, "valid_from", message, f"{starts} or earlier, or no date")


def both_ways(facts: Facts, link: Link) -> tuple[list[Fraction], list[Fraction]]:
    """The link's rates by day of what goes up and of what comes down; none of them is lacking."""
    versions = versions_of(facts.scenario, link.structure, link.participant)
    own, header = facts.currency(link.participant) or "", facts.currency(link.header) or ""
    return (
        rates_by_day(facts.scenario, versions, own, header),
        rates_by_day(facts.scenario, versions, header, own),
    )


LACKING = (ways_that_lack, days_without_a_rate, unreadable_spreads)
"""Without any of these problems there are rates."""


def rates_beyond_64_bits(facts: Facts) -> Found:
    """Rates less spread with more digits than conversion is exact with."""
    if any(any(lacking(facts)) for lacking in LACKING):
        return
    for _, link in agreed_links(facts):
        own, header = facts.currency(link.participant), facts.currency(link.header)
        both = zip(((own, header), (header, own)), both_ways(facts, link), strict=True)
        for (sold, bought), found in both:
            if any(max(each.as_integer_ratio()) >= 2**BITS_OF_RATE for each in found):
                message = f"the rates by which {sold} becomes {bought} have too many digits"
                yield Complaint(path=("fx_rates",), message=message, expected="fewer decimals")


def converted_at_most(facts: Facts, moved: dict[str, int]) -> dict[str, int]:
    """For each currency, what it holds itself and what sweeps could make of it out of others, and
    back at other rates, to the run's end; `moved` if rates are lacking. Minor units."""
    links = [link for _, link in agreed_links(facts)]
    if not links or any(any(lacking(facts)) for lacking in LACKING):
        return moved
    rates = [both_ways(facts, link) for link in links]
    up: Best = {}
    down: Best = {}
    for link, (upwards, downwards) in zip(links, rates, strict=True):
        own, header = facts.currency(link.participant) or "", facts.currency(link.header) or ""
        up[own, header] = max(up.get((own, header), Fraction(0)), *upwards)
        down[header, own] = max(down.get((header, own), Fraction(0)), *downwards)
    chain = conversions_in_a_row(facts, links)
    found = passed_on(passed_on(moved, up, chain), down, chain)
    growth = round_trips(rates) ** chain
    return {currency: ceil(amount * growth) for currency, amount in found.items()}


def passed_on(amounts: dict[str, int], best: Best, times: int) -> dict[str, int]:
    """What every currency has itself and could have out of others, converted up to so many times
    at the best rates.

    >>> passed_on({"GBP": 100}, {("GBP", "EUR"): Fraction(2), ("EUR", "USD"): Fraction(3)}, 2)
    {'GBP': 100, 'EUR': 200, 'USD': 600}
    """
    found, moving = dict(amounts), amounts
    for _ in range(times):
        arrived: dict[str, int] = {}
        for (sold, bought), rate in best.items():
            arrived[bought] = arrived.get(bought, 0) + ceil(moving.get(sold, 0) * rate)
        found = {one: found.get(one, 0) + arrived.get(one, 0) for one in {**found, **arrived}}
        moving = arrived
    return found


def conversions_in_a_row(facts: Facts, links: list[Link]) -> int:
    """How many of these links, which convert, money passes at most on its way up."""
    reached = {(each.structure, each.header) for each in links}
    for times in range(1, len(links) + 1):
        begun = {(one.structure, one.participant) for one in links
                 if (one.structure, one.header) in reached}  # fmt: skip
        reached, before = begun, set[tuple[str, str]]()
        while reached != before:
            before = reached
            reached = before | {(one.structure, one.participant) for one in facts.scenario.links
                                if (one.structure, one.header) in before}  # fmt: skip
        if not any((one.structure, one.header) in reached for one in links):
            return times
    return len(links)


def round_trips(rates: Sequence[tuple[list[Fraction], list[Fraction]]]) -> Fraction:
    """By how many times money grows at most that is converted every day over one link, whichever
    way gains most: at today's rate one way, back at tomorrow's; `rates` are those up and down of
    each link."""
    growth = Fraction(1)
    for row in range(len(rates[0][0]) - 1):
        gains = [max(up[row] * down[row + 1], down[row] * up[row + 1]) for up, down in rates]
        growth = Fraction(ceil(growth * max(*gains, Fraction(1)) * SWING_DIGITS), SWING_DIGITS)
    return growth


CONVERSION_PROBLEMS = (
    currencies_that_differ,
    conversions_of_nothing,
    unreadable_spreads,
    nothing_to_report_in,
    wishes_against_conversion,
    others_against_conversion,
    taxes_against_conversion,
    lent_on_against_conversion,
)
CONVERSION_DATES = (days_without_terms, rates_beyond_64_bits)
