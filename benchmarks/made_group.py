"""A group made in code: as many accounts, days and items as a measurement wants.

Three levels: a root at head office, a header for each twenty accounts, their participants.
Headers belong to subsidiaries of their own, participants are their branches and subsidiaries in
turn. All numbers come from the seed.
"""

import random
from datetime import date, time, timedelta
from decimal import Decimal

from treasury.accounts.chart import Bank, BankAccount, Entity
from treasury.credit import CreditLine
from treasury.flows.items import Item
from treasury.interest import Terms
from treasury.pooling.rules import Rule
from treasury.pooling.structure import Link, Structure
from treasury.rates import Rate
from treasury.scenario import Scenario

FIRST_DAY = date(2026, 1, 1)
BRANCH = 20
RULES = (
    Rule(id="zero", preset="zero_balance"),
    Rule(id="target", preset="target_constant", target=Decimal(50_000), minimum=Decimal(1_000)),
    Rule(id="range", preset="range", low=Decimal(20_000), high=Decimal(90_000)),
    Rule(id="threshold", preset="threshold", threshold=Decimal(60_000)),
)


def made_group(*, accounts: int, days: int, items_a_day: int, seed: int = 1) -> Scenario:
    """A scenario with one structure, `pool`, of so many accounts, days and items a day."""
    chance = random.Random(seed)
    names = [f"A{number:05d}" for number in range(accounts)]
    return Scenario(
        id="made_group",
        first_day=FIRST_DAY,
        last_day=FIRST_DAY + timedelta(days=days - 1),
        queue="carry",
        banks=(Bank(id="bank"),),
        entities=made_entities(names),
        accounts=tuple(made_account(chance, names, place) for place in range(accounts)),
        terms=(Terms(id="demand"), Terms(id="internal"), Terms(id="line", settles="monthly")),
        rates=made_rates(),
        credit_lines=(
            CreditLine(id="line", account=names[0], limit=Decimal(60_000_000), terms="line"),
        ),
        rules=RULES,
        structures=(
            Structure(
                id="pool", payment_mode="full", root_payment_mode="full", internal_terms="internal"
            ),
        ),
        links=made_links(names),
        items=made_items(chance, names, days, items_a_day),
    )


def header_of(place: int) -> int:
    """The place of an account's header: the root for every twentieth, else the last such."""
    return 0 if place % BRANCH == 0 else place - place % BRANCH


def made_entities(names: list[str]) -> tuple[Entity, ...]:
    """An entity for each account; every third is a branch of the one of its header."""
    return tuple(
        Entity(
            id=f"E{name}",
            legal_form="branch" if branch else "subsidiary",
            branch_of=f"E{names[header_of(place)]}" if branch else None,
        )
        for place, name in enumerate(names)
        for branch in [place % BRANCH > 0 and place % 3 == 0]
    )


def made_account(chance: random.Random, names: list[str], place: int) -> BankAccount:
    """One account of its own entity, with something on it."""
    return BankAccount(
        id=names[place],
        entity=f"E{names[place]}",
        bank="bank",
        currency="CNY",
        opening=Decimal(chance.randrange(0, 2_000_000)) / 100,
        overdraft=Decimal(100_000) if place == 0 else Decimal(0),
        terms="demand",
    )


def made_rates() -> tuple[Rate, ...]:
    """Two tiers for balances, one debit rate, prices inside the group, one for the line."""
    return (
        Rate(terms="demand", side="credit", up_to=Decimal(500_000), rate="0.20%"),
        Rate(terms="demand", side="credit", rate="0.35%"),
        Rate(terms="demand", side="debit", rate="4.35%"),
        Rate(terms="internal", side="credit", rate="0.40%"),
        Rate(terms="internal", side="debit", rate="3.10%"),
        Rate(terms="line", side="debit", rate="3.45%"),
    )


def made_links(names: list[str]) -> tuple[Link, ...]:
    """A link for each account but the root, the rules in turn."""
    return tuple(
        Link(
            structure="pool",
            participant=names[place],
            header=names[header_of(place)],
            rule=RULES[place % len(RULES)].id,
        )
        for place in range(1, len(names))
    )


def made_items(
    chance: random.Random, names: list[str], days: int, items_a_day: int
) -> tuple[Item, ...]:
    """Receipts and payments of mixed sizes; every fourth has a time of day."""
    return tuple(
        Item(
            id=f"I{day}-{number}",
            date=FIRST_DAY + timedelta(days=day),
            time=time(9 + number % 8, 30) if number % 4 == 0 else None,
            account=names[chance.randrange(len(names))],
            amount=Decimal(chance.choice((-1, 1)) * chance.randrange(100, 6_000_000)) / 100,
        )
        for day in range(days)
        for number in range(items_a_day)
    )
