"""Studies for the tests of the reports, made from small scenarios written in Python."""

import datetime
from decimal import Decimal
from functools import cache

from treasury.accounts.chart import Bank, BankAccount, Entity
from treasury.comparison import Study, study
from treasury.credit import CreditLine
from treasury.fees import Fee
from treasury.flows.items import Item
from treasury.interest import Terms
from treasury.pooling.rules import Rule
from treasury.pooling.structure import Link, Structure
from treasury.rates import Rate
from treasury.scenario import Scenario

FIRST = datetime.date(2026, 3, 18)
HOSTILE = "<script>alert('x')</script>"


def day(offset: int) -> datetime.date:
    """The day `offset` days after the first."""
    return FIRST + datetime.timedelta(days=offset)


def item(number: int, offset: int, account: str, amount: str, **more: object) -> Item:
    """An item of the small scenario."""
    return Item(
        id=f"i{number}", date=day(offset), account=account, amount=Decimal(amount),
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def account(name: str, entity: str, bank: str = "ICBC", **more: object) -> BankAccount:
    """An account of the small scenario, in CNY on terms `demand`."""
    given: dict[str, object] = {"currency": "CNY", "terms": "demand", **more}
    return BankAccount(id=name, entity=entity, bank=bank, **given)  # type: ignore[arg-type]


def small_scenario(name: str = "Sub", big: str = "1000") -> Scenario:
    """Five days, one header, a subsidiary and a branch, one structure `zba`.

    By hand, structure `zba`, in CNY: the 18th A sends up its 1,000 and B its 500; the 19th
    A's payment of 300 is drawn from the header (mode full); interest is settled on the 20th.
    """
    return Scenario(
        id="small",
        title="Small <b>group</b> 小集团",
        group="Example group 示例",
        first_day=FIRST,
        last_day=day(4),
        entities=(
            Entity(id="HQ", name="Headquarters 总部", region="Sichuan"),
            Entity(id="SUB", name=name, legal_form="subsidiary", region="Guizhou"),
            Entity(id="BR", name="Branch", legal_form="branch", branch_of="HQ"),
        ),
        banks=(Bank(id="ICBC", name="工商银行"), Bank(id="HK", name="Hong Kong", country="HK")),
        accounts=(
            account("H", "HQ", opening=Decimal(2000), overdraft=Decimal(100)),
            account("A", "SUB", opening=Decimal(big)),
            account("B", "BR", opening=Decimal(500)),
            account("U", "HQ", "HK", currency="USD", opening=Decimal("7.5"), terms=None),
        ),
        terms=(
            Terms(id="demand", settlement_day=20),
            Terms(id="inside", settlement_day=20),
        ),
        rates=(
            Rate(terms="demand", side="credit", rate="0.36%", up_to=Decimal(1500)),
            Rate(terms="demand", side="credit", rate="0.72%"),
            Rate(terms="demand", side="debit", rate="3.6%"),
            Rate(terms="inside", side="credit", rate="1.8%"),
            Rate(terms="inside", side="debit", rate="3.6%"),
        ),
        credit_lines=(CreditLine(id="line", account="H", limit=Decimal(400), terms="demand"),),
        fees=(Fee(id="service", account="H", amount=Decimal(10), day=19, structure="zba"),),
        rules=(
            Rule(id="zero", preset="zero_balance"),
            Rule(id="least", preset="zero_balance", minimum=Decimal(600)),
        ),
        structures=(
            Structure(
                id="zba", name="Zero balancing", payment_mode="full", internal_terms="inside"
            ),
            Structure(id="least", name="Only large sweeps"),
        ),
        links=(
            Link(structure="zba", participant="A", header="H", rule="zero"),
            Link(structure="zba", participant="B", header="H", rule="zero"),
            Link(structure="least", participant="A", header="H", rule="least"),
            Link(structure="least", participant="B", header="H", rule="least"),
        ),
        items=(
            item(1, 1, "A", "-300", counterparty="Supplier", time=datetime.time(10)),
            item(2, 2, "B", "-900", counterparty="Landlord"),
            item(3, 3, "B", "450.25", counterparty="Dealer"),
        ),
    )


@cache
def small_study(name: str = "Sub", big: str = "1000") -> Study:
    """The small scenario, run once for all tests of a process."""
    return study(small_scenario(name, big))


def another_small_study() -> Study:
    """The small scenario, run again."""
    return study(small_scenario())
