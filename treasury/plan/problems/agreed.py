"""Problems of agreed deposits (协定存款): amounts, overlaps, terms that cannot bear them."""

from datetime import date

from treasury.interest import AgreedDeposit
from treasury.plan.fixings import published
from treasury.plan.problems.facts import Facts, Found, amount, wrong
from treasury.plan.problems.rates import RATE_PROBLEMS, READ_FIRST, unfixed, unreadable_price
from treasury.plan.quotes import rate_periods
from treasury.plan.rate_versions import agreed_line

NAME = "agreed_deposits"


def agreed_amounts(facts: Facts) -> Found:
    """Amounts that are none, and rates that cannot be read."""
    for index, contract in enumerate(facts.scenario.agreed_deposits):
        for key in ("basic_amount", "excess_unit"):
            value = getattr(contract, key)
            if value is not None and value <= 0:
                message = f"{amount(value)} is not above zero"
                yield wrong(NAME, index, key, message, "an amount above zero")
        yield from unreadable_price(facts, (NAME, index, "rate"), contract.rate)


def contracts_that_overlap(facts: Facts) -> Found:
    """Two contracts of one account that are in force on the same day."""
    seen: dict[str, list[AgreedDeposit]] = {}
    for index, contract in enumerate(facts.scenario.agreed_deposits):
        begins, ends = contract.valid_from or date.min, contract.valid_until or date.max
        for other in seen.get(contract.account, []):
            if begins <= (other.valid_until or date.max) and (other.valid_from or date.min) <= ends:
                message = f"{contract.account!r} has two agreed deposits on the same day"
                yield wrong(NAME, index, "valid_from", message, "one after the other")
                break
        seen.setdefault(contract.account, []).append(contract)


def terms_without_a_demand_rate(facts: Facts) -> Found:
    """Contracts on accounts whose terms have not the one credit rate that the rest bears."""
    for index, contract in enumerate(facts.scenario.agreed_deposits):
        account = facts.accounts.get(contract.account)
        if account is None or facts.is_broken("rates", account.terms or ""):
            continue
        terms = facts.terms.get(account.terms or "")
        if account.terms is not None and terms is None:
            continue
        lines = [rate for _, rate in facts.rates.get(account.terms or "", [])]
        credit = [rate for rate in lines if rate.side == "credit"]
        expected = "interest terms with one credit rate at a time, slice by slice"
        if terms is None or not credit:
            message = f"{account.id!r} earns no interest for its basic amount"
            yield wrong(NAME, index, "account", message, expected)
        elif terms.whole_balance or any(rate.up_to is not None for rate in credit):
            message = f"{terms.id!r} has tiers, and the basic amount bears one rate"
            yield wrong(NAME, index, "account", message, expected)
        elif terms.rate_change != "segmented":
            message = f"both parts of an agreed deposit are segmented, and {terms.id!r} is not"
            yield wrong(NAME, index, "account", message, "terms with rate_change = segmented")


AGREED_PROBLEMS = (agreed_amounts, contracts_that_overlap, terms_without_a_demand_rate)


def agreed_rates_without_a_fixing(facts: Facts) -> Found:
    """Contracts whose index has no fixing for a day; said where nothing else is wrong."""
    scenario = facts.scenario
    earlier = (*RATE_PROBLEMS, *AGREED_PROBLEMS)
    if any(map(facts.any_broken, (*READ_FIRST, "accounts", NAME))) or any(
        True for problem in earlier for _ in problem(facts)
    ):
        return
    known = {each.id for each in scenario.indices}
    if not all(each.index in known for each in scenario.index_rates):
        return
    fixings = published(scenario)
    for index, contract in enumerate(scenario.agreed_deposits):
        account = facts.accounts.get(contract.account)
        terms = facts.terms.get(account.terms or "") if account else None
        if terms is None:
            continue
        first = max(contract.valid_from or date.min, scenario.first_day)
        last = min(contract.valid_until or date.max, scenario.last_day)
        line = agreed_line(contract, terms)
        quotes = rate_periods((line,), terms, fixings, (first, last))
        yield from unfixed((NAME, index), line, quotes)
