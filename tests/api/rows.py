"""Rows for the matrix of permissions: what stands for a parameter of a path, or "<name>" in a body.

Each maker takes the bank, a client's name ("distillery" belongs to the team that asks, "shipyard"
to another one) and who asks, makes the row where it is not there yet, and gives its id.
"""

from collections.abc import Callable

from tests.api.bank import Bank

Maker = Callable[[Bank, str, str], str]


def of_client(made: Bank, client: str, _who: str) -> str:
    return made.ids[client]


ROWS: dict[str, Maker] = {
    "client_id": of_client,
}
