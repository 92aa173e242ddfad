"""Random fees by terms and taxes: every base, versions that begin in the run, bounds, payers,
periods."""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any, get_args

from hypothesis import strategies as st

from tests.properties.picking import draw_amount, pick
from tests.properties.scope import Scope
from treasury.dates import DayCount
from treasury.fees import OF_LIMITS, Every, FeeBase, FeeTerm
from treasury.plan.problems.facts import Facts
from treasury.plan.problems.taxes import ACCRUES, has_limit
from treasury.scenario import Scenario
from treasury.tax import Accrues, Payer, TaxBase, TaxTerm

RATES = ("0.1%", "36%", "4bps", "0%", "100%")
SWEPT = ("0.01%", "1%", "0%")


def with_fee_terms(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario with up to two fees by terms, each often with a second version."""
    if "fee_terms" not in scope.options:
        return scenario
    found: list[FeeTerm] = []
    for number in range(pick(draw, [0, 1, 0, 2])):
        found += draw_versions(draw, scenario, f"term-fee-{number}")
    return replace(scenario, fee_terms=tuple(found))


def draw_versions(draw: st.DrawFn, scenario: Scenario, name: str) -> list[FeeTerm]:
    """One fee: a version from the beginning or from a day, and sometimes a later one.

    None where no link of its structure has a currency.
    """
    limited = [one for one in scenario.accounts if one.overdraft not in (0, "unlimited")]
    missing = [] if scenario.credit_lines else ["credit_line", "undrawn_line"]
    missing += [] if limited else ["undrawn_overdraft"]
    base: FeeBase = pick(draw, [one for one in get_args(FeeBase) if one not in missing])
    line = pick(draw, scenario.credit_lines) if base in ("credit_line", "undrawn_line") else None
    owner = pick(draw, limited) if base == "undrawn_overdraft" else None
    limit = line.account if line else owner.id if owner else None
    structure = pick(draw, [None, *(one.id for one in scenario.structures)])
    currencies = {one.id: one.currency for one in scenario.accounts}
    links = [one for one in scenario.links if structure in (None, one.structure)]
    accounts = [limit] if limit else [one.participant for one in links]
    if not accounts:
        return []
    currency = pick(draw, sorted({currencies[one] for one in accounts}))
    every: Every = pick(draw, ["month", "month", "quarter", "year"])
    once = base == "credit_line" and pick(draw, [False, False, True])
    on = draw_day(draw, scenario.first_day, scenario.last_day)
    plain = once or base.startswith("sweep")
    first = FeeTerm(
        fee=name,
        base=base,
        every="once" if once else every,
        day=21 if once else pick(draw, [on.day, 31]),
        date=on if once else None,
        payer=draw_payer(draw, base),
        credit_line=line.id if line else None,
        account=owner.id if owner else None,
        structure=structure,
        currency=None if limit else currency,
        day_count="ACT/360" if plain else pick(draw, get_args(DayCount)),
        **draw_price(draw, base, currency),
    )
    return begun(draw, scenario, first, draw_price(draw, base, currency))


def begun(
    draw: st.DrawFn, scenario: Scenario, first: FeeTerm, price: dict[str, Any]
) -> list[FeeTerm]:
    """The fee from the beginning, from a day of the run, or at another price from a day of it."""
    way = pick(draw, ["plain", "plain", "replaced", "begins"])
    if way == "begins":
        latest = first.date or scenario.last_day
        return [replace(first, valid_from=draw_day(draw, scenario.first_day, latest))]
    if way == "plain" or scenario.first_day == scenario.last_day:
        return [first]
    second = scenario.first_day + datetime.timedelta(days=1)
    later = draw_day(draw, second, scenario.last_day)
    return [first, replace(first, valid_from=later, **price)]


def draw_day(draw: st.DrawFn, first: datetime.date, last: datetime.date) -> datetime.date:
    """A day of these."""
    return first + datetime.timedelta(days=pick(draw, range((last - first).days + 1)))


def draw_price(draw: st.DrawFn, base: FeeBase, currency: str) -> dict[str, Any]:
    """Rate or amount, and perhaps bounds."""
    bounds = sorted(draw_amount(draw, currency) for _ in range(2))
    price: dict[str, Any] = {
        "minimum": bounds[0] if pick(draw, [False, False, True]) else None,
        "maximum": bounds[1] if pick(draw, [False, False, True]) else None,
    }
    if base == "sweep_count":
        return price | {"amount": max(draw_amount(draw, currency), Decimal(1))}
    return price | {"rate": pick(draw, SWEPT if base == "sweep_amount" else RATES)}


def draw_payer(draw: st.DrawFn, base: FeeBase) -> Any:
    """Who pays: an end of the link, of a loan also its lender or borrower."""
    if base in OF_LIMITS:
        return None
    ends = [None, "participant", "header"]
    return pick(draw, [*ends, "lender", "borrower"] if base == "loan_balance" else ends)


def with_taxes(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario with up to two taxes and perhaps a surcharge, in a legal form or in none."""
    if "taxes" not in scope.options:
        return scenario
    days = (scenario.last_day - scenario.first_day).days + 1
    form: Any = pick(draw, [None, "entrusted_loans"])
    pools = tuple(replace(one, form=form) for one in scenario.structures)
    found: list[TaxTerm] = []
    for number in range(pick(draw, [0, 1, 0, 2])):
        first = draw_tax(draw, replace(scenario, structures=pools), f"tax-{number}", days)
        found += dated(draw, scenario, first, days)
    if found and pick(draw, [True, False]):
        on = pick(draw, found).tax
        more = TaxTerm(tax="surcharge", base="tax", on=on, rate=pick(draw, RATES))
        found += dated(draw, scenario, more, days)
    return replace(scenario, structures=pools, tax_terms=tuple(found))


def draw_tax(draw: st.DrawFn, scenario: Scenario, name: str, days: int) -> TaxTerm:
    """A tax on interest, on loans or on limits, where there are such on its day."""
    on = scenario.first_day + datetime.timedelta(days=pick(draw, list(range(days))))
    limits: list[TaxBase] = ["agreed_limit"] if any_limit(scenario, on) else []
    of_bank: list[TaxBase] = ["bank_interest", "bank_interest", "pool_result", "fund_income"]
    base: TaxBase = pick(draw, ["internal_interest", "loan_drawn", *of_bank, *limits])
    inner = base in ("internal_interest", "loan_drawn")
    asked: Any = ("entrusted_loans",) if any(one.form for one in scenario.structures) else ()
    return TaxTerm(
        tax=name,
        base=base,
        rate=pick(draw, tax_rates(base)),
        price_includes_tax=base == "internal_interest" and pick(draw, [True, False]),
        payer=None if base in of_bank else pick(draw, [None, *get_args(Payer)]),
        direction=pick(draw, ["both", "up", "down"]) if inner else "both",
        date=on if base == "agreed_limit" else None,
        forms=pick(draw, [(), asked, ()]),
        **when_taken(draw, base),
    )


def when_taken(draw: st.DrawFn, base: TaxBase) -> dict[str, Any]:
    """When a tax on interest is taken: when it is posted, or as it accrues."""
    if base not in ACCRUES or pick(draw, [True, True, False]):
        return {}
    return {"taxed": "accrued", "accrues": pick(draw, ["monthly", "monthly", *get_args(Accrues)])}


def any_limit(scenario: Scenario, day: datetime.date) -> bool:
    """Whether two legal persons have agreed on a limit that is in force on the day."""
    return any(has_limit(Facts(scenario=scenario), link, day) for link in scenario.links)


def tax_rates(base: TaxBase) -> tuple[str, ...]:
    """Rates of a tax; those of loans are small, because they come again every day."""
    return SWEPT if base == "loan_drawn" else RATES


def dated(draw: st.DrawFn, scenario: Scenario, first: TaxTerm, days: int) -> list[TaxTerm]:
    """The tax from the beginning, often with another rate from a day on, or only from then, if that
    is not after its date."""
    start = scenario.first_day + datetime.timedelta(days=pick(draw, list(range(days))))
    later = replace(first, valid_from=start, rate=pick(draw, tax_rates(first.base)))
    both: list[list[TaxTerm]] = [[first], [first, later], [later]]
    return both[pick(draw, [0, 1, 2] if start <= (first.date or start) else [0, 1])]
