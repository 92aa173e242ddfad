"""Where the books of an account stand: what is posted of it there, and in whose books it is now.

Amounts are minor units, debit of the account less credit.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, case, func, literal_column, select, update

from api.store.tables.books import ledger, ledger_account, posting
from treasury.posting.statement_books import UNDONE


def standing(connection: Connection, account_id: str) -> Sequence[Row[Any]]:
    """What is posted of the account where it stands, and not undone: key, days, other side, amount.

    In the order in which it was posted first.
    """
    bank, other = ledger_account.alias("bank"), ledger_account.alias("other")
    p = posting.c
    key = func.replace(p.source, literal_column(f"'{UNDONE}'"), literal_column("''")).label("key")
    amount = func.sum(case((p.debit_id == bank.c.id, p.amount), else_=-p.amount))
    sides = (p.debit_id == bank.c.id) | (p.credit_id == bank.c.id)
    across = other.c.id == p.debit_id + p.credit_id - bank.c.id
    wanted: Select[Any] = (
        select(
            key, p.booking_date, p.value_date, other.c.kind, other.c.subject,
            ledger.c.legal_entity, ledger.c.currency, amount.label("amount"),
        )
        .select_from(
            bank.join(ledger, ledger.c.id == bank.c.ledger_id)
            .join(posting, (p.ledger_id == ledger.c.id) & sides)
            .join(other, across)
        )
        .where(bank.c.account_id == account_id, bank.c.kind == "bank")
        .group_by(key, p.booking_date, p.value_date, other.c.kind, other.c.subject,
                  ledger.c.legal_entity, ledger.c.currency)
        .having(amount != 0)
        .order_by(func.min(p.id))
    )  # fmt: skip
    return connection.execute(wanted).all()


def stands_in(
    connection: Connection, book_id: int, account_id: str, legal_entity: str, subject: str
) -> None:
    """Say that the bank account stands in this legal entity's books, and nowhere else."""
    c = ledger_account.c
    connection.execute(
        update(ledger_account).where(c.account_id == account_id).values(account_id=None)
    )
    own = select(ledger.c.id).where(
        ledger.c.book_id == book_id, ledger.c.legal_entity == legal_entity
    )
    here = (c.ledger_id.in_(own)) & (c.kind == "bank") & (c.subject == subject)
    connection.execute(update(ledger_account).where(here).values(account_id=account_id))
