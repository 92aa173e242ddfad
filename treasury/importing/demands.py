"""What an import demands before it writes anything: accounts that are complete or accepted as they
are, choices about items that exist, and for everything left out somebody who computes it.

Each function refuses with every complaint at once, or does nothing.
"""

from treasury.errors import Complaint, Refused
from treasury.importing.chaining import Account
from treasury.importing.choices import CHOICES, CLASSED, ByHand, Choices
from treasury.importing.classification import FEE, INTEREST
from treasury.importing.classified import Classified
from treasury.importing.folder import MEMORY_FOLDER, refuse
from treasury.importing.memory import ENTRIES

ACCEPT = "--accept-unreconciled"


def demand_complete(accounts: list[Account], silent: tuple[str, ...], *, accept: bool) -> None:
    """Refuse accounts that are incomplete, unless they are accepted as they are."""
    refuse([
        Complaint(path=(), message=flag, where=f"account {one.number} {one.currency}",
                  expected=f"what is missing, or {ACCEPT}")
        for one in accounts for flag in one.flags if not accept
    ])  # fmt: skip
    if not accounts:
        message = "no statement and no dated, booked entry is known"
        raise Refused([
            Complaint(path=(), where=f"account {', '.join(silent)}", message=message,
                      expected="a statement with its balances")
        ])  # fmt: skip


def demand_known_items(by_hand: dict[str, ByHand], found: Classified) -> None:
    """Refuse classes given to items that are not there."""
    known = {found.id_of(number) for number in found.numbers.tolist()} if by_hand else set()
    refuse([
        Complaint(path=(), message=f"there is no item {item!r}",
                  expected=f"an item of {ENTRIES}, or no such line",
                  where=f"{MEMORY_FOLDER}/{CLASSED}")
        for item in by_hand if item not in known
    ])  # fmt: skip


def demand_computed(
    found: Classified, ids: list[str], choices: Choices, having: dict[int, set[int]]
) -> None:
    """Refuse to leave out interest or fees of accounts for which nothing would compute them.

    `having` are the accounts that have terms (under INTEREST) and fees (under FEE), by index.
    """
    names = found.entries["class_code"]
    for kind, word, what in (
        (INTEREST, choices.interest, "interest terms"), (FEE, choices.fee, "fees"),
    ):  # fmt: skip
        at = found.numbers
        lacking = set(found.account[at[names[at] == kind]].tolist()) - having[kind]
        if word == "engine" and lacking:
            named = ", ".join(sorted(ids[index] for index in lacking))
            message = f"history is left out for the engine to compute, but {named} has no {what}"
            raise Refused([
                Complaint(path=(), where=f"{MEMORY_FOLDER}/{CHOICES}", message=message,
                          expected=f"{what} of these accounts, or terms")
            ])  # fmt: skip
