"""What an account belongs to, by index of the plan, and how times and names are shown."""

from dataclasses import dataclass
from functools import cache, lru_cache

from treasury.plan.plan import Plan
from treasury.tables import END_OF_DAY, UNTIMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Tuples by account index. `country` is where the account is held, its bank's."""

    entity: tuple[str, ...]
    legal_entity: tuple[str, ...]
    bank: tuple[str, ...]
    currency: tuple[str, ...]
    country: tuple[str, ...]
    region: tuple[str, ...]


@lru_cache(maxsize=8)
def labels_of(plan: Plan) -> Labels:
    """The labels of the plan's accounts, made once."""
    names, scenario = plan.names, plan.scenario
    countries = {bank.id: bank.country for bank in scenario.banks}
    regions = {entity.id: entity.region for entity in scenario.entities}
    return Labels(
        entity=names.entities,
        legal_entity=names.legal_entity,
        bank=names.banks,
        currency=names.currencies,
        country=tuple(countries.get(bank, "") for bank in names.banks),
        region=tuple(regions.get(entity, "") for entity in names.entities),
    )


def entity_names(plan: Plan) -> dict[str, str]:
    """The name of each entity by id; the id where it has none."""
    return {entity.id: entity.name or entity.id for entity in plan.scenario.entities}


def bank_names(plan: Plan) -> dict[str, str]:
    """The name of each bank by id; the id where it has none."""
    return {bank.id: bank.name or bank.id for bank in plan.scenario.banks}


@cache
def slot_text(minute: int) -> str:
    """The slot of a sweep: `10:30`, `end of day`, or `opening` for what is returned.

    >>> slot_text(630), slot_text(1440), slot_text(-1)
    ('10:30', 'end of day', 'opening')
    """
    if minute >= END_OF_DAY:
        return "end of day"
    if minute == UNTIMED:
        return "opening"
    return f"{minute // 60:02d}:{minute % 60:02d}"


@cache
def time_text(minute: int) -> str:
    """The time of an item or payment, empty without one.

    >>> time_text(-1), time_text(545), time_text(1440)
    ('', '09:05', 'end of day')
    """
    return "" if minute == UNTIMED else slot_text(minute)


def structure_title(plan: Plan) -> str:
    """What the run is called for people.

    The structure's name; without a structure, or for the run of today, words for it.
    """
    titles = {found.id: found.name or found.id for found in plan.scenario.structures}
    if plan.structure is None:
        return "No pooling (as is)" if plan.name == "as_is" else "Every account for itself"
    return titles[plan.structure] + (" (as is)" if plan.name == "as_is" else "")
