"""The checks of the group in its reporting currency, restated from the scenario's own records.

27: each currency goes by the pairs that are quoted (its own end first, then the other, then over
the bridge), each rate that is used is the one in force on its day, and amounts are translated by it
and nothing else. 28: the figures are the exact translation, rounded once; each member is its own,
within the unit that makes the members sum; parts sum to their figures.
Nothing here calls what made the figures; rates are looked for line by line. A run without a
reporting currency has neither check.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cached_property

from treasury.arrays import Amounts
from treasury.checking.exchange import brought, lines_on_days, prices_of, quoted_way
from treasury.checks import CheckResult
from treasury.comparing.figures import Member
from treasury.comparing.translated import Group, Part, Told
from treasury.fx import FxRate
from treasury.money import DIGITS
from treasury.placements import DepositTable, InvestmentTable
from treasury.plan.plan import Plan
from treasury.plan.translation import Applied
from treasury.tables import Projection

RATES, FIGURES = "27 exchange rates in force are used", "28 the group's figures are its parts'"
AVERAGES = ("idle_cash", "idle_cash_as_is", "root_cash", "external_debt")
OF_MEMBERS = ("benefit", "interest_earned", "interest_paid", "fees", "internal_interest")
HALF, STATED = Fraction(1, 2), 10**9
"""A rate that is stated has ten digits: it differs by less than this part of itself."""
Factors = dict[str, list[Fraction]]
Lines = dict[tuple[str, str], list[FxRate | None]]


def translation_checks(
    plan: Plan, projections: tuple[Projection, Projection], told: Told, group: Group
) -> tuple[CheckResult, CheckResult]:
    """Both checks of a run's group; `projections` are the run's and that of the as-is run."""
    steps = group.translation.steps
    pairs = {(each.step.base, each.step.quote) for used in steps.values() for each in used}
    lines = {pair: lines_on_days(plan, pair) for pair in sorted(pairs)}
    factors = {name: factors_of(plan, name, used, lines) for name, used in steps.items()}
    wrong_rates = list(rates_wrong(plan, group, lines, factors))
    found = FigureChecks(plan, projections, told, group, factors)
    wrong_figures = list(found.wrong())
    examined = len(factors) * len(plan.names.days)
    return (
        result(RATES, wrong_rates, examined, "factors of a currency and day"),
        result(FIGURES, wrong_figures, found.examined, "figures, parts and days"),
    )


def result(name: str, wrong: list[str], examined: int, what: str) -> CheckResult:
    """The check's outcome, with the first thing that is wrong."""
    detail = wrong[0] if wrong else f"{examined:,} {what}"
    return CheckResult(name=name, passed=not wrong, examined=examined, detail=detail)


def prices_on_days(plan: Plan, used: Applied, lines: Lines) -> list[Fraction]:
    """What the pair's lines say on the side that is asked for, by day; 0 where there is none."""
    found = lines[used.step.base, used.step.quote]
    return prices_of(found, plan.scenario.fx_side, used.step.inverse)


def factors_of(
    plan: Plan, currency: str, used: tuple[Applied, ...], lines: Lines
) -> list[Fraction]:
    """Minor units of the reporting currency for one of this one, by day, from the lines alone."""
    into = plan.scenario.reporting_currency or ""
    start = Fraction(10 ** DIGITS[into], 10 ** DIGITS[currency])
    found = [start] * len(plan.names.days)
    for each in used:
        prices = prices_on_days(plan, each, lines)
        turned = each.step.inverse
        found = [brought(value, at, turned) for value, at in zip(found, prices, strict=True)]
    return found


def rates_wrong(plan: Plan, group: Group, lines: Lines, factors: Factors) -> Iterator[str]:
    """Ways that are not those quoted, rates that are not in force, factors that are not theirs."""
    translation, days = group.translation, plan.names.days
    for currency, used in translation.steps.items():
        if [tuple(each.step) for each in used] != quoted_way(plan, currency, translation.currency):
            yield f"{currency} does not go into {translation.currency} by the pairs as quoted"
        for each in used:
            pair = (each.step.base, each.step.quote)
            both = zip(days, each.rates, lines[pair], strict=True)
            other = [day for day, rate, line in both if rate != line]
            yield from (f"{pair[0]}/{pair[1]} on {day} is not the rate in force" for day in other)
        both_ways = zip(days, translation.by_day[currency], factors[currency], strict=True)
        wrong = [day for day, factor, right in both_ways if factor != right]
        yield from (f"{currency} on {day} is not translated at the rate in force" for day in wrong)
        if not near(translation.of_sums[currency], for_sums(plan, currency, used, lines)):
            yield f"sums in {currency} are not translated at the {translation.sums_at} rate"


def for_sums(plan: Plan, currency: str, used: tuple[Applied, ...], lines: Lines) -> Fraction:
    """The factor for sums: by each pair's price on the last day, or its average over the days."""
    into = plan.scenario.reporting_currency or ""
    value = Fraction(10 ** DIGITS[into], 10 ** DIGITS[currency])
    for each in used:
        prices = prices_on_days(plan, each, lines)
        mean = sum(prices, Fraction(0)) * Fraction(1, len(prices))
        at = prices[-1] if plan.scenario.fx_at == "closing" else mean
        value = brought(value, at, each.step.inverse)
    return value


def near(one: Fraction, other: Fraction) -> bool:
    """Whether two rates are the same but for the digits that a stated rate has."""
    return abs(one - other) * STATED <= 2 * other


class FigureChecks:
    """The group's figures held against those by currency; `examined` counts what was looked at."""

    def __init__(
        self,
        plan: Plan,
        projections: tuple[Projection, Projection],
        told: Told,
        group: Group,
        factors: Factors,
    ) -> None:
        """Look at nothing yet."""
        self.plan, self.told, self.group = plan, told, group
        self.projection, self.as_is = projections
        self.factors, self.examined = factors, 0

    def wrong(self) -> Iterator[str]:
        """Everything that is wrong, a sentence each."""
        yield from self.sums()
        yield from self.averages()
        yield from self.sums_of_parts()
        yield from self.members()
        yield from self.cash()

    def exact_sum(self, amounts: Iterable[tuple[str, int]]) -> Fraction:
        """The exact amount of sums of the run by currency."""
        of_sums = self.group.translation.of_sums
        return sum((amount * of_sums[currency] for currency, amount in amounts), Fraction(0))

    def off(self, what: str, shown: int, exact: Fraction, most: Fraction = HALF) -> Iterator[str]:
        """That a figure is not the exact one, rounded."""
        self.examined += 1
        if abs(shown - exact) > most:
            yield f"{what} is {shown}, and exactly {exact.numerator}/{exact.denominator}"

    def sums(self) -> Iterator[str]:
        """Sums of the run."""
        for name in ("interest_earned", "interest_paid", "fees", "net_benefit", *self.sometimes):
            by_currency = [(each.currency, getattr(each, name)) for each in self.told.figures]
            shown = getattr(self.group.figures, name)
            yield from self.off(name, shown, self.exact_sum(by_currency))
        for step, shown in self.group.figures.waterfall:
            by_currency = [(one.currency, dict(one.waterfall)[step]) for one in self.told.figures]
            yield from self.off(step, shown, self.exact_sum(by_currency), Fraction(1))

    def averages(self) -> Iterator[str]:
        """Averages of balances, each day at its rates."""
        exact, days = dict.fromkeys(self.averages_told, Fraction(0)), len(self.plan.names.days)
        for row in range(days):
            for (name, currency), amount in self.lying_on(row).items():
                exact[name] += amount * self.factors[currency][row]
        for name in self.averages_told:
            shown = getattr(self.group.figures, name)
            yield from self.off(name, shown, exact[name] * Fraction(1, days))

    def lying_on(self, row: int) -> Counter[tuple[str, str]]:
        """What lies on the accounts and is owed at the end of a day, by average and currency."""
        names, roots = self.plan.names, self.roots
        found: Counter[tuple[str, str]] = Counter()
        book, as_is = (each.book[row].tolist() for each in (self.projection, self.as_is))
        for account, currency, here, there in zip(
            names.accounts, names.currencies, book, as_is, strict=True
        ):
            lies = "root_cash" if account in roots else "idle_cash"
            found["external_debt" if here < 0 else lies, currency] += abs(here)
            if account not in roots:
                found["idle_cash_as_is", currency] += max(0, there)
        loans = self.plan.tables.loans.account.tolist()
        for account, owed in zip(loans, self.projection.owed[row].tolist(), strict=True):
            found["external_debt", names.currencies[account]] += owed
        for name, rows, held in self.placed:
            for account, amount in zip(rows.account.tolist(), held[row].tolist(), strict=True):
                found[name, names.currencies[account]] += amount
        return found

    @cached_property
    def placed(self) -> list[tuple[str, DepositTable | InvestmentTable, Amounts]]:
        """What is placed outside the accounts, where the scenario has any: its average's name,
        whose it is, and how much by day."""
        scenario, tables, there = self.plan.scenario, self.plan.tables, self.projection
        found: list[tuple[str, DepositTable | InvestmentTable, Amounts]] = []
        if scenario.deposits:
            found.append(("deposits", tables.deposits.rows, there.deposited))
        if scenario.money_market_sweeps:
            found.append(("invested", tables.investments.rows, there.invested))
        return found

    @property
    def averages_told(self) -> tuple[str, ...]:
        """The averages of balances that are told of the group."""
        return (*AVERAGES, *(name for name, _, _ in self.placed))

    @cached_property
    def roots(self) -> set[str]:
        """The accounts to which the structure's links lead and from which none goes on."""
        records = self.plan.scenario.links
        own = [records[record] for record in self.plan.names.link_records]
        return {link.header for link in own} - {link.participant for link in own}

    @cached_property
    def sometimes(self) -> tuple[str, ...]:
        """The names of conversions' cost and tax among sums and members' figures, where the
        scenario has any."""
        scenario = self.plan.scenario
        has = (("fx", scenario.conversions), ("tax", scenario.tax_terms))
        return tuple(name for name, lines in has if lines)

    def sums_of_parts(self) -> Iterator[str]:
        """Figures that are not the sum of their parts, and steps or shares that sum otherwise."""
        parts: dict[str, list[Part]] = {}
        for part in self.group.parts:
            parts.setdefault(part.figure, []).append(part)
        listed = [*parts.items(), *(("net_benefit", list(each)) for each in
                                    (self.group.steps, self.group.shares))]  # fmt: skip
        for name, found in listed:
            self.examined += 1
            total = getattr(self.group.figures, name)
            if sum(part.translated for part in found) != total:
                yield f"the parts of {name} do not sum to {total}"

    def members(self) -> Iterator[str]:
        """Members that are not the translation of theirs, and columns that sum otherwise."""
        own: dict[str, list[Member]] = {}
        for each in self.told.members:
            own.setdefault(each.entity, []).append(each)
        for member in self.group.members:
            yield from self.member(member, own.pop(member.entity, []))
        if own:
            yield f"{min(own)} is no member of the group"
        figures = self.group.figures
        for name in ("interest_earned", "interest_paid", "fees", *self.sometimes):
            self.examined += 1
            if sum(getattr(one, name) for one in self.group.members) != getattr(figures, name):
                yield f"the members' {name} do not sum to the group's"
        if sum(one.internal_interest for one in self.group.members):
            yield "internal interest does not net to zero over the members"

    def member(self, member: Member, own: list[Member]) -> Iterator[str]:
        """One member's figures; each may carry a unit of rounding, but where it is exactly zero."""
        for name in (*OF_MEMBERS, *self.sometimes):
            exact = self.exact_sum((each.currency, getattr(each, name)) for each in own)
            what = f"the {name} of {member.entity}"
            most = Fraction(1) if exact else Fraction(0)
            yield from self.off(what, getattr(member, name), exact, most)
        net = member.interest_earned - member.interest_paid - member.fees - member.tax
        net -= member.fx
        if net + member.internal_interest != member.result:
            yield f"the result of {member.entity} is not what it is made of"

    def cash(self) -> Iterator[str]:
        """Cash that is not that of the accounts, and changes that are not what moved and FX."""
        cash, names, before = self.group.cash, self.plan.names, self.group.cash.opening
        for row, day in enumerate(names.days):
            exact = sum(
                (balance * self.factors[currency][row] for currency, balance in
                 zip(names.currencies, self.projection.book[row].tolist(), strict=True)),
                Fraction(0),
            )  # fmt: skip
            yield from self.off(f"cash on {day}", cash.closing[row], exact)
            if before + cash.moved[row] + cash.effect[row] != cash.closing[row]:
                yield f"the change of cash on {day} is not what moved and the effect of FX"
            if not row and cash.effect[row]:
                yield "the first day has an effect of FX"
            before = cash.closing[row]
