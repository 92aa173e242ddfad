"""Lints of taxes as interest accrues: what they take only when it is paid, ends that make no
difference, and interest from before the run."""

from datetime import timedelta

from treasury.dates import day_list
from treasury.interest import Terms
from treasury.linting.remark import Remark, Remarks
from treasury.plan.problems.levies import first_of
from treasury.plan.settling import settling_of
from treasury.plan.tariffs import looks_ahead
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

ONE_DAY = timedelta(days=1)


def accruing_remarks(scenario: Scenario) -> Remarks:
    """What taxes as interest accrues say and hardly mean; of each tax its first version."""
    for _, index in first_of("tax", enumerate(scenario.tax_terms)).values():
        term = scenario.tax_terms[index]
        if term.taxed == "accrued":
            yield from taken_when_paid(scenario, index, term)
            yield from without_effect(scenario, index, term)
            yield from from_before(scenario, index, term)


def taken_when_paid(scenario: Scenario, index: int, term: TaxTerm) -> Remarks:
    """What of a tax's base nobody knows before it is paid."""
    late = [one.id for one in terms_of(scenario, term) if one.rate_change != "segmented"]
    of_bank = term.base == "bank_interest"
    told = ["interest of deposits"] if scenario.deposits and of_bank else []
    told += ["shares in notional pools"] if scenario.notional_pools and of_bank else []
    told += [f"interest by {name!r}, at the rate of its settlement day" for name in late]
    if told:
        yield Remark(
            name="taxed_when_paid",
            severity="warning",
            path=("tax_terms", index, "taxed"),
            message=f"{term.tax!r} is taken as interest accrues, and only when it is paid of "
            f"{' and '.join(told)}",
            suggestion="leave it if the law takes that when it is paid",
        )


def without_effect(scenario: Scenario, index: int, term: TaxTerm) -> Remarks:
    """A tax whose every end in the run is one at which interest is settled anyway, or without an
    end in the run."""
    own = [one for one in terms_of(scenario, term) if one.rate_change == "segmented"]
    days = list(day_list(scenario.first_day, scenario.last_day))
    ends = [day - ONE_DAY for at, day in enumerate(days) if looks_ahead(term, days, at)]
    settled = [settling_of(scenario, each) for each in own]
    if not own or any(not each.on(day) for each in settled for day in ends):
        return
    which = {"monthly": "month", "quarterly": "quarter", "yearly": "year"}[term.accrues]
    why = (
        "interest is settled at every such end of the run"
        if ends
        else f"no {which} ends before its last day"
    )
    yield Remark(
        name="accrues_without_effect",
        severity="warning",
        path=("tax_terms", index, "accrues"),
        message=f"{term.tax!r} is taken as interest accrues, which changes nothing in this run: "
        f"{why}",
        suggestion="taxed = paid, or leave it for longer runs",
    )


def from_before(scenario: Scenario, index: int, term: TaxTerm) -> Remarks:
    """Interest from before the run, of which nobody says what was taxed of it."""
    own = sorted({one.account for one in scenario.opening_numbers if one.side == "credit"})
    if own and term.base == "bank_interest":
        yield Remark(
            name="opening_number_not_taxed",
            severity="warning",
            path=("tax_terms", index, "taxed"),
            message=f"what {' and '.join(map(repr, own))} had accrued before {scenario.first_day} "
            f"counts as not taxed by {term.tax!r} yet",
            suggestion="a first day after a settlement day, or leave it if nothing was taxed",
        )


def terms_of(scenario: Scenario, term: TaxTerm) -> list[Terms]:
    """The terms by which what a tax is on bears interest."""
    if term.base == "bank_interest":
        named = {one.terms for one in scenario.accounts}
    else:
        own = [one for one in scenario.structures if term.due_in([one.form])]
        named = {one.internal_terms for one in own}
        names = {one.id for one in own}
        named |= {one.internal_terms for one in scenario.links if one.structure in names}
    sides = {one.terms for one in scenario.rates if one.side == "credit"}
    sides |= {one.terms for one in scenario.rates if term.base != "bank_interest"}
    return [one for one in scenario.terms if one.id in named & sides]
