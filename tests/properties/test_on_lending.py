"""On-lending is the twin's, where members borrow much and the conditions hold often.

Two or three legal persons below a head office with a loan and a credit line; members may have
participants of their own, rates have versions and tiers, interest is settled monthly, quarterly or
never in the run.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.properties.agreement import difference
from tests.properties.picking import Dice, pick
from tests.properties.profiles import quick, tries
from tests.properties.strategies_on_lending import draw_lines
from treasury.accounts.chart import Bank, BankAccount, Entity
from treasury.comparison import study
from treasury.credit import CreditLine, OnLending, TermLoan
from treasury.dates import DayCount
from treasury.flows.items import Item
from treasury.interest import Terms
from treasury.plan.problems.every import complaints
from treasury.plan.problems.facts import Facts
from treasury.pooling.rules import Rule
from treasury.pooling.structure import Link, Structure
from treasury.rates import Rate
from treasury.reporting.run_tables import run_tables
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

FIRST = datetime.date(2026, 3, 14)
MEMBERS = ("A-1", "B-1", "C-1", "C-2")
COUNTS: tuple[DayCount, ...] = ("ACT/360", "ACT/360", "30E/360", "ACT/365F", "ACT/ACT ISDA")
INSIDE, OUTSIDE = ("3.5%", "3.6%", "0%", "3.5%", "3.7%"), ("3.6%", "3.6%", "3.6%", "3.5%")


def day(number: int) -> datetime.date:
    """A day of the run, counted from 0."""
    return FIRST + datetime.timedelta(days=number)


@st.composite
def lending_groups(draw: st.DrawFn) -> Scenario:
    """A group as the module says."""
    return draw_group(draw)


def draw_group(draw: st.DrawFn) -> Scenario:
    """The group, whose every choice is drawn as a whole number."""
    days = pick(draw, [40, 10, 20])
    accounts = [account(name, draw) for name in ("HQ-1", "HQ-2", *MEMBERS)]
    headers = {name: pick(draw, ["HQ-1", "HQ-1", "HQ-1", "HQ-2", "A-1"]) for name in MEMBERS}
    headers["A-1"], headers["HQ-2"] = pick(draw, ["HQ-1", "HQ-2"]), "HQ-1"
    links = tuple(
        Link(
            structure="pool", participant=name, header=header, rule="zero",
            direction=pick(draw, [None, None, None, "down", "up"]),
            payment_mode=pick(draw, [None, None, "standalone"]),
        )
        for name, header in sorted(headers.items())
    )  # fmt: skip
    found = Scenario(
        id="lending", first_day=FIRST, last_day=day(days - 1), queue="carry",
        entities=tuple(Entity(id=name) for name in ("HQ", "A", "B", "C")),
        banks=(Bank(id="bank"),),
        accounts=tuple(accounts),
        terms=(
            Terms(id="in", settles=pick(draw, ["monthly", "quarterly"]),
                  settlement_day=pick(draw, [20, 31, 15]), day_count=pick(draw, COUNTS)),
            Terms(id="out", day_count=pick(draw, COUNTS)),
        ),
        rates=(*rates(draw, "in", days), *rates(draw, "out", days),
               Rate(terms="in", side="credit", rate="0%")),
        credit_lines=(
            CreditLine(
                id="LINE", account="HQ-1", limit=Decimal(800), terms="out",
                drawn=Decimal(pick(draw, [301, 301, 0])),
            ),
        ),
        term_loans=tuple(
            TermLoan(
                id="LOAN", account=pick(draw, ["HQ-1", "HQ-2"]), principal=Decimal(500),
                terms="out", drawn_on=day(pick(draw, [-5, -5, 2])),
                repaid_on=day(pick(draw, [90, 90, 8, 4])),
            )
            for _ in range(pick(draw, [1, 1, 0]))
        ),
        rules=(Rule(id="zero", preset=pick(draw, ["zero_balance", "zero_balance", "keep"])),),
        structures=(Structure(id="pool", payment_mode="full", internal_terms="in"),),
        links=links,
        items=tuple(item(draw, number, days) for number in range(pick(draw, [6, 3, 9]))),
        tax_terms=taxes(draw, days),
    )  # fmt: skip
    keep = Decimal(0) if found.rules[0].preset == "keep" else None
    found = replace(found, rules=(replace(found.rules[0], keep=keep),))
    return replace(found, on_lending=agreed(draw, found))


def account(name: str, draw: st.DrawFn) -> BankAccount:
    """An account of the person its name begins with."""
    opening = Decimal(pick(draw, [0, 0, 100, 50]) if name != "HQ-1" else 1000)
    return BankAccount(
        id=name, entity=name.partition("-")[0], bank="bank", currency="CNY", opening=opening,
        overdraft=Decimal(pick(draw, [0, 200])),
    )  # fmt: skip


def rates(draw: st.DrawFn, terms: str, days: int) -> tuple[Rate, ...]:
    """Debit rates from the beginning, or in two tiers, and perhaps others from a day on."""
    known = INSIDE if terms == "in" else OUTSIDE
    first = Rate(terms=terms, side="debit", rate=pick(draw, known))
    lower = replace(first, up_to=Decimal(200), rate=pick(draw, known))
    found = (first,) if pick(draw, [True, True, False]) else (lower, first)
    later = replace(first, valid_from=day(pick(draw, range(days))), rate=pick(draw, known))
    return found if pick(draw, [True, True, False]) else (*found, later)


def item(draw: st.DrawFn, number: int, days: int) -> Item:
    """Mostly a payment of a member."""
    return Item(
        id=f"i{number}",
        date=day(pick(draw, range(days))),
        account=pick(draw, MEMBERS),
        amount=Decimal(pick(draw, [-100, -200, -99, 100, -301])),
    )


def taxes(draw: st.DrawFn, days: int) -> tuple[TaxTerm, ...]:
    """A tax that spares what is lent on, perhaps not at all times, and one that never does."""
    own = TaxTerm(
        tax="VAT", base="internal_interest", rate=pick(draw, ["6%", "100%"]),
        price_includes_tax=pick(draw, [True, False]), exempt_on_lending=True,
    )  # fmt: skip
    later = replace(own, valid_from=day(pick(draw, range(days))), exempt_on_lending=False)
    other = TaxTerm(tax="held", base="internal_interest", rate="10%", direction="down")
    more = TaxTerm(tax="surcharge", base="tax", on="VAT", rate="12%")
    every: Any = pick(draw, [(own,), (own, other, more), (own,), (own, later)])
    way: Any = pick(draw, [{}, {"taxed": "accrued"}, {}])
    return tuple(replace(one, **way) if one.tax == "held" else one for one in every)


def agreed(draw: st.DrawFn, found: Scenario) -> tuple[OnLending, ...]:
    """Lines of the loans, mostly as the law wants them."""
    facts, lines = Facts(scenario=found), list[OnLending]()
    for loan in pick(draw, [("LOAN", "LINE"), ("LINE", "LOAN")]):
        if any(one.id == loan for one in (*found.credit_lines, *found.term_loans)):
            lines += draw_lines(draw, facts, OnLending(loan=loan, structure="pool"), lines)
    good = pick(draw, [True, True, True, False])
    return tuple(replace(one, funds="bonds", published=True) if good else one for one in lines)


@quick(120)
@given(lending_groups())
def test_what_is_taxed_of_interest_on_money_lent_on_is_the_twin_s(scenario):
    assert complaints(scenario) == []
    assert difference(scenario, "pool") == ""


def test_by_fair_dice_the_check_passes_and_every_case_occurs():
    seen: dict[str, int] = {}
    for number in range(tries(480)):
        scenario = draw_group(Dice(number))  # type: ignore[arg-type]
        assert difference(scenario, "pool") == "", f"group {number}"
        done = study(scenario).runs[1]
        assert [one.name for one in done.checks if one.passed is False] == [], f"group {number}"
        table = run_tables(done).on_lending
        for exempt, taxed, posted in zip(
            table.data["exempt"], table.data["taxed"], table.data["posted"], strict=True
        ):
            kind = ("whole" if not taxed else "part") if exempt else "none"
            key = f"{kind}, {'posted' if posted else 'accrued'}"
            seen[key] = seen.get(key, 0) + bool(exempt or taxed)
    kinds = [
        f"{kind}, {when}" for kind in ("whole", "part", "none") for when in ("posted", "accrued")
    ]
    assert min(seen.get(kind, 0) for kind in kinds) > 0, seen
