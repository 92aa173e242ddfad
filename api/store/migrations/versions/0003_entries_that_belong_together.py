"""Entries of statements that belong together: own transfers, sweeps, reversals, both sides.

None is known of what was booked before; each is found when a statement with its amount comes.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UP = (
    """
CREATE TABLE entry_partner (
    account_id TEXT NOT NULL,
    "key" TEXT NOT NULL,
    other_account_id TEXT NOT NULL,
    other_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT pk_entry_partner PRIMARY KEY (account_id, "key"),
    CONSTRAINT ck_entry_partner_kind CHECK (kind IN ('own_transfer', 'sweep', 'reversal')),
    CONSTRAINT fk_entry_partner_account_id_key FOREIGN KEY(account_id, "key")
      REFERENCES statement_entry (account_id, "key"),
    CONSTRAINT fk_entry_partner_other_account_id_other_key
      FOREIGN KEY(other_account_id, other_key) REFERENCES statement_entry (account_id, "key")
)
""",
    "CREATE INDEX ix_statement_entry_amount_account_id ON statement_entry (amount, account_id)",
)
DOWN = ("DROP INDEX ix_statement_entry_amount_account_id", "DROP TABLE entry_partner")


def upgrade() -> None:
    """Make the table, and the index by which other sides are looked for."""
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Take both away: what belongs together is found again."""
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
