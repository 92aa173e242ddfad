"""Sweeps between currencies are the twin's, pass every check, and cost what the twin says."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given

from tests.properties.agreement import difference
from tests.properties.picking import Dice
from tests.properties.profiles import quick, tries
from tests.properties.strategies_conversions import converting, converting_scenarios
from tests.reference import between_persons
from tests.reference import converting as twin_s
from tests.reference.banking_day import live_through
from tests.reference.setting import Edge, Setting
from tests.reference.units import rounded
from tests.reference.world import World
from treasury.comparison import Run, study
from treasury.fx import FxRate
from treasury.money import DIGITS
from treasury.plan.problems.every import complaints
from treasury.plan.resolve import resolve
from treasury.pooling.structure import PositionLimit
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import BORROWED, INTERNAL_INTEREST, KIND, REF, TAX, UPSTREAMED
from treasury.tax import TaxTerm

CHECK = "33 conversions are made at the rates agreed"
TRIED = tries(160)


def right_ones(count: int = TRIED) -> Iterator[tuple[int, Scenario]]:
    """Scenarios by fair dice that a treasurer could run, of so many thrown."""
    for number in range(count):
        scenario = converting(Dice(number))
        if complaints(scenario) == []:
            yield number, scenario


@quick(80)
@given(converting_scenarios())
def test_random_conversions_are_the_twin_s_and_pass_every_check(scenario):
    assume(complaints(scenario) == [])
    agrees(scenario)


def test_conversions_by_fair_dice_are_the_twin_s_and_many_convert():
    converted = []
    for number, scenario in right_ones():
        converted += agrees(scenario, f"scenario {number}")
    assert sum(count for count, _ in converted) > TRIED
    assert sum(count > 0 for count, _ in converted) > TRIED // 4
    assert sum(bears for _, bears in converted) > TRIED // 40


HEADERS_TAXES = (
    TaxTerm(tax="withholding", base="internal_interest", rate="10%", payer="header"),
    TaxTerm(tax="up", base="internal_interest", rate="6%", price_includes_tax=True,
            payer="borrower", direction="up"),
    TaxTerm(tax="surcharge", base="tax", on="up", rate="12%"),
    TaxTerm(tax="stamp", base="loan_drawn", rate="0.05%", payer="header"),
    TaxTerm(tax="down", base="loan_drawn", rate="1%", payer="lender", direction="down"),
)  # fmt: skip


def test_taxes_that_headers_pay_in_their_own_currency_are_the_twin_s():
    levied = 0
    for number, scenario in right_ones():
        taxed = replace(scenario, tax_terms=HEADERS_TAXES)
        assert complaints(taxed) == [], number
        agrees(taxed, f"scenario {number}")
        levied += taxed_elsewhere(taxed)
    assert levied > TRIED // 20


def taxed_elsewhere(scenario: Scenario) -> bool:
    """Whether a header is taxed on what it owes, or is owed, in a currency that was exchanged."""
    structure = scenario.structures[0].id
    plan = resolve(scenario, structure, structure)
    converting = {
        (one.participant, one.header)
        for at, one in enumerate(scenario.links[row] for row in plan.names.link_records)
        if plan.tables.links.converts[at]
    }
    run = simulate(plan)
    charged = run.events[run.events[:, KIND] == TAX, REF].tolist()
    levied = {*charged, *np.flatnonzero(run.levied).tolist()}
    return any(plan.names.levies[levy][1][:2] in converting for levy in levied)


def agrees(scenario: Scenario, name: str = "") -> list[tuple[int, bool]]:
    """How many sweeps each run converted, and whether such positions bore interest, once everything
    of the runs is the twin's."""
    found = []
    for run in study(scenario).runs:
        structure = run.plan.structure
        assert difference(scenario, structure) == "", name
        assert [one for one in run.checks if one.passed is False] == [], name
        converted = sum(one.examined for one in run.checks if one.name == CHECK)
        found.append((converted, bears_elsewhere(run)))
        assert fx_of(run) == twin_fx(scenario, structure), name
        assert internal_of(run) == twin_internal(scenario, structure), name
    return found


def bears_elsewhere(run: Run) -> bool:
    """Whether a position in another currency than its participant's bore interest."""
    accruals, links = run.plan.tables.accruals, run.plan.tables.links
    of_links = np.isin(accruals.kind, (UPSTREAMED, BORROWED))
    events = run.projection.events
    posted = events[events[:, KIND] == INTERNAL_INTEREST, REF].tolist()
    return any(
        links.converts[accruals.subject[row]] and (row in posted or run.projection.accrued[row])
        for row in np.flatnonzero(of_links).tolist()
    )


def internal_of(run: Run) -> dict[tuple[str, str], int]:
    """Internal interest of each entity and currency, where there is any; none in all."""
    found: dict[tuple[str, str], int] = {}
    for one in run.members:
        if one.internal_interest:
            found[one.entity, one.currency] = one.internal_interest
    for currency in {currency for _, currency in found}:
        assert sum(each for (_, own), each in found.items() if own == currency) == 0
    return found


def twin_internal(scenario: Scenario, structure: str | None) -> dict[tuple[str, str], int]:
    """The same from the twin: of every position in its header's currency, posted or not yet."""
    outcome = live_through(scenario, structure)
    told = [(one.subject, one.amount) for one in outcome.postings if one.kind == "link"]
    told += [(subject, amount) for (kind, subject, _), amount in outcome.accrued.items()
             if kind == "link"]  # fmt: skip
    accounts = {one.id: one for one in scenario.accounts}
    found: dict[tuple[str, str], int] = {}
    for subject, amount in told:
        low, high = (accounts[name] for name in subject.split(" > "))
        for owner, earned in ((low.entity, amount), (high.entity, -amount)):
            key = owner, high.currency
            found[key] = found.get(key, 0) + earned
    return {key: amount for key, amount in found.items() if amount}


def fx_of(run: Run) -> dict[tuple[str, str], int]:
    """What conversions cost each entity and currency, where they did."""
    figures = {one.currency: one.fx for one in run.figures}
    found = {(one.entity, one.currency): one.fx for one in run.members if one.fx}
    for currency, fx in figures.items():
        assert fx == sum(one for (_, own), one in found.items() if own == currency)
    return found


def twin_fx(scenario: Scenario, structure: str | None) -> dict[tuple[str, str], int]:
    """The same from what the twin lived through, restated."""
    if structure is None:
        return {}
    setting = Setting(scenario, structure)
    exact: dict[tuple[str, str], Fraction] = {}
    for sweep in live_through(scenario, structure).sweeps:
        up = sweep.giver in setting.edges and setting.edges[sweep.giver].header == sweep.receiver
        edge = setting.edges.get(sweep.giver if up else sweep.receiver)
        if edge is None or not twin_s.converts(setting, edge):
            continue
        amount = sweep.amount if up else -sweep.amount
        there = twin_s.for_header(setting, edge, sweep.day, amount)
        cost = twin_s.cost_against_mid(setting, edge, sweep.day, (amount, there))
        owner = owner_of(scenario, edge)
        exact[owner] = exact.get(owner, Fraction(0)) + cost
    whole = {owner: rounded(cost, "half_up") for owner, cost in exact.items()}
    return {owner: cost for owner, cost in whole.items() if cost}


def owner_of(scenario: Scenario, edge: Edge) -> tuple[str, str]:
    """The entity and the currency of a link's participant."""
    account = next(one for one in scenario.accounts if one.id == edge.participant)
    return account.entity, account.currency


def test_at_par_and_without_spread_two_currencies_are_one():
    compared = 0
    for number, scenario in right_ones(200):
        codes = {account.currency for account in scenario.accounts}
        if not scenario.conversions or any(DIGITS[code] != 2 for code in codes):
            continue
        free = replace(scenario, position_limits=())  # which speak of one currency
        apart, together = at_par(free), in_one_currency(free)
        for structure in apart.structures:
            across, within = (
                simulate(resolve(one, structure.id, structure.id)) for one in (apart, together)
            )
            for column in ("book", "value", "position", "owed", "fate"):
                ours, theirs = getattr(across, column), getattr(within, column)
                assert np.array_equal(ours, theirs), f"scenario {number}: {column}"
            compared += 1
    assert compared >= 3


def at_par(scenario: Scenario) -> Scenario:
    """The scenario with every currency worth as much as any other, and no spreads."""
    into = scenario.reporting_currency or ""
    codes = sorted({account.currency for account in scenario.accounts} - {into})
    rates = [FxRate(date=scenario.first_day, base=code, quote=into, bid=Decimal(1), ask=Decimal(1))
             for code in codes]  # fmt: skip
    terms = tuple(replace(one, spread=None) for one in scenario.conversions)
    return replace(scenario, fx_rates=tuple(rates), fx_bridge=scenario.fx_bridge and into,
                   fx_days=366, conversions=terms)  # fmt: skip


def in_one_currency(scenario: Scenario) -> Scenario:
    """The scenario with all its accounts in one currency."""
    into = scenario.reporting_currency or ""
    accounts = tuple(replace(one, currency=into) for one in scenario.accounts)
    return replace(scenario, accounts=accounts, conversions=(), fx_rates=())


def one_more_arrives(setting: Setting, edge: Edge, day: object, upwards: int) -> int:
    found = right_for_header(setting, edge, day, upwards)
    return found + 1 if twin_s.converts(setting, edge) and upwards > 0 else found


def the_old_terms_stay(setting: Setting, participant: str, day: object) -> object:
    return right_terms(setting, participant, setting.scenario.first_day)


def parts_are_generous(setting: Setting, edge: Edge, day: object, given: int) -> int:
    return right_for_participant(setting, edge, day, given) + 1


def never(*_: object) -> bool:
    return False


def all_that_fits_is_sold(there: int, price: Fraction) -> int:
    return -int(-(there + 1) / price // 1) - 1


def the_worth_of_the_room_is_sold(there: int, price: Fraction) -> int:
    return int(there / price // 1)


def what_is_owed_is_in_the_participant_s(
    world: World, limit: PositionLimit, participant: str, header: str
) -> tuple[bool, bool]:
    own = world.setting.accounts[participant].currency
    return right_ways(world, limit, participant, header) if own == limit.currency else (False,) * 2


def repaying_is_free(world: World, limit: PositionLimit, repaid: int) -> int:
    return right_left(world, limit, repaid) + (repaid if limit.net else 0)


right_ways, right_left = between_persons.ways_of, between_persons.left_by
right_for_header, right_terms = twin_s.for_header, twin_s.terms_of
right_for_participant = twin_s.for_participant
BETWEEN = "tests.reference.between_persons"
FAULTS = {
    "a unit more arrives": ("tests.reference.world.for_header", one_more_arrives),
    "new terms never hold": ("tests.reference.converting.terms_of", the_old_terms_stay),
    "a part of what is asked for is too large": (
        "tests.reference.granting.for_participant", parts_are_generous,
    ),
    "what a region needs is sold": ("tests.reference.sweeping.converts", never),
    "a regional header's dollars count as euros": ("tests.reference.paying.owes_elsewhere", never),
    "payments draw over links that convert": ("tests.reference.paying.converts", never),
    "euros of room are dollars": (f"{BETWEEN}.converts", never),
    "what is owed is in the participant's currency": (
        f"{BETWEEN}.ways_of", what_is_owed_is_in_the_participant_s,
    ),
    "with no room left yen are sold for nothing": (
        f"{BETWEEN}.least_that_brings", all_that_fits_is_sold,
    ),
    "a last cent of room stays": (f"{BETWEEN}.least_that_brings", the_worth_of_the_room_is_sold),
    "what comes down costs more than the room": (f"{BETWEEN}.for_participant", parts_are_generous),
    "a net limit lets go what is repaid in euros": (f"{BETWEEN}.left_by", repaying_is_free),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_twin_that_converts_wrongly_is_found_out(fault, monkeypatch):
    place, wrong = FAULTS[fault]
    monkeypatch.setattr(place, wrong)
    assert any(
        difference(scenario, scenario.structures[0].id) != "" for _, scenario in right_ones(600)
    )
