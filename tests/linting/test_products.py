"""What is remarked about deposits and about the legal forms of structures."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from tests.hand.tables import group
from treasury.deposits import Deposit, Withdrawal
from treasury.interest import Terms
from treasury.linting.lint import remarks
from treasury.loading.calendars import builtin
from treasury.money_market import MoneyMarketSweep
from treasury.plan.problems.every import complaints
from treasury.rates import Index, IndexRate, Rate
from treasury.scenario import Scenario
from treasury.tax import TaxTerm


def march(day: int) -> date:
    return date(2026, 3, day)


def said(found: Scenario, name: str) -> list[tuple[str, str]]:
    """Where a remark of this name is made, and what it says, of a scenario that can be run."""
    assert complaints(found) == []
    return [(f"{one.path[0]}[{one.path[1]}].{one.path[2]}", one.message)
            for one in remarks(found) if one.name == name]  # fmt: skip


def placing(placed_on: date, withdrawn: date, calendar: str | None = "CN") -> Scenario:
    """A deposit at a bank with this calendar, in March 2026."""
    one = group(
        "account | opening | terms\n A | 900000 | demand",
        terms=(Terms(id="demand"),),
        rates=(Rate(terms="demand", side="credit", rate="0.2%"),),
        deposits=(
            Deposit(id="N", account="A", product="notice_1", amount=Decimal(600_000),
                    placed_on=placed_on, rate="0.8%"),
        ),
        withdrawals=(Withdrawal(deposit="N", date=withdrawn),),
        calendars=(builtin()["CN"],),
    )  # fmt: skip
    banks = tuple(replace(bank, calendar=calendar) for bank in one.banks)
    return replace(one, banks=banks, last_day=march(31))


def test_a_deposit_is_placed_and_withdrawn_on_days_on_which_its_bank_works():
    name = "deposit_on_a_closed_day"
    # 7 and 15 March 2026 are a Saturday and a Sunday.
    bank = placing(march(6), march(16)).banks[0].id
    assert said(placing(march(6), march(16)), name) == []
    assert said(placing(march(7), march(16)), name) == [
        (
            "deposits[0].placed_on",
            f"'N' is placed on 2026-03-07, and {bank!r} is closed on that day",
        )
    ]
    assert said(placing(march(6), march(15)), name) == [
        (
            "withdrawals[0].date",
            f"'N' is withdrawn on 2026-03-15, and {bank!r} is closed on that day",
        )
    ]


def test_notice_is_given_on_a_day_on_which_the_bank_works():
    one = placing(march(2), march(17))
    (line,) = one.withdrawals
    # 15 March 2026 is a Sunday.
    for day, told in ((15, ["withdrawals[0].notified_on"]), (16, [])):
        given = replace(line, notified_on=march(day), agreed_on=march(17))
        found = said(replace(one, withdrawals=(given,)), "deposit_on_a_closed_day")
        assert [place for place, _ in found] == told
        assert all("notice of 'N' is given on 2026-03-15, and" in words for _, words in found)


def test_a_bank_without_a_calendar_works_every_day_and_what_lies_before_the_run_is_not_judged():
    assert said(placing(march(7), march(15), calendar=None), "deposit_on_a_closed_day") == []
    before = date(2025, 12, 27)
    assert said(placing(before, march(16)), "deposit_on_a_closed_day") == []


def in_form(form: str | None, *taxes: TaxTerm) -> Scenario:
    """A pool of two companies in this legal form."""
    accounts = """
        account | opening | header | rule         | entity
        H       | 0       |        |              | HQ
        P       | 2000000 | H      | zero_balance | Sub
        """
    pool: dict[str, Any] = {"form": form}
    return group(accounts, tax_terms=taxes, pool=pool)


def test_a_legal_form_has_taxes_if_only_at_zero_per_cent():
    name = "form_without_taxes"
    ((place, sentence),) = said(in_form("entrusted_loans"), name)
    assert place == "structures[0].form"
    assert sentence.startswith("'pool' has the legal form entrusted_loans, and no tax is on what")
    none_due = TaxTerm(tax="VAT", base="internal_interest", rate="0%", forms=("entrusted_loans",))
    assert said(in_form("entrusted_loans", none_due), name) == []
    assert said(in_form(None), name) == []
    held = TaxTerm(tax="held", base="bank_interest", rate="10%")
    assert len(said(in_form("entrusted_loans", held), name)) == 1


def test_a_share_in_a_pool_s_result_that_two_taxes_are_on_is_doubted() -> None:
    pool = TaxTerm(tax="POOL", base="pool_result", rate="10%")
    bank = TaxTerm(tax="WHT", base="bank_interest", rate="10%")
    later = replace(pool, valid_from=march(20), rate="5%")
    one = group("account | opening\n A | 5", tax_terms=(pool, bank, later))
    assert said(one, "share_taxed_twice") == [
        (
            "tax_terms[0].base",
            (
                "'POOL' is on shares in a notional pool's result, and so is 'WHT', which is on all "
                "that banks pay"
            ),
        )
    ]
    assert said(replace(one, tax_terms=(pool,)), "share_taxed_twice") == []


def test_a_fund_beside_a_tax_on_what_banks_pay_is_named_unless_a_tax_says_what_it_is() -> None:
    bank = TaxTerm(tax="WHT", base="bank_interest", rate="10%")
    fund = MoneyMarketSweep(id="FUND", account="A", terms="yield")
    one = group(
        "account | opening\n A | 5", tax_terms=(bank,), terms=(Terms(id="yield"),),
        rates=(Rate(terms="yield", side="credit", rate="1.5%"),), money_market_sweeps=(fund,),
    )  # fmt: skip
    name = "fund_income_untaxed"
    assert said(one, name) == [
        (
            "money_market_sweeps[0].id",
            (
                "'WHT' is on what banks pay, and what 'FUND' earns is income of a fund: it is not "
                "taxed"
            ),
        )
    ]
    exempt = TaxTerm(tax="CIT", base="fund_income", rate="0%")
    assert said(replace(one, tax_terms=(bank, exempt)), name) == []
    assert said(replace(one, tax_terms=()), name) == []


def test_a_deposit_bears_what_banks_pay_and_more_than_its_account():
    sound = placing(march(6), march(16))
    assert said(sound, "deposit_below_demand") == said(sound, "implausible_rate") == []
    (one,) = sound.deposits
    low = replace(sound, deposits=(replace(one, rate="0.1%"),))
    assert said(low, "deposit_below_demand") == [
        (
            "deposits[0].rate",
            "'N' bears 0.10 % as listed on 2026-03-06, and what stays on 'A' bears 0.20 %",
        )
    ]
    high = replace(sound, deposits=(replace(one, rate="50%"),))
    assert said(high, "implausible_rate") == [
        ("deposits[0].rate", "rate 50.00 % of 'N' is none that banks charge or pay")
    ]


def test_a_deposit_whose_rate_was_fixed_before_all_that_is_known_is_left_alone():
    sound = placing(march(6), march(16))
    (one,) = sound.deposits
    listed = replace(
        sound,
        deposits=(replace(one, rate="LISTED"),),
        indices=(Index(id="LISTED", oldest=366),),
        index_rates=(IndexRate(index="LISTED", date=march(16), rate="50%"),),
    )
    assert said(listed, "deposit_below_demand") == []
