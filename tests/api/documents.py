"""Small scenario documents to send."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

TOML = """
id = "small"
title = "A small one"
first_day = 2026-01-01
last_day = 2026-01-05
"""
ENTITIES = "id,name\nHQ,Headquarters\n"
BANKS = "id,name\nICBC,Bank\n"
ACCOUNTS = "id,entity,bank,currency,opening\nA,HQ,ICBC,CNY,100.00\n"
FILES = {"scenario.toml": TOML, "entities.csv": ENTITIES, "banks.csv": BANKS,
         "accounts.csv": ACCOUNTS}  # fmt: skip


def document(**other: Any) -> dict[str, Any]:
    """A scenario that can be run: one account."""
    return {
        "id": "small", "title": "A small one", "first_day": "2026-01-01",
        "last_day": "2026-01-05",
        "entities": [{"id": "HQ", "name": "Headquarters"}],
        "banks": [{"id": "ICBC", "name": "Bank"}],
        "accounts": [{"id": "A", "entity": "HQ", "bank": "ICBC", "currency": "CNY",
                      "opening": "100.00"}],
    } | other  # fmt: skip


def archive(files: Mapping[str, str | bytes]) -> bytes:
    """These files in a .zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as into:
        for name, text in files.items():
            into.writestr(name, text)
    return made.getvalue()
