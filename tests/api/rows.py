"""Rows for the matrix of permissions: what stands for a parameter of a path, or "<name>" in a body.

Each maker takes the bank, a client's name ("distillery" belongs to the team that asks, "shipyard"
to another one) and who asks, makes the row where it is not there yet, and gives its id.
"""

import json
from collections.abc import Callable

from api.store import scenarios
from api.workflows.scenarios import written
from tests.api.bank import START, Bank, fresh
from tests.api.documents import document
from treasury.loading.folder import from_json

Maker = Callable[[Bank, str, str], str]


def of_client(made: Bank, client: str, _who: str) -> str:
    return made.ids[client]


def of_scenario(made: Bank, client: str, _who: str) -> str:
    name = f"scenario of {client}"
    own = made.ids.setdefault(name, fresh(made))
    values = {"id": own, "client_id": made.ids[client], "key": name, "latest": 1,
              "created_at": START, "created_by": made.ids["relationship_manager"]}  # fmt: skip
    content = written(from_json(json.dumps(document())))
    version = {"id": fresh(made), "scenario_id": own, "number": 1,
               "fingerprint": content.fingerprint, "document": content.text,
               "created_at": START, "created_by": values["created_by"]}  # fmt: skip
    if made.write(lambda connection: scenarios.add(connection, values)):
        made.write(lambda connection: scenarios.add_version(connection, version))
    return own


ROWS: dict[str, Maker] = {
    "client_id": of_client,
    "scenario_id": of_scenario,
    "number": lambda _made, _client, _who: "1",
}
