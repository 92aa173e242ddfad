"""The demo bank: what it holds is what the shipped scenarios say."""

import datetime
import os
from pathlib import Path

from sqlalchemy import select

from api.settings import Settings
from api.store import auditing
from api.store.database import Database
from api.store.tables.group import account, entity
from api.store.tables.people import client
from api.workflows.demo import HYDRO, LIQUOR, loaded
from api.workflows.group_records import document
from api.workflows.unit import Service
from treasury.plan.reading import read

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NOW = datetime.datetime(2026, 3, 20, 9, 0, tzinfo=datetime.UTC)


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
        assert list(auditing.broken(connection)) == []
    assert loaded(service, SCENARIOS) is None
