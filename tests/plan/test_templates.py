"""The templates of fees and taxes are lines that can be used as they are once they are copied."""

from dataclasses import replace
from importlib.resources import files
from typing import Any

from tests.hand.tables import group
from treasury.fees import FeeTerm
from treasury.loading.keyed import parsed_toml
from treasury.loading.records import converter
from treasury.plan.problems.every import complaints
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

POOL = """
    account | opening | header | rule         | entity | overdraft
    HQ-1    | 0       |        |              | HQ     | 1000
    S-1     | 100     | HQ-1   | zero_balance | Sub    |
    """


def copied(name: str, kind: type[Any]) -> tuple[Any, ...]:
    """The records of a template, whose lines are comments until they are copied."""
    text = files("treasury").joinpath("data", name).read_text(encoding="utf-8")
    lines = [line.removeprefix("# ") for line in text.partition("\n\n")[2].splitlines() if line]
    (records,) = parsed_toml("\n".join(lines)).values()
    return tuple(converter(kind, True).validate_python(records))


def pool() -> Scenario:
    """A pool of two companies by entrusted loans."""
    found = group(POOL)
    structure = replace(found.structures[0], form="entrusted_loans")
    return replace(found, structures=(structure,))


def test_the_fees_of_banks_in_china_are_those_that_manuals_print() -> None:
    agent, commitment = copied("fee_template.toml", FeeTerm)
    assert (agent.base, agent.rate) == ("loan_balance", "0.1%")
    assert (commitment.rate, str(commitment.minimum)) == ("0.2%", "1000.00")
    assert all(one.source and not one.confirmed for one in (agent, commitment))
    assert complaints(replace(pool(), fee_terms=(agent, commitment))) == []


def test_the_taxes_of_another_country_can_be_filled_in() -> None:
    taxes = copied("tax_template.toml", TaxTerm)
    assert len(taxes) == len({one.tax for one in taxes}) == 5
    assert not any(one.confirmed for one in taxes)
    assert complaints(replace(pool(), tax_terms=taxes)) == []
