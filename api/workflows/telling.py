"""An account's day in sentences, and the books for other programs, from what a run simulated."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from api.problems import Wrong, invalid
from api.store.database import Database
from api.workflows.replaying import refuse_other_engine, scenario_of, simulated
from api.workflows.runs import done_run
from api.workflows.unit import Unit
from treasury.errors import Complaint, Refused

if TYPE_CHECKING:
    from treasury.scenario import Scenario

Format = Literal["hledger", "beancount", "csv", "camt053"]
Cut = Literal["month", "quarter", "year", "all"]
PARAMETERS = {"--account": "account", "--date": "date", "--structure": "structure"}
"""What the command line calls by one name is a parameter here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is to be explained: an account's day, under a structure (None: the first that fits)."""

    account: str
    date: datetime.date
    structure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The day in sentences; `others` are the run's structures that have the account too."""

    run_id: str
    structure: str
    account: str
    date: datetime.date
    sentences: list[str]
    others: list[str]


def require_askable(unit: Unit, run_id: str) -> None:
    """Refuse runs that are not seen, not done, or that this engine cannot speak for."""
    unit.require("runs:read")
    refuse_other_engine(done_run(unit, run_id))


def explained(database: Database, run_id: str, asked: Question) -> Told:
    """The account's day, in the words of `treasury explain`."""
    from treasury.cli.explaining import taking_part
    from treasury.reporting.explaining.story import explain_day

    scenario = scenario_of(database, run_id)
    structure = checked(scenario, asked)
    found = simulated(database, run_id, structure)
    index = found.plan.names.accounts.index(asked.account)
    day = (asked.date - scenario.first_day).days
    sentences = explain_day(found.plan, found.projection, index, day)
    return Told(
        run_id=run_id, structure=structure, account=asked.account, date=asked.date,
        sentences=sentences,
        others=[each for each in taking_part(scenario, asked.account) if each != structure],
    )  # fmt: skip


def checked(scenario: "Scenario", asked: Question) -> str:
    """The structure that is meant; everything that is wrong with the question is refused."""
    from treasury.cli.explaining import account_complaints, day_complaints, fitting

    complaints = [
        *account_complaints(scenario, asked.account),
        *day_complaints(scenario, str(asked.date)),
    ]
    structure = asked.structure or fitting(scenario, asked.account)
    complaints += structure_complaints(scenario, structure)
    refuse(complaints)
    return structure


def structure_complaints(scenario: "Scenario", structure: str) -> list[Complaint]:
    """What is wrong with a structure's name, if anything."""
    from treasury.cli.finding import STANDALONE, run_names, structure_id

    try:
        structure_id(scenario, structure)
    except Refused as error:
        return list(error.complaints)
    if structure == STANDALONE:
        expected = f"one of {', '.join(run_names(scenario))}"
        message = "the stand-alone run is only compared with, and not kept"
        return [Complaint(path=(), message=message, expected=expected, where="--structure")]
    return []


def refuse(complaints: list[Complaint]) -> None:
    """Refuse a question with everything that is wrong with it."""
    if complaints:
        raise invalid(
            Wrong(pointer=PARAMETERS.get(each.where, each.where), detail=each.message,
                  expected=each.expected)
            for each in complaints
        )  # fmt: skip


def exported(
    database: Database, run_id: str, format: Format, chosen: tuple[str | None, Cut]
) -> bytes:
    """A .zip of the books of one structure (None: each in a folder), one file a period."""
    from treasury.booking import book
    from treasury.cli.finding import run_names
    from treasury.loading.packed import packed
    from treasury.reporting.exports.books import Books
    from treasury.reporting.exports.formats import export_texts

    structure, cut = chosen
    files: dict[str, str] = {}
    scenario = scenario_of(database, run_id)
    if structure is not None:
        refuse(structure_complaints(scenario, structure))
    for name in [structure] if structure is not None else run_names(scenario):
        found = simulated(database, run_id, name)
        books = Books(
            plan=found.plan, projection=found.projection,
            ledger=book(found.plan, found.projection.events),
        )  # fmt: skip
        files |= {f"{name}/{file}": text for file, text in export_texts(books, format, cut)}
    return packed(files)
