"""A run's figures in the scenario's reporting currency, beside those by currency.

Each figure of the group is translated exactly and rounded once: averages of balances day by day
at the rate of each day, sums of the run at the one rate stated for them. A benefit is translated
as it is, not as the difference of two rounded results, so that who is unchanged has none. What is
shown as its parts (currencies, steps, members) sums to it: each part is rounded, and what rounding
leaves over is carried by the parts it changed most, and said. Amounts are minor units. Source:
the banking day, sections 1, 9 and 10.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, NamedTuple

from treasury.arrays import Amounts
from treasury.comparing.figures import Figures, Member
from treasury.comparing.group_cash import GroupCash, group_cash
from treasury.comparing.likeness import Difference, Tally
from treasury.comparing.measures import (
    accounts_in,
    credit_by_day,
    debt_by_day,
    deposited_by_day,
    invested_by_day,
    not_roots,
    roots_in,
)
from treasury.fx import rounded
from treasury.money import whole_parts
from treasury.plan.plan import Plan
from treasury.plan.translation import Translation
from treasury.tables import Projection

SUMS = ("interest_earned", "interest_paid", "fees", "net_benefit")
OF_MEMBERS = (
    "interest_earned",
    "interest_paid",
    "fees",
    "internal_interest",
    "fx",
    "tax",
    "benefit",
)
TALLIES = (
    "sweeps", "payments_made", "payments_not_made", "repayments_not_made", "payments_disturbed",
    "payments_enabled",
)  # fmt: skip
Exact = dict[str, Fraction]
"""An exact amount of the reporting currency's minor units by currency, step or entity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one currency, step or member is of a figure of the group.

    `amount` is in the currency (of a currency's part), `translated` in the reporting currency;
    `carried` is what of that is left over from rounding the parts.
    """

    figure: str
    of: str
    amount: int | None = None
    translated: int
    carried: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The group in its reporting currency: the figures of one run, and what they are made of.

    `parts` are by figure and currency, `steps` those of the waterfall, `shares` the members' of
    the net benefit; each figure is the sum of its parts. `members` are the legal persons and
    branches over all currencies.
    """

    translation: Translation
    figures: Figures
    members: tuple[Member, ...]
    parts: tuple[Part, ...]
    steps: tuple[Part, ...]
    shares: tuple[Part, ...]
    cash: GroupCash


class Told(NamedTuple):
    """What is told of a run by currency."""

    figures: tuple[Figures, ...]
    members: tuple[Member, ...]


def group_in(
    translation: Translation, here: tuple[Plan, Projection], as_is: Projection, told: Told
) -> Group:
    """The run's figures in the reporting currency."""
    exact = {
        **exact_averages(translation, here, as_is),
        **{name: exact_sums(translation, told.figures, name) for name in sums_of(told.figures)},
    }
    whole = {name: rounded(total(found)) for name, found in exact.items()}
    steps = parts_of("net_benefit", whole["net_benefit"], exact_steps(translation, told.figures))
    members, shares = translated_members(translation, told.members, whole)
    return Group(
        translation=translation,
        figures=group_figures(translation, told.figures, whole, steps),
        members=members,
        parts=tuple(currency_parts(translation.currency, told.figures, whole, exact)),
        steps=steps,
        shares=shares,
        cash=group_cash(translation, *here),
    )


def sums_of(told: tuple[Figures, ...]) -> tuple[str, ...]:
    """The sums of the run that are told; FX and tax where the scenario has any."""
    return (*SUMS, *(told[0].sometimes if told else ()))


def total(exact: Exact) -> Fraction:
    """The exact sum."""
    return sum(exact.values(), Fraction(0))


def parts_of(figure: str, whole: int, exact: Exact) -> tuple[Part, ...]:
    """The figure's parts, which sum to it."""
    found = whole_parts(whole, list(exact.values()))
    return tuple(
        Part(figure=figure, of=name, translated=part, carried=part - rounded(exact[name]))
        for name, part in zip(exact, found, strict=True)
    )


def currency_parts(
    into: str, told: tuple[Figures, ...], whole: Mapping[str, int], exact: Mapping[str, Exact]
) -> Iterable[Part]:
    """Each figure by currency, in the currency and translated.

    What is in the reporting currency is there as it is, and carries nothing.
    """
    for name in whole:
        as_shown = {
            each.currency: Fraction(getattr(each, name)) for each in told if each.currency == into
        }
        parts = parts_of(name, whole[name], exact[name] | as_shown)
        for figures, part in zip(told, parts, strict=True):
            yield Part(
                figure=name,
                of=figures.currency,
                amount=getattr(figures, name),
                translated=part.translated,
                carried=part.carried,
            )


def exact_averages(
    translation: Translation, here: tuple[Plan, Projection], as_is: Projection
) -> dict[str, Exact]:
    """The averages of day-end balances, each day at its rate, by figure and currency."""
    plan, projection = here
    found: dict[str, Exact] = {}
    for currency, factors in translation.by_day.items():
        outside, own = not_roots(plan, currency), accounts_in(plan, currency)
        assert len(own), "each currency is an account's"
        by_day = {
            "idle_cash": credit_by_day(projection, outside),
            "idle_cash_as_is": credit_by_day(as_is, outside),
            "root_cash": credit_by_day(projection, roots_in(plan, currency)),
            "external_debt": debt_by_day(plan, projection, currency),
        }
        if plan.scenario.deposits:
            by_day["deposits"] = deposited_by_day(plan, projection, currency)
        if plan.scenario.money_market_sweeps:
            by_day["invested"] = invested_by_day(plan, projection, currency)
        for name, amounts in by_day.items():
            found.setdefault(name, {})[currency] = average_at(amounts, factors)
    return found


def average_at(amounts: Amounts, factors: tuple[Fraction, ...]) -> Fraction:
    """The exact average of daily amounts at each day's factor.

    >>> import numpy as np
    >>> average_at(np.array([100, 100]), (Fraction(1), Fraction(2)))
    Fraction(150, 1)
    """
    at: dict[Fraction, int] = {}
    for amount, factor in zip(amounts.tolist(), factors, strict=True):
        at[factor] = at.get(factor, 0) + amount
    found = sum((amount * factor for factor, amount in at.items()), Fraction(0))
    return found * Fraction(1, len(factors))


def exact_sums(translation: Translation, told: tuple[Figures, ...], name: str) -> Exact:
    """A sum of the run by currency, at the rate stated for sums."""
    return {
        each.currency: getattr(each, name) * translation.of_sums[each.currency] for each in told
    }


def exact_steps(translation: Translation, told: tuple[Figures, ...]) -> Exact:
    """The steps of the waterfall over all currencies."""
    found: Exact = {}
    for each in told:
        for step, amount in each.waterfall:
            at = amount * translation.of_sums[each.currency]
            found[step] = found.get(step, Fraction(0)) + at
    return found


def group_figures(
    translation: Translation,
    told: tuple[Figures, ...],
    whole: Mapping[str, int],
    steps: tuple[Part, ...],
) -> Figures:
    """The headline figures of the group in the reporting currency."""
    plain: dict[str, Any] = dict(whole)
    plain |= {
        name: tally_in(translation, [(one.currency, getattr(one, name)) for one in told])
        for name in TALLIES
    }
    return Figures(
        currency=translation.currency,
        **plain,
        waterfall=tuple((part.of, part.translated) for part in steps),
        against_as_is=difference_in(
            translation, [(one.currency, one.against_as_is) for one in told]
        ),
        overdraft_nights=sum(one.overdraft_nights for one in told),
        overdraft_conversions=conversions_in_all(told),
        intercompany=intercompany_in(translation, told),
    )


def conversions_in_all(told: tuple[Figures, ...]) -> int | None:
    """The conversions in all currencies, None where no overdraft has an agreement."""
    found = [one.overdraft_conversions for one in told if one.overdraft_conversions is not None]
    return sum(found) if found else None


def tally_in(translation: Translation, told: list[tuple[str, Tally]]) -> Tally:
    """How many in all currencies, and how much in all."""
    exact = (tally.amount * translation.of_sums[currency] for currency, tally in told)
    return Tally(
        count=sum(tally.count for _, tally in told), amount=rounded(sum(exact, Fraction(0)))
    )


def difference_in(translation: Translation, told: list[tuple[str, Difference]]) -> Difference:
    """What is paid otherwise than as-is, over all currencies."""
    names = [each.name for each in fields(Difference)]
    return Difference(
        **{
            name: tally_in(translation, [(code, getattr(paid, name)) for code, paid in told])
            for name in names
        }
    )


def intercompany_in(
    translation: Translation, told: tuple[Figures, ...]
) -> tuple[tuple[str, str, int], ...]:
    """Closing positions between legal persons over all currencies, at the last day's rates."""
    found: dict[tuple[str, str], Fraction] = {}
    for each in told:
        for creditor, debtor, closing in each.intercompany:
            at = closing * translation.by_day[each.currency][-1]
            found[creditor, debtor] = found.get((creditor, debtor), Fraction(0)) + at
    return tuple((*pair, rounded(found[pair])) for pair in sorted(found))


def translated_members(
    translation: Translation, told: tuple[Member, ...], whole: Mapping[str, int]
) -> tuple[tuple[Member, ...], tuple[Part, ...]]:
    """The members over all currencies, and their shares of the net benefit.

    Down the members every column sums to the group's figure; across, the result is the sum of
    what it is made of.
    """
    by_entity: dict[str, list[Member]] = {}
    for member in sorted(told, key=lambda one: (one.entity, one.currency)):
        by_entity.setdefault(member.entity, []).append(member)
    wholes = {"fx": 0, "tax": 0, **whole, "benefit": whole["net_benefit"], "internal_interest": 0}
    parts = {}
    for name in OF_MEMBERS:
        exact = {
            entity: sum(
                (getattr(one, name) * translation.of_sums[one.currency] for one in own),
                Fraction(0),
            )
            for entity, own in by_entity.items()
        }
        parts[name] = {part.of: part for part in parts_of(name, wholes[name], exact)}
    members = tuple(
        member_in(translation, entity, own, {name: parts[name][entity] for name in OF_MEMBERS})
        for entity, own in by_entity.items()
    )
    return members, tuple(parts["benefit"].values())


def member_in(
    translation: Translation, entity: str, own: list[Member], parts: Mapping[str, Part]
) -> Member:
    """One member over all currencies."""
    earned, paid, fees, internal, fx, tax, benefit = (parts[name].translated for name in OF_MEMBERS)
    return Member(
        entity=entity,
        currency=translation.currency,
        interest_earned=earned,
        interest_paid=paid,
        fees=fees,
        internal_interest=internal,
        result=earned - paid - fees + internal - fx - tax,
        benefit=benefit,
        against_as_is=difference_in(
            translation, [(one.currency, one.against_as_is) for one in own]
        ),
        tax=tax,
        fx=fx,
    )
