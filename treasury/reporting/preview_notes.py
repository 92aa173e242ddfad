"""What one day cannot know, in sentences: where a structure looks at more than today's balances.

A note stands only where something of the structure on the day depends on it.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from treasury.money import DIGITS
from treasury.plan.one_day import Asked, holds_on, members_of
from treasury.pooling.rules import Rule
from treasury.pooling.structure import Link, PaymentMode, Structure
from treasury.reporting.explaining.rule_words import one_line
from treasury.scenario import Scenario

BY_POSITION: tuple[PaymentMode, ...] = ("own_deposits", "own_plus_limit", "budget")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """What is asked of a structure on a day, and what of it is looked at."""

    asked: Asked

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.asked.scenario

    @property
    def day(self) -> datetime.date:
        """The day."""
        return self.asked.day

    @property
    def structure(self) -> Structure:
        """The structure."""
        return next(one for one in self.scenario.structures if one.id == self.asked.structure)

    @property
    def links(self) -> tuple[Link, ...]:
        """Its links in force on the day."""
        return self.asked.links

    @property
    def rules(self) -> list[Rule]:
        """The rules in use, by id."""
        used = {each.rule for each in self.links}
        return sorted(
            (one for one in self.scenario.rules if one.id in used), key=lambda one: one.id
        )

    @property
    def modes(self) -> set[PaymentMode]:
        """The payment modes in use."""
        root = self.structure.root_payment_mode
        own = {each.payment_mode or self.structure.payment_mode for each in self.links}
        return own | {root or self.structure.payment_mode}

    @property
    def pays(self) -> bool:
        """Whether a payment is among the items of the day."""
        return any(each.amount < 0 and each.date == self.day for each in self.asked.items)

    def named(self, found: Sequence[Rule]) -> str:
        """The rules by id, as a subject: `Rule a` or `Rules a, b`."""
        return f"Rule{'s' if len(found) > 1 else ''} {', '.join(one_line(one.id) for one in found)}"


Note = Callable[[Evening], Iterator[str]]


def notes_of(asked: Asked) -> list[str]:
    """Every note of the preview, what holds for all of them first."""
    evening = Evening(asked=asked)
    return [sentence for note in NOTES for sentence in note(evening)]


def as_given(evening: Evening) -> Iterator[str]:
    """What the balances are taken to hold."""
    yield (
        "The balances are taken as given: interest, fees, repayments, returns and arrivals of the "
        "day's opening are in them, and payments that wait from earlier days are among the items "
        "or do not count."
    )


def several_times(evening: Evening) -> Iterator[str]:
    """Sweeps at times of day, which begin from the same balances."""
    times = sorted({time for rule in evening.rules for time in rule.times})
    if times:
        named = ", ".join(f"{time:%H:%M}" for time in times)
        yield (
            f"Sweeps at {named} are previewed too, from these balances: give the balances as they "
            "were before the first of them."
        )


def caps(evening: Evening) -> Iterator[str]:
    """Rules that look at what was sent up before."""
    found = [one for one in evening.rules if one.preset == "cumulative_cap"]
    if found and evening.asked.positions is None:
        yield (
            f"{evening.named(found)} caps what an account has sent up in all: what it sent up "
            f"before {evening.day} counts as nothing here."
        )


def receipts(evening: Evening) -> Iterator[str]:
    """Rules that look at what was received."""
    if found := [one for one in evening.rules if one.preset == "share_of_receipts"]:
        yield (
            f"{evening.named(found)} looks at what was received since its last run: only the "
            "receipts among the items count here."
        )


def values(evening: Evening) -> Iterator[str]:
    """Rules that look at value balances."""
    if found := [one for one in evening.rules if one.basis == "value"]:
        yield (
            f"{evening.named(found)} looks at the value balance: all of the given balances counts "
            "as having its value."
        )


def foresight(evening: Evening) -> Iterator[str]:
    """Schedules that count payments to come."""
    named = {
        name for rule in evening.rules
        for name in (rule.keep_schedule, rule.target_schedule, rule.low_schedule)
    }  # fmt: skip
    ahead = {
        line.schedule for line in evening.scenario.schedules
        if line.next_business_days and line.schedule in named
    }  # fmt: skip
    if ahead:
        yield (
            f"Schedule {', '.join(map(one_line, sorted(ahead)))} counts payments of the next "
            "business days: only those among the items."
        )


def limits(evening: Evening) -> Iterator[str]:
    """Position limits, of which the use is not known."""
    found = [
        one for one in evening.scenario.position_limits
        if one.structure in (None, evening.structure.id)
        and holds_on(one.valid_from, one.valid_until, evening.day)
    ]  # fmt: skip
    if found and evening.asked.positions is None:
        named = ", ".join(one_line(one.id) for one in found)
        yield f"Of position limit {named} nothing counts as used before {evening.day}."


def paying(evening: Evening) -> Iterator[str]:
    """Payments that look at what an account had sent up, and budgets."""
    known = evening.asked.positions is not None
    if evening.pays and evening.modes & {*BY_POSITION} and not known:
        yield (
            "Payments may draw on what their account sent up on this day: what it had sent up or "
            f"drawn before {evening.day} counts as nothing."
        )
    if evening.pays and "budget" in evening.modes:
        yield (
            "A budget's period begins on this day with nothing used: what the month (or week, "
            "quarter, year) to date has used is not known here, nor what was rolled over."
        )


def lines(evening: Evening) -> Iterator[str]:
    """Credit lines that the scenario says how far they are drawn."""
    members = members_of(evening.links)
    units = {each.id: each.currency for each in evening.scenario.accounts}
    for one in evening.scenario.credit_lines:
        if one.account in members:
            unit = units[one.account]
            much = f"{one.drawn:,.{DIGITS[unit]}f} {unit} drawn"
            drawn = much if one.drawn > Decimal(0) else "not drawn"
            yield f"Credit line {one_line(one.id)} is taken as the scenario says: {drawn}."


def closed_overdrafts(evening: Evening) -> Iterator[str]:
    """Overdrafts that the scenario says are closed, and that no nights are counted of others."""
    members = members_of(evening.links)
    units = {each.id: each.currency for each in evening.scenario.accounts}
    agreed = evening.scenario.overdraft_agreements
    closed = {one.account for one in agreed if one.overdue > Decimal(0)}
    for one in agreed:
        in_force = holds_on(one.valid_from, one.valid_until, evening.day)
        if one.account in members and one.overdue > Decimal(0):
            unit = units[one.account]
            yield (
                f"The overdraft of {one.account} is taken as closed, as the scenario says: "
                f"{one.overdue:,.{DIGITS[unit]}f} {unit} is overdue."
            )
        elif one.account in members and one.account not in closed and in_force:
            yield (
                f"The overdraft of {one.account} is taken as open: how many of its "
                f"{one.nights} nights are used is not looked at."
            )


def loans(evening: Evening) -> Iterator[str]:
    """Term loans with a date on the day."""
    members = members_of(evening.links)
    for one in evening.scenario.term_loans:
        if one.account in members and evening.day in (one.drawn_on, one.repaid_on):
            what = "drawn" if one.drawn_on == evening.day else "repaid"
            yield (
                f"Term loan {one_line(one.id)} is {what} on this day: it counts only where it is "
                "in the balance or among the items."
            )


def on_its_way(evening: Evening) -> Iterator[str]:
    """Links that take days: what is under way."""
    found = sorted({one.participant for one in evening.links if one.delay})
    if found:
        yield (
            f"Transfers of {', '.join(map(one_line, found))} take days: what was sent before and "
            f"has not arrived by {evening.day} is not known here, so a need may be asked for twice."
        )


def returning(evening: Evening) -> Iterator[str]:
    """Rules that reverse: what comes back next morning."""
    if found := [one for one in evening.rules if one.reverse_next_day]:
        yield f"What {evening.named(found).lower()} sends up is returned at the next opening."


def ending(evening: Evening) -> Iterator[str]:
    """Links that end on the day."""
    for one in evening.links:
        if one.valid_until == evening.day and one.at_end:
            if one.at_end == "settle" and evening.asked.positions is not None:
                continue
            what = (
                "what is open on it is settled after the evening's sweeps"
                if one.at_end == "settle"
                else "what is open on it is taken over by the next header"
            )
            yield (
                f"The link of {one_line(one.participant)} to {one_line(one.header)} ends on this "
                f"day: {what}, which is not previewed."
            )


def pools(evening: Evening) -> Iterator[str]:
    """Notional pools of the structure, which move nothing."""
    found = [one.id for one in evening.scenario.notional_pools
             if one.structure == evening.structure.id]  # fmt: skip
    if found:
        named = ", ".join(map(one_line, sorted(found)))
        yield f"Notional pool {named} moves no cash and is not previewed."


NOTES: tuple[Note, ...] = (
    as_given,
    several_times,
    caps,
    receipts,
    values,
    foresight,
    limits,
    paying,
    lines,
    closed_overdrafts,
    loans,
    on_its_way,
    returning,
    ending,
    pools,
)
