"""Random participants with another currency than their header, and the terms they convert at.

They are hung below accounts of a random scenario after everything else was drawn, so that whatever
its structure does, it does with them too; and below each other, in one currency or two, so that
some are headers of a region and some of what is converted is converted again.
"""

import datetime
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from tests.properties.picking import SMALLEST, draw_amount, pick
from tests.properties.scope import ENGINE
from tests.properties.strategies import QUICK, Size, draw_scenario
from tests.properties.strategies_ceilings import with_ceilings_across
from tests.properties.strategies_fx import turned
from tests.properties.strategies_rules import TIMES, Cast, draw_rule, useful
from treasury.accounts.chart import Bank, BankAccount
from treasury.flows.items import Item
from treasury.fx import FxRate
from treasury.plan.problems.every import complaints
from treasury.pooling.rules import Rule
from treasury.pooling.structure import Conversion, ConversionSide, Link, PaymentMode, Structure
from treasury.scenario import Scenario

NOT_WITH_THEM = ("ledgers", "fee_terms", "taxes", "fx", "notional", "overlays", "deposits")
"""Options of the engine that meet links between currencies and are refused there, or need rates of
their own."""
LOOK_ELSEWHERE = ("cumulative_cap", "cover_overdraft")
SPREADS = (None, "0.1%", "5%", "0.001%", "33.3%")
PRICES = ("1", "0.5", "7.8123", "21.53", "0.04691", "1.08155", "150.015")
SCOPE = replace(ENGINE, options=tuple(one for one in ENGINE.options if one not in NOT_WITH_THEM))
OWN_RULES = replace(
    ENGINE, presets=tuple(one for one in ENGINE.presets if one not in LOOK_ELSEWHERE),
    options=("value_basis", "pauses", "one_off", "passing_limits"),
)  # fmt: skip
NAMES = ("A2", "X", "D2", "Y")
MODES: list[PaymentMode] = ["standalone", "standalone", "receive_only"]
REGIONAL_MODES: list[PaymentMode] = ["standalone", "full", "own_deposits", "receive_only"]


@st.composite
def converting_scenarios(draw: st.DrawFn, size: Size = QUICK) -> Scenario:
    """A random scenario some of whose participants have another currency than their header."""
    return converting(draw, size)


def converting(draw: st.DrawFn, size: Size = QUICK) -> Scenario:
    """The same by whatever draws whole numbers."""
    scenario = draw_scenario(draw, size, SCOPE)
    scenario = replace(scenario, banks=(*scenario.banks, Bank(id="DB")))
    main = scenario.accounts[0].currency
    structure = scenario.structures[0]
    headers = headers_of(scenario, structure, main)
    cast = Cast(
        scope=OWN_RULES,
        days=days_of(scenario),
        accounts=scenario.accounts,
        entities=scenario.entities,
        calendars=scenario.calendars,
        terms=scenario.terms,
        two_sided=two_sided(scenario),
    )
    added: list[str] = []
    for name in NAMES[: 1 + pick(draw, [0, 1, 2, 3])] if headers else ():
        scenario = with_participant(draw, cast, scenario, (name, header_for(draw, headers, added)),
                                    added)  # fmt: skip
        added.append(name)
    bridge = pick(draw, [None, None, "HKD"])
    found = {one.currency for one in scenario.accounts} - {main}
    pairs = [turned(draw, one, bridge or main) for one in sorted(found)]
    pairs += [turned(draw, bridge, main)] if bridge and found else []
    rates = [rate for pair in pairs for rate in draw_rates(draw, cast, pair)]
    if rates and pick(draw, [False, True]):
        rates.append(from_the_other_end(rates[0]))
    return replace(
        with_ceilings_across(draw, scenario),
        reporting_currency=main,
        fx_bridge=bridge_of(scenario, main, bridge if found else None),
        fx_days=366,
        fx_rates=tuple(rates),
    )


def header_for(draw: st.DrawFn, headers: list[str], added: list[str]) -> str:
    """An account of the structure, or as often one of those that were hung below it before."""
    return pick(draw, added if added and pick(draw, [True, False]) else headers)


def two_sided(scenario: Scenario) -> tuple[str, ...]:
    """The terms that have rates on both sides."""
    return tuple(
        one.id
        for one in scenario.terms
        if {rate.side for rate in scenario.rates if rate.terms == one.id} == {"credit", "debit"}
    )


def person_of(cast: Cast, entity: str) -> str:
    """The legal person of an entity."""
    found = next(one for one in cast.entities if one.id == entity)
    return found.branch_of or found.id


def bridge_of(scenario: Scenario, main: str, bridge: str | None) -> str | None:
    """The bridge, or the main currency where something is converted that is quoted in it alone."""
    currency = {one.id: one.currency for one in scenario.accounts}
    pairs = {frozenset((currency[one.participant], currency[one.header]))
             for one in scenario.links}  # fmt: skip
    crossed = any(len(pair) == 2 and main not in pair for pair in pairs)
    return main if crossed and bridge is None else bridge


def from_the_other_end(rate: FxRate) -> FxRate:
    """The same price quoted the other way round, nearly; it holds all the time."""
    price = (2 / (rate.bid + rate.ask)).quantize(Decimal("0.0001"))
    price = max(price, Decimal("0.0001"))
    return FxRate(date=rate.date, base=rate.quote, quote=rate.base, mid=price, bid=price, ask=price)


def draw_rates(draw: st.DrawFn, cast: Cast, pair: tuple[str, str]) -> list[FxRate]:
    """The pair's rates: one before the run, and others that have moved a little, or a lot once."""
    price, day = Decimal(pick(draw, PRICES)), cast.days[0] - datetime.timedelta(days=1)
    changes = sorted({pick(draw, cast.days) for _ in range(pick(draw, [1, 3, 0, 6]))})
    found = []
    for each in (day, *changes):
        half = price * pick(draw, [Decimal(0), Decimal("0.001"), Decimal("0.02")])
        mid = pick(draw, [price, None])
        found.append(FxRate(date=each, base=pair[0], quote=pair[1], mid=mid, bid=price - half,
                            ask=price + half))  # fmt: skip
        price *= pick(draw, [Decimal("1.01"), Decimal("0.97"), Decimal(1), Decimal("1.5")])
        price = price.quantize(Decimal("0.00001"))
    return found


def headers_of(scenario: Scenario, structure: Structure, currency: str) -> list[str]:
    """The accounts of the currency that may have participants: those of the structure, or any."""
    own = {link.header for link in scenario.links if link.structure == structure.id}
    known = [one.id for one in scenario.accounts if one.currency == currency]
    return [name for name in known if name in own] or known


def days_of(scenario: Scenario) -> tuple[datetime.date, ...]:
    """The days of the run."""
    count = (scenario.last_day - scenario.first_day).days + 1
    return tuple(scenario.first_day + datetime.timedelta(days=row) for row in range(count))


def with_participant(
    draw: st.DrawFn, cast: Cast, scenario: Scenario, ends: tuple[str, str], added: list[str]
) -> Scenario:
    """The scenario with one more participant, its items, rule and, in another currency than its
    header's, terms. Below one of those `added` before, it is in its currency every other time."""
    name, header = ends
    structure = scenario.structures[0]
    above = next(one.currency for one in scenario.accounts if one.id == header)
    regional = header in added and pick(draw, [True, False])
    currency = above if regional else pick(draw, sorted(set(SMALLEST) - {above}))
    account = BankAccount(
        id=name,
        entity=pick(draw, cast.entities).id,
        bank="DB",
        currency=currency,
        opening=draw_amount(draw, currency) * pick(draw, [1, 2, 0, 1]),
        overdraft=draw_amount(draw, currency) * pick(draw, [0, 0, 1]),
        terms=pick(draw, [*(one.id for one in cast.terms), None]),
    )
    owner = next(one.entity for one in scenario.accounts if one.id == header)
    crossing = person_of(cast, account.entity) != person_of(cast, owner)
    rule = draw_rule(draw, f"R-{name}", currency, cast, pick(draw, TIMES))
    link = Link(
        structure=structure.id,
        participant=name,
        header=header,
        rule=rule.id,
        priority=pick(draw, [1, 2, 1, 3]),
        direction=pick(draw, [None, "both", "up", None, "down"]),
        payment_mode=pick(draw, REGIONAL_MODES if regional else MODES),
        internal_terms=pick(draw, [None, *cast.two_sided] if crossing else [None]),
        overdraw_in_passing=structure.profile in ("sap", "oblm") and pick(draw, [False, True]),
    )
    if structure.when_short == "pro_rata" and not regional:
        link = replace(link, direction="up")
    rule = useful(rule, [link], list(scenario.structures), OWN_RULES, raises=True)
    items = [draw_item(draw, cast, account, f"{name}{n}") for n in range(pick(draw, [3, 5, 1]))]
    return replace(
        scenario,
        accounts=(*scenario.accounts, account),
        rules=(*scenario.rules, without_limits(rule, structure)),
        links=(*scenario.links, link),
        items=(*scenario.items, *items),
        conversions=(
            *scenario.conversions,
            *(() if regional else draw_terms(draw, cast, structure, name)),
        ),
    )


def without_limits(rule: Rule, structure: Structure) -> Rule:
    """The rule without limits that its structure's profile refuses."""
    if structure.profile != "sap":
        return rule
    return replace(rule, minimum=None, minimum_deficit=None)


def draw_item(draw: st.DrawFn, cast: Cast, account: BankAccount, name: str) -> Item:
    """A receipt or payment of the participant."""
    day = pick(draw, cast.days)
    return Item(
        id=name,
        date=day,
        value_date=pick(draw, [None, None, day + datetime.timedelta(days=2)]),
        account=account.id,
        amount=draw_amount(draw, account.currency) * pick(draw, [1, -1, 2, -2]),
        if_short=pick(draw, ["queue", "reject"]),
    )


def draw_terms(
    draw: st.DrawFn, cast: Cast, structure: Structure, name: str
) -> tuple[Conversion, ...]:
    """The participant's terms from the beginning, sometimes others from a day inside the run."""
    starts: list[datetime.date | None] = [pick(draw, [None, cast.days[0]])]
    if len(cast.days) > 1 and pick(draw, [False, True]):
        starts.append(pick(draw, cast.days[1:]))
    sides: tuple[ConversionSide, ...] = ("mid", "bid")
    return tuple(
        Conversion(
            structure=structure.id,
            participant=name,
            valid_from=start,
            fx_side=pick(draw, sides),
            spread=pick(draw, SPREADS),
        )
        for start in starts
    )


def is_right(scenario: Scenario) -> bool:
    """Whether a treasurer could run it."""
    return complaints(scenario) == []
