"""What the demo bank keeps of a client, made of a shipped scenario by the verbs that people call.

The group; a statement of every account as of the evening before the scenario begins, so that the
books know each balance; the scenario's structures, drafted by the relationship manager and approved
by the lines that have to agree, in force from its first day.
"""

import datetime
import hashlib
from dataclasses import dataclass
from typing import Any

from api.workflows import approvals, group, statements, structures, submissions
from api.workflows.group_records import document
from api.workflows.structure_documents import LISTS, MAIN, OF_ONE_STRUCTURE
from api.workflows.unit import Unit
from treasury.accounts.chart import BankAccount
from treasury.importing.receiving import received
from treasury.money import to_minor, written
from treasury.pooling.rules import schedules_named
from treasury.pooling.structure import Structure
from treasury.scenario import Scenario

DAY = datetime.timedelta(days=1)
OPENING_FILE = "opening.sta"


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Who works for a client: its lead drafts, the lines approve."""

    lead: Unit
    lines: dict[str, Unit]


def kept(team: Team, client_id: str, found: Scenario) -> None:
    """Keep the group of a scenario, its opening balances and its structures."""
    with_group(team.lead, client_id, found)
    with_balances(team.lead, client_id, found)
    with_structures(team, client_id, found)


def with_group(unit: Unit, client_id: str, found: Scenario) -> None:
    """Keep the entities, banks and accounts; legal persons before their branches."""
    entities = sorted(found.entities, key=lambda each: each.branch_of is not None)
    for name, records in (("entities", entities), ("banks", found.banks)):
        for record in records:
            group.added(unit, client_id, name, document(record))
    for account in found.accounts:
        numbered = {**document(account), "number": account.id}
        group.added(unit, client_id, "accounts", numbered)


def with_balances(unit: Unit, client_id: str, found: Scenario) -> None:
    """Book a statement of each account, of the evening before the first day."""
    evening = found.first_day - DAY
    content = "".join(statement(each, evening) for each in found.accounts).encode()
    upload = statements.Upload(
        name=OPENING_FILE, sha256=hashlib.sha256(content).hexdigest(), size=len(content),
        content=lambda: content,
    )  # fmt: skip
    read = received([(OPENING_FILE, content)])
    statements.imported(unit, client_id, [upload], read, make=False)


def statement(account: BankAccount, day: datetime.date) -> str:
    """The account's MT940 of a day without entries.

    >>> print(statement(BankAccount(id="A", entity="E", bank="B", currency="CNY"),
    ...                 datetime.date(2025, 12, 31)), end="")
    :20:OPENING
    :25:A
    :28C:1/1
    :60F:C251231CNY0,00
    :62F:C251231CNY0,00
    -
    """
    minor = to_minor(account.opening, account.currency)
    amount = written(abs(minor), account.currency).replace(".", ",")
    comma = "" if "," in amount else ","
    side = "D" if minor < 0 else "C"
    balance = f"{side}{day:%y%m%d}{account.currency}{amount}{comma}"
    return f":20:OPENING\n:25:{account.id}\n:28C:1/1\n:60F:{balance}\n:62F:{balance}\n-\n"


def with_structures(team: Team, client_id: str, found: Scenario) -> None:
    """Keep each structure, approved from the scenario's first day on."""
    asked: list[Any] = []
    for structure in found.structures:
        told = structures.added(
            team.lead, client_id, document_of(found, structure), found.first_day
        )
        version = submissions.submitted(team.lead, told.row.id, 1, None)
        asked += version.approvals
    for approval in asked:
        approvals.decided(team.lines[approval.line], approval.id, "approve", "")


def document_of(found: Scenario, structure: Structure) -> dict[str, Any]:
    """The structure with everything of the scenario that belongs to it."""
    lists = {
        name: [document(each) for each in getattr(found, name)
               if belongs(each, name, structure, found)]
        for name in LISTS
    }  # fmt: skip
    return {MAIN: document(structure), **{name: each for name, each in lists.items() if each}}


def belongs(record: Any, name: str, structure: Structure, found: Scenario) -> bool:
    """Whether a record of the list belongs to the structure; what is everybody's does."""
    if name == "rules":
        return record.id in rules_of(found, structure)
    if name == "schedules":
        rules = [each for each in found.rules if each.id in rules_of(found, structure)]
        return any(record.schedule in schedules_named(rule).values() for rule in rules)
    if name in OF_ONE_STRUCTURE or name == "position_limits":
        return record.structure in (None, structure.id)
    return True


def rules_of(found: Scenario, structure: Structure) -> set[str]:
    """The rules that the structure's links name."""
    return {each.rule for each in found.links if each.structure == structure.id}
