"""Check of account analyses: every period worked out anew from the records, value balances, and
what fees by terms came to.

Nothing is taken from the plan's analyses: rates are restated as in `checking.rates_by_day`, days
weigh and periods end as in `checking.day_counts`, the credit is an exact fraction. Amounts are
minor units, days rows. Source: `docs/decisions/0062-account-analysis.md`.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from treasury.account_analysis import AccountAnalysis
from treasury.analyses import CARRIED_ON, LOST, PASSED_ON, UNSETTLED
from treasury.arrays import Amounts
from treasury.checking.day_counts import basis, settles, weight
from treasury.checking.evidence import Evidence, Finding, failed, passed
from treasury.checking.rates_by_day import tiers_from
from treasury.dates import Settles
from treasury.fees import Fee
from treasury.interest import Terms
from treasury.money import round_fraction, to_minor
from treasury.rates import RATE_ONE, parse_rate
from treasury.scenario import Scenario
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    ANALYSIS_CHARGED,
    ANALYSIS_CLOSED,
    AUX,
    BASE,
    DAY,
    FEE,
    FEE_ANALYSED,
    GIVES,
    KIND,
    REASON,
    REF,
    SEEN,
    TERM_FEE,
    TERM_FEE_ANALYSED,
)

OFTEN: dict[str, Settles] = {"month": "monthly", "quarter": "quarterly", "year": "yearly"}


class Told(NamedTuple):
    """What is told of a period that is closed: its credit, fees and collected number, how it is
    settled, what became due, and what is left."""

    credit: int
    fees: int
    number: int
    settles: int
    due: int
    left: int


@dataclass(slots=True)
class Standing:
    """An analysis as it stands; `earned` and `owed` are those of periods closed and unsettled."""

    number: int = 0
    exact: Fraction = field(default_factory=Fraction)
    fees: int = 0
    earned: int = 0
    owed: int = 0
    carried: int = 0
    due: int = 0

    def settled(self) -> tuple[int, int]:
        """What the credit lacks for the fees, and what is left of it."""
        over = self.carried + self.earned - self.owed
        return max(0, -over), max(0, over)


def analyses_are_settled(evidence: Evidence) -> Finding:
    """35: every period earns, costs and is settled as agreed; fees go through it where they should,
    and what it lacks is charged on its day."""
    wrong, examined = misled_fees(evidence), 0
    left: dict[str | None, int] = {}
    for written in earlier_first(evidence.plan.scenario.account_analyses):
        at = evidence.plan.names.analyses.index(written.id)
        found = Restated(evidence, written, at)
        found.standing.carried = left.get(written.follows, 0)
        wrong = wrong or found.differing()
        examined += found.examined
        left[written.id] = found.left
    if wrong:
        return failed(examined, wrong)
    return passed(examined, "days of account analyses", "no analysis is in force in the run")


def earlier_first(written: tuple[AccountAnalysis, ...]) -> list[AccountAnalysis]:
    """The analyses, each after the one that it continues."""
    return sorted(written, key=lambda one: one.valid_from or date.min)


class Restated:
    """One analysis lived through, day by day; `left` is the credit that another goes on with."""

    def __init__(self, evidence: Evidence, written: AccountAnalysis, at: int) -> None:
        """Before the first day."""
        self.evidence, self.written, self.at = evidence, written, at
        self.scenario, self.days = evidence.plan.scenario, evidence.plan.names.days
        self.examined, self.standing, self.left = 0, Standing(), 0
        (self.terms,) = (each for each in self.scenario.terms if each.id == written.terms)
        names = evidence.plan.names
        self.own = [names.accounts.index(account) for account in written.accounts]
        self.pays = names.accounts.index(written.settlement_account)
        self.currency = names.currencies[self.pays]
        self.rates = tiers_from(self.scenario, self.terms, "credit", self.currency)

    def differing(self) -> str:
        """The first thing that is told otherwise than it is, as a sentence; empty if nothing is."""
        events = self.evidence.projection.events
        for row in range(len(self.days)):
            today = events[events[:, DAY] == row]
            wrong = self.at_opening(row, today)
            if wrong:
                return wrong
            self.see_flat(row)
            self.collect(row)
        return self.at_end()

    def at_opening(self, row: int, today: Amounts) -> str:
        """Close what ended last evening and charge what is due; how that is told otherwise."""
        standing, closed, charged = self.standing, Told(0, 0, 0, 0, 0, 0), 0
        if row and self.holds_on(row - 1):
            mine = today[(today[:, KIND] == TERM_FEE_ANALYSED) & (today[:, AUX] == self.at)]
            standing.fees += int(mine[:, AMOUNT].sum())
            if self.closes(self.days[row - 1]):
                closed = self.close(self.days[row - 1])
        if self.charges(self.days[row]):
            charged, standing.due = standing.due, 0
        events = {
            kind: today[(today[:, KIND] == kind) & (today[:, REF] == self.at)]
            for kind in (ANALYSIS_CLOSED, ANALYSIS_CHARGED)
        }
        told = Told(*(
            int(events[ANALYSIS_CLOSED][:, column].sum())
            for column in (AMOUNT, SEEN, BASE, REASON, GIVES, AUX)
        ))  # fmt: skip
        for what, is_, was in zip(Told._fields, told, closed, strict=True):
            if is_ != was:
                return self.said(f"the {what} of the period closed on", row, was, is_)
        paid = -int(events[ANALYSIS_CHARGED][:, AMOUNT].sum())
        if paid != charged or (events[ANALYSIS_CHARGED][:, ACCOUNT] != self.pays).any():
            return self.said("the charge on", row, charged, paid)
        return ""

    def said(self, what: str, row: int, right: int, told: int) -> str:
        """That something is told otherwise than it is."""
        where = f"{self.written.id}: {what} {self.evidence.day(row)}"
        due, made = (self.evidence.money(self.pays, amount) for amount in (right, told))
        return f"{where} is {due}, told {made}"

    def holds_on(self, row: int) -> bool:
        """Whether the analysis is in force on the day."""
        since, until = self.written.valid_from or date.min, self.written.valid_until or date.max
        return since <= self.days[row] <= until

    def ends(self, day: date, often: str) -> bool:
        """Whether a period of this length ends at the close of the day."""
        written = self.written
        return settles(day, Terms(id=written.id, settles=OFTEN[often], settlement_day=written.day))

    def closes(self, day: date) -> bool:
        """Whether a period of the analysis does."""
        return day == self.written.valid_until or self.ends(day, self.written.every)

    def charges(self, day: date) -> bool:
        """Whether what is due is charged at the opening of the day."""
        on = self.written.charge_day
        return on is None or settles(
            day, Terms(id=self.written.id, settles="monthly", settlement_day=on)
        )

    def close(self, evening: date) -> Told:
        """Close the period that ended on that evening."""
        standing, written = self.standing, self.written
        credit, fees, number = self.credit(), standing.fees, standing.number
        standing.earned += credit
        standing.owed += fees
        standing.fees, standing.number, standing.exact = 0, 0, Fraction(0)
        if evening != written.valid_until and not self.ends(evening, written.settles):
            return Told(credit, fees, number, UNSETTLED, 0, 0)
        due, left = standing.settled()
        outcome = self.outcome(evening)
        standing.due += due
        standing.earned, standing.owed = 0, 0
        standing.carried = left if outcome == CARRIED_ON else 0
        self.left = left if outcome == PASSED_ON else 0
        return Told(credit, fees, number, outcome, due, left)

    def outcome(self, evening: date) -> int:
        """What becomes of the credit that a settlement leaves."""
        written = self.written
        if written.excess == "lost" or (written.excess == "year" and self.ends(evening, "year")):
            return LOST
        if evening != written.valid_until:
            return CARRIED_ON
        begun = {one.valid_from for one in self.scenario.account_analyses
                 if one.follows == written.id}  # fmt: skip
        return PASSED_ON if evening + timedelta(days=1) in begun else LOST

    def credit(self) -> int:
        """The earnings credit of the open period."""
        kept = Fraction(RATE_ONE - parse_rate(self.written.reserve_share), RATE_ONE)
        exact = self.standing.exact * kept
        return round_fraction(exact.numerator, exact.denominator)

    def see_flat(self, row: int) -> None:
        """Add the flat fees of the day that go through the analysis."""
        day = self.days[row]
        if not self.holds_on(row):
            return
        self.standing.fees += sum(
            to_minor(fee.amount, self.currency)
            for fee in self.scenario.fees
            if fee.account in self.written.accounts
            and self.is_charged(fee, day)
            and takes(self.scenario, fee.analysis, fee.account, day) == self.written.id
        )

    def is_charged(self, fee: Fee, day: date) -> bool:
        """Whether a flat fee is charged in this run on the day."""
        if fee.structure not in (None, self.evidence.plan.structure):
            return False
        if fee.every == "once":
            return fee.date == day
        return settles(day, Terms(id=fee.id, settles=OFTEN[fee.every], settlement_day=fee.day))

    def collect(self, row: int) -> None:
        """Count what is collected at the close of the day."""
        if not self.holds_on(row):
            return
        values = [int(self.evidence.projection.value[row, account]) for account in self.own]
        counted = [max(0, value) for value in values]
        collected = sum(counted) if self.written.negative == "zero" else max(0, sum(values))
        day, self.examined = self.days[row], self.examined + 1
        begun = max(each for each in self.rates if each <= day)
        rate = max(0, self.rates[begun][0][1])
        self.standing.number += collected
        share = Fraction(rate * weight(day, self.terms), RATE_ONE * basis(day, self.terms))
        self.standing.exact += collected * share

    def at_end(self) -> str:
        """How what is open at the end is told otherwise than it is."""
        standing, plan = self.standing, self.evidence.plan
        if self.holds_on(len(self.days) - 1):
            levies, levied = plan.names.levies, self.evidence.projection.levied
            for at in range(len(levies)):
                if goes_through(self.evidence, at, self.days[-1]) == self.written.id:
                    standing.fees -= int(levied[at])
            standing.earned += self.credit()
            standing.owed += standing.fees
        right = standing.due + standing.settled()[0]
        told = -int(self.evidence.projection.analysed[self.at])
        if told == right:
            return ""
        return self.said("what is open after", len(self.days) - 1, right, told)


def goes_through(evidence: Evidence, levy: int, evening: date) -> str | None:
    """The id of the analysis through which goes what a levy came to on an evening; None without."""
    plan = evidence.plan
    name, rows = plan.names.levies[levy][0], plan.tables.levies.rows
    payer = plan.names.accounts[int(rows.account[levy])]
    named = [one.analysis for one in plan.scenario.fee_terms if one.fee == name]
    return None if rows.tax[levy] else takes(plan.scenario, named[0], payer, evening)


def takes(scenario: Scenario, named: str | None, payer: str, day: date) -> str | None:
    """The id of the analysis, this one or another of its chain, that takes a fee as of the day."""
    if named is None:
        return None
    in_turn, ordered = {named}, earlier_first(scenario.account_analyses)
    for one in ordered:
        in_turn |= {one.id} if one.follows in in_turn else set()
    for one in reversed(ordered):
        in_turn |= {one.follows} if one.id in in_turn and one.follows else set()
    for one in scenario.account_analyses:
        since, until = one.valid_from or date.min, one.valid_until or date.max
        if one.id in in_turn and payer in one.accounts and since <= day <= until:
            return one.id
    return None


def misled_fees(evidence: Evidence) -> str:
    """The first fee that was charged at once and goes through an analysis, or the other way round,
    as a sentence; empty if none was."""
    plan, events = evidence.plan, evidence.projection.events
    rows = evidence.rows(FEE, FEE_ANALYSED, TERM_FEE, TERM_FEE_ANALYSED)
    for event in events[rows].tolist():
        day, flat = event[DAY], event[KIND] in (FEE, FEE_ANALYSED)
        fee = plan.scenario.fees[event[REF]] if flat else None
        belongs = plan.names.days[day if flat else max(0, day - 1)]
        taken = (
            takes(plan.scenario, fee.analysis, fee.account, belongs) if fee
            else goes_through(evidence, event[REF], belongs)
        )  # fmt: skip
        at = plan.names.analyses.index(taken) if taken else -1
        through = event[AUX] if event[KIND] in (FEE_ANALYSED, TERM_FEE_ANALYSED) else -1
        if through != at:
            name = fee.id if fee else plan.names.levies[event[REF]][0]
            right, told = ((*plan.names.analyses, "no analysis")[place] for place in (at, through))
            return f"{name} on {evidence.day(day)} goes through {right}, told {told}"
    return ""
