"""Rows for the matrix of permissions: what stands for a parameter of a path, or "<name>" in a body.

Each maker takes the bank, a client's name ("distillery" belongs to the team that asks, "shipyard"
to another one) and who asks, makes the row where it is not there yet, and gives its id.
"""

import datetime
import json
from collections.abc import Callable
from functools import cache

from api.security.passwords import hashed
from api.security.secrets import hash_of
from api.store import credentials, people, scenarios
from api.workflows.scenarios import written
from tests.api.bank import START, Bank, fresh
from tests.api.documents import document
from tests.api.pools import DAY, body, grouped
from tests.api.scenario_runs import done_run
from treasury.loading.folder import from_json

Maker = Callable[[Bank, str, str], str]
LEADS = {"distillery": "relationship_manager", "shipyard": "relationship_manager_south"}


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


def of_part(name: str, body: dict[str, str]) -> Maker:
    """Makes an entity, a bank or an account with this body, as the client's lead would."""

    def of_group(made: Bank, client: str, who: str) -> str:
        filled = {key: ROWS[text[1:-1]](made, client, who) if text.startswith("<") else text
                  for key, text in body.items()}  # fmt: skip
        made.called(LEADS[client], "POST", f"/clients/{made.ids[client]}/{name}", json=filled)
        return body["id"]

    return of_group


def of_person(made: Bank, client: str, _who: str) -> str:
    return made.ids["treasury_officer" if client == "distillery" else "treasury_officer_south"]


def of_token(made: Bank, client: str, who: str) -> str:
    other = "relationship_manager_south"
    owner = (who or "relationship_manager") if client == "distillery" else other
    values = {"id": fresh(made), "person_id": made.ids[owner], "name": "nightly",
              "hash": fresh(made), "scopes": [], "created_at": START,
              "expires_at": START + datetime.timedelta(days=1)}  # fmt: skip
    made.write(lambda connection: credentials.add_token(connection, values))
    return values["id"]


def of_link(made: Bank, _client: str, _who: str) -> str:
    given = fresh(made)
    values = {"hash": hash_of(given), "person_id": made.ids["credit_officer"],
              "created_at": START, "expires_at": START + datetime.timedelta(days=1)}  # fmt: skip
    made.write(lambda connection: credentials.add_link(connection, values))
    return given


@cache
def kept(password: str) -> str:
    return hashed(password)


def old_password(made: Bank, _client: str, who: str) -> str:
    values = {"password_hash": kept("one that nobody guesses")}
    person_id = made.ids[who or "relationship_manager"]
    made.write(lambda connection: people.put(connection, person_id, values))
    return "one that nobody guesses"


def signing_in(made: Bank, client: str, _who: str) -> str:
    old_password(made, client, "treasury_officer")
    return "treasury_officer"


def run(made: Bank, client: str, _who: str) -> str:
    return done_run(made, client)


def day_of_group(made: Bank, client: str, _who: str) -> str:
    """A day on which the client has a group to make structures of."""
    lead = LEADS[client]
    there = made.called(lead, "GET", f"/clients/{made.ids[client]}/accounts").json()["items"]
    if not there:
        grouped(made, client, lead)
    return DAY.isoformat()


def of_structure(made: Bank, client: str, who: str) -> str:
    day_of_group(made, client, who)
    lead, path = LEADS[client], f"/clients/{made.ids[client]}/structures"
    there = made.called(lead, "GET", f"{path}?key=zba").json()["items"]
    return str(there[0]["id"] if there else
               made.called(lead, "POST", path, json=body()).json()["id"])  # fmt: skip


def of_approval(made: Bank, client: str, who: str) -> str:
    at, lead = f"/structures/{of_structure(made, client, who)}/versions", LEADS[client]
    if not made.called(lead, "GET", at).json()["items"]:  # its draft was deleted
        made.called(lead, "POST", at, {"If-Match": "*"}, json=body())
    where = f"{at}/{made.called(lead, 'GET', at).json()['items'][0]['number']}"
    made.called(lead, "POST", f"{where}/submission", json={})
    return str(made.called(lead, "GET", where).json()["approvals"][0]["id"])


MT940 = (
    ":20:S\n:25:A\n:28C:1/1\n:60F:C260302EUR0,\n:61:2603020302C10,NTRFA\n"
    ":61:2603020302C5,NTRFB\n:61:2603020302RC5,NTRFB\n:62F:C260302EUR10,\n-\n"
)
"""An entry, and one with its reversal."""


def of_statement(made: Bank, client: str, _who: str) -> str:
    path, files = f"/clients/{made.ids[client]}/statements", {"files": ("b.sta", MT940.encode())}
    answer = made.called(LEADS[client], "POST", path, files=files)
    return str(answer.json()["files"][0]["id"])


def of_account(made: Bank, client: str, who: str) -> str:
    """An account that a statement tells."""
    of_statement(made, client, who)
    return "A"


def of_entry(made: Bank, client: str, who: str) -> str:
    path = f"/clients/{made.ids[client]}/accounts/{of_account(made, client, who)}/entries"
    return str(made.called(LEADS[client], "GET", path).json()["items"][0]["id"])


ROWS: dict[str, Maker] = {
    "account_id": of_account,
    "entry_id": of_entry,
    "key": lambda _made, _client, _who: "standard",
    "statements_id": of_statement,
    "day_of_group": day_of_group,
    "structure_id": of_structure,
    "approval_id": of_approval,
    "client_id": of_client,
    "entities_id": of_part("entities", {"id": "HQ"}),
    "banks_id": of_part("banks", {"id": "ICBC"}),
    "accounts_id": of_part(
        "accounts",
        {
            "id": "HQ-001",
            "entity": "<entities_id>",
            "bank": "<banks_id>",
            "currency": "CNY",
        },
    ),
    "person_id": of_person,
    "department_id": lambda made, _client, _who: made.ids["north"],
    "token_id": of_token,
    "link": of_link,
    "old_password": old_password,
    "signing_in": signing_in,
    "scenario_id": of_scenario,
    "number": lambda _made, _client, _who: "1",
    "run_id": run,
    "structure": lambda _made, _client, _who: "as_is",
    "table": lambda _made, _client, _who: "balances",
    "name": lambda _made, _client, _who: "summary.json",
    "format": lambda _made, _client, _who: "hledger",
}
