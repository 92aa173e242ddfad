"""The demo bank: what it holds is what the shipped scenarios say, and works at once."""

import datetime
import os
from pathlib import Path
from typing import Any

from sqlalchemy import select

from api.settings import Settings
from api.store import auditing
from api.store.database import Connection, Database
from api.store.paging import Asked
from api.store.tables.group import account, entity
from api.store.tables.people import client, person
from api.workflows import structures
from api.workflows.demo import HYDRO, LIQUOR, begun, loaded, there
from api.workflows.group_records import document
from api.workflows.previews import Question, of_structure
from api.workflows.unit import Service
from treasury.money import to_minor
from treasury.plan.reading import read
from treasury.scenario import Scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NOW = datetime.datetime(2026, 3, 20, 9, 0, tzinfo=datetime.UTC)


def assert_structures_work(
    service: Service, connection: Connection, owner: Any, said: Scenario
) -> None:
    """Each structure is in force from the first day, and its sweeps begin with the openings."""
    somebody = connection.execute(select(person.c.id).where(person.c.login == "demo-rm"))
    unit = begun(service, connection, there(connection, str(somebody.scalar_one())))
    client_id = str(connection.execute(select(owner)).scalar_one())
    day = said.first_day
    told = structures.listed(unit, client_id, {}, Asked(), day).items
    assert {each.row.key for each in told} == {each.id for each in said.structures}
    assert all(each.in_force == 1 for each in told)
    openings = {each.id: to_minor(each.opening, each.currency) for each in said.accounts}
    working = day + datetime.timedelta(days=4)  # behind New Year
    question = Question(date=working, balances=None, positions=None, items=[])
    for each in told:
        number, found = of_structure(unit, each.row.id, None, question)
        assert number == 1 and found.sweeps
        assert {one.account: one.opening for one in found.accounts}.items() <= openings.items()
    lines = [
        (row.line, row.state)
        for each in told
        for row in structures.version(unit, each.row.id, 1).approvals
    ]
    assert set(lines) == {("liquidity", "approved"), ("credit", "approved")}


def test_the_groups_of_its_clients_are_those_of_their_scenarios(store: Database) -> None:
    service = Service(settings=Settings(), database=store, clock=lambda: NOW, randomness=os.urandom)
    made = loaded(service, SCENARIOS)
    assert made is not None
    assert made.scenarios == len(list(SCENARIOS.glob("*/scenario.toml")))
    with store.reading() as connection:
        for name, folder in ((LIQUOR, "10_liquor_group"), (HYDRO, "11_hydro_finance_company")):
            said = read(SCENARIOS / folder)
            owner = select(client.c.id).where(client.c.name == name).scalar_subquery()
            for table, records in ((entity, said.entities), (account, said.accounts)):
                rows = connection.execute(select(table).where(table.c.client_id == owner))
                kept = {row.key: row.document for row in rows}
                assert kept == {each.id: document(each) for each in records}
            assert_structures_work(service, connection, owner, said)
        assert list(auditing.broken(connection)) == []
    assert loaded(service, SCENARIOS) is None
