"""Taxes that come with the engine, by country, for scenarios that name one."""

from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from treasury.loading.keyed import parsed_toml
from treasury.scenario import Scenario
from treasury.tax import TaxTerm


@lru_cache
def builtin_taxes() -> dict[str, tuple[TaxTerm, ...]]:
    """The built-in taxes by country."""
    from treasury.loading.records import converter

    found: dict[str, tuple[TaxTerm, ...]] = {}
    for file in sorted(files("treasury").joinpath("data", "taxes").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            keys = parsed_toml(file.read_text(encoding="utf-8"))
            terms = converter(TaxTerm, True).validate_python(keys["tax_terms"])
            found[file.name.removesuffix(".toml")] = tuple(terms)
    return found


def taxes_built_in(scenario: Scenario) -> tuple[TaxTerm, ...]:
    """The built-in taxes of the country that the scenario names; none where it names none.

    They are read only where they are asked for, because reading loads the validation of records.
    """
    return builtin_taxes().get(scenario.taxes_of, ()) if scenario.taxes_of else ()


def with_taxes(scenario: Scenario) -> Scenario:
    """The scenario with the taxes of its country that its structures' forms ask for and it lacks.

    From here on they are part of it, and of its fingerprint.
    """
    own = {term.tax for term in scenario.tax_terms}
    built = taxes_built_in(scenario)
    forms = {structure.form for structure in scenario.structures}
    added = tuple(term for term in built if term.tax not in own and term.due_in(forms))
    return replace(scenario, tax_terms=(*scenario.tax_terms, *added)) if added else scenario


def without_taxes(scenario: Scenario) -> Scenario:
    """The scenario without the taxes that `with_taxes` would add to it again."""
    built = taxes_built_in(scenario)
    less = replace(
        scenario, tax_terms=tuple(term for term in scenario.tax_terms if term not in built)
    )
    again = with_taxes(less)
    same = set(again.tax_terms) == set(scenario.tax_terms)
    return less if same else scenario
