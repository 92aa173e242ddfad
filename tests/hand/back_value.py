"""What becomes known late in small groups written as tables, and what it corrects, in fen."""

from decimal import Decimal

from tests.hand.tables import on, rows
from treasury.checks import check_correction
from treasury.correction.correcting import Correction, Method, books, corrected
from treasury.correction.facts import fact_complaints, moved_facts
from treasury.correction.postings import OPEN
from treasury.correction.problems import late_complaints
from treasury.flows.items import Item
from treasury.plan.problems.every import complaints
from treasury.plan.resolve import resolve
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import ANALYSIS_CHARGED, INTEREST, INTERNAL_INTEREST, TAX, TERM_FEE

KINDS = {
    INTEREST: "interest",
    INTERNAL_INTEREST: "internal interest",
    TERM_FEE: "fee",
    TAX: "tax",
    ANALYSIS_CHARGED: "account analysis",
}


def late(table: str, known: int, name: str = "late") -> tuple[Item, ...]:
    """The items of a table (value, a day; account; amount), known and booked on a day."""
    return tuple(
        Item(
            id=f"{name}{number}",
            date=on(known),
            value_date=on(int(row["value"])),
            account=row["account"],
            amount=Decimal(row["amount"]),
        )
        for number, row in enumerate(rows(table), start=1)
    )


def correct(
    scenario: Scenario, table: str, known: int, structure: str | None = "pool"
) -> Correction:
    """What the items correct; nothing is wrong with them, and every check passes."""
    return correct_in_turn(scenario, ((table, known),), structure)[0]


def correct_in_turn(
    scenario: Scenario, turns: tuple[tuple[str, int], ...], structure: str | None = "pool"
) -> list[Correction]:
    """What each of several corrections corrects: a table of items, and the day it is known on."""
    assert [one.sentence() for one in complaints(scenario)] == []
    plan = resolve(scenario, structure, structure or "standalone")
    projection = simulate(plan)
    found: list[Correction] = []
    earlier: tuple[Item, ...] = ()
    for number, (table, known) in enumerate(turns):
        items = late(table, known, f"late{number}-" if number else "late")
        wrong = late_complaints(scenario, items, on(known), earlier)
        assert [one.sentence() for one in wrong] == []
        after = found[-1] if found else None
        found.append(corrected(plan, projection, items, known - 1, after=after))
        checks = check_correction(found[-1], projection)
        assert [check for check in checks if check.passed is False] == []
        earlier += items
    return found


def correct_terms(
    scenario: Scenario,
    right: Scenario,
    known: int,
    table: str = "",
    structure: str | None = "pool",
) -> Correction:
    """What is corrected on a day where the terms are those of `right`; every check passes."""
    for each in (scenario, right):
        assert [one.sentence() for one in complaints(each)] == []
    assert [one.sentence() for one in fact_complaints(scenario, right)] == []
    plan, by = (resolve(each, structure, structure or "standalone") for each in (scenario, right))
    assert moved_facts(plan, by) == []
    projection = simulate(plan)
    items = late(table, known) if table else ()
    found = corrected(plan, projection, items, known - 1, right=by)
    checks = check_correction(found, projection)
    assert [check for check in checks if check.passed is False] == []
    return found


def touched(found: Correction) -> list[tuple[str, str, int | str, int, int]]:
    """What is corrected: account, kind, day of posting (`open`: none yet), posted, right."""
    return [
        (
            found.plan.names.accounts[one.account],
            KINDS[one.kind],
            "open" if one.day == OPEN else one.day + 1,
            one.posted,
            one.right,
        )
        for one in found.touched
    ]


def posted(found: Correction, method: Method) -> list[tuple[str, str, int, int]]:
    """What would be posted today: account, step, value day, amount."""
    names = found.plan.names.accounts
    return [
        (names[line.account], line.step, line.value_day + 1, line.amount)
        for line in books(found, method).lines
    ]
