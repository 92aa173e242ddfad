"""Problems of agreements on the benefit: of what structure, in what currency, who leads."""

from treasury.money import DIGITS
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.plan.problems.rates import unreadable_share
from treasury.plan.taking_part import taking_part

LIST = "benefit_splits"


def rewards(facts: Facts) -> Found:
    """Rewards that cannot be read; amounts without a currency, and what is no currency."""
    for index, agreed in enumerate(facts.scenario.benefit_splits):
        path = (LIST, index, "reward")
        yield from unreadable_share(path, agreed.reward, "such as 10%, or none")
        if agreed.reward_amount is not None and agreed.currency is None:
            message = "an amount needs the currency in which it is paid"
            yield wrong(LIST, index, "currency", message, "an ISO 4217 code such as CNY")
        if agreed.currency is not None and agreed.currency not in DIGITS:
            message = f"{agreed.currency!r} is not a currency"
            yield wrong(LIST, index, "currency", message, "an ISO 4217 code such as CNY")


def agreed_twice(facts: Facts) -> Found:
    """Two agreements of one structure for one currency."""
    seen: dict[str, list[str | None]] = {}
    for index, agreed in enumerate(facts.scenario.benefit_splits):
        known = seen.setdefault(agreed.structure, [])
        clash = agreed.currency in known or None in known or (known and agreed.currency is None)
        if clash:
            message = f"the benefit of {agreed.structure!r} is shared twice"
            expected = "one line for each currency, or one line without a currency"
            yield wrong(LIST, index, "currency", message, expected)
        known.append(agreed.currency)


def leaders_outside(facts: Facts) -> Found:
    """Leaders without an account in the structure, in each of the currencies they lead in."""
    if any(map(facts.any_broken, ("structures", "links", "accounts", "notional_pools"))):
        return
    persons = {one.id: one.branch_of or one.id for one in facts.scenario.entities}
    for index, agreed in enumerate(facts.scenario.benefit_splits):
        accounts = taking_part(facts.scenario, agreed.structure) & facts.accounts.keys()
        currencies = {facts.currency(account) for account in accounts}
        asked = currencies if agreed.currency is None else {agreed.currency}
        known = agreed.structure in facts.structures and agreed.leader in facts.entities
        if not known or agreed.currency not in (None, *DIGITS):
            continue
        if not asked & currencies:
            message = f"{agreed.structure!r} has no account in {agreed.currency or 'any currency'}"
            expected = "a structure with links or notional pools, and a currency of theirs"
            yield wrong(LIST, index, "structure", message, expected)
            continue
        own = {
            facts.currency(account)
            for account in accounts
            if persons.get(facts.accounts[account].entity) == persons[agreed.leader]
        }
        for currency in sorted(asked - own, key=str):
            message = f"{agreed.leader!r} has no {currency} account in {agreed.structure!r}"
            expected = "an entity with an account in the structure"
            yield wrong(LIST, index, "leader", message, expected)


def overlays(facts: Facts) -> Found:
    """Agreements on a structure whose pool sets off several currencies."""
    several = {one.pool for one in facts.scenario.notional_currencies}
    own = {pool.structure: pool.id for pool in facts.scenario.notional_pools if pool.id in several}
    for index, agreed in enumerate(facts.scenario.benefit_splits):
        if agreed.structure in own:
            message = (
                f"pool {own[agreed.structure]!r} sets off several currencies: what is gained in "
                "one is owed to the others, and sharing it over currencies is not built yet"
            )
            yield wrong(LIST, index, "structure", message, "a structure without such a pool")


SPLIT_PROBLEMS = (rewards, agreed_twice, leaders_outside, overlays)
