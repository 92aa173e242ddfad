"""What becomes known late in small groups written as tables, and what it corrects, in fen."""

from decimal import Decimal

from tests.hand.tables import on, rows
from treasury.checks import check_correction
from treasury.correction.correcting import Correction, Method, books, corrected
from treasury.correction.postings import OPEN
from treasury.correction.problems import late_complaints
from treasury.flows.items import Item
from treasury.plan.problems import complaints
from treasury.plan.resolve import resolve
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import INTEREST, TAX, TERM_FEE

KINDS = {INTEREST: "interest", TERM_FEE: "fee", TAX: "tax"}


def late(table: str, known: int) -> tuple[Item, ...]:
    """The items of a table (value, a day; account; amount), known and booked on a day."""
    return tuple(
        Item(
            id=f"late{number}",
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
    items = late(table, known)
    assert [one.sentence() for one in complaints(scenario)] == []
    assert [one.sentence() for one in late_complaints(scenario, items, on(known))] == []
    plan = resolve(scenario, structure, structure or "standalone")
    projection = simulate(plan)
    found = corrected(plan, projection, items, known - 1)
    wrong = [check for check in check_correction(found, projection) if check.passed is False]
    assert wrong == []
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
