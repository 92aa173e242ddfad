"""The first tables, and the rules that the database keeps by itself.

The statements stand beside this file, for each database in its own words, as they were when
this step was published: later changes of `tables.py` are later steps.
"""

from pathlib import Path

from alembic import op

from api.store.triggers import created, dropped

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def statements(dialect: str) -> list[str]:
    """The statements of this step for a database."""
    text = Path(__file__).with_name(f"0001.{dialect}.sql").read_text(encoding="utf-8")
    return [each for each in (part.strip() for part in text.split(";\n")) if each]


def names(dialect: str) -> list[str]:
    """The tables that this step makes, in the order in which they are made."""
    made = [each for each in statements(dialect) if each.startswith("CREATE TABLE ")]
    return [each.split(maxsplit=3)[2].strip('"') for each in made]


def upgrade() -> None:
    """Make the tables, then the rules."""
    dialect = op.get_bind().dialect.name
    for statement in (*statements(dialect), *created(dialect)):
        op.get_bind().exec_driver_sql(statement)
    op.get_bind().exec_driver_sql("INSERT INTO audit_head (id, number, hash) VALUES (1, 0, '')")


def downgrade() -> None:
    """Take the rules away, then the tables."""
    dialect = op.get_bind().dialect.name
    for statement in dropped(dialect):
        op.get_bind().exec_driver_sql(statement)
    for name in reversed(names(dialect)):
        op.get_bind().exec_driver_sql(f'DROP TABLE "{name}"')
