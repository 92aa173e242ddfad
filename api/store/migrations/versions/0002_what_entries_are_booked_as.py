"""What each entry of a statement is booked as; rules that keep entries as they were posted.

The ledger account against which an entry stands is read from its posting. An entry is never
removed, and changed only once: when it is undone.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

POSTED = """
SELECT a.id AS account_id, p.source AS "key", min(o.kind) AS kind
FROM ledger_account AS b
JOIN ledger AS l ON l.id = b.ledger_id
JOIN book AS k ON k.id = l.book_id AND k.run_id IS NULL
JOIN account AS a ON a.client_id = k.client_id AND a."key" = b.subject
JOIN posting AS p ON p.ledger_id = b.ledger_id AND b.id IN (p.debit_id, p.credit_id)
JOIN ledger_account AS o ON o.id = p.debit_id + p.credit_id - b.id
WHERE b.kind = 'bank' GROUP BY a.id, p.source
"""
"""Against what each entry was posted."""

UNPOSTED = """
CASE WHEN e.kind = 'opening' THEN 'opening' WHEN e.amount > 0 THEN 'receipts' ELSE 'payments' END
"""
"""What an entry was booked as by the rule of that time, should its posting be lost."""

CHECKED = (
    "CHECK (booked_as IN ('opening', 'receipts', 'payments', 'interest_earned', 'interest_paid', "
    "'fees'))"
)
INDEX = (
    "CREATE INDEX ix_statement_entry_account_id_booking_date_key "
    'ON statement_entry (account_id, booking_date, "key")'
)
FILLED = """
INSERT INTO statement_entry_as_it_will_be
  (account_id, "key", kind, booking_date, value_date, amount, undone, document, booked_as)
SELECT e.account_id, e."key", e.kind, booking_date, value_date, amount, undone, document,
  coalesce(w.kind, {unposted})
FROM statement_entry AS e
LEFT JOIN ({posted}) AS w ON w.account_id = e.account_id AND w."key" = e."key"
"""
SAID = """
UPDATE statement_entry AS e SET booked_as = w.kind FROM ({posted}) AS w
WHERE w.account_id = e.account_id AND w."key" = e."key"
"""
SAID_BY_RULE = "UPDATE statement_entry AS e SET booked_as = {unposted} WHERE booked_as IS NULL"
BACK = """
INSERT INTO statement_entry_as_it_was
  (account_id, "key", kind, booking_date, value_date, amount, undone, document)
SELECT account_id, "key", kind, booking_date, value_date, amount, undone, document
FROM statement_entry
"""
TABLE = """
CREATE TABLE {name} (
    account_id TEXT NOT NULL,
    "key" TEXT NOT NULL,
    kind TEXT NOT NULL,
    booking_date DATE NOT NULL,
    value_date DATE,
    amount BIGINT NOT NULL,
    undone BOOLEAN NOT NULL,
    document TEXT NOT NULL,{more}
    CONSTRAINT pk_statement_entry PRIMARY KEY (account_id, "key"),
    CONSTRAINT ck_statement_entry_kind CHECK (kind IN ('opening', 'entry')),{checked}
    CONSTRAINT fk_statement_entry_account_id FOREIGN KEY(account_id) REFERENCES account (id)
)
"""
"""SQLite adds no column that must hold something, and takes away none that a rule names."""

SQLITE_RULES = (
    """
CREATE TRIGGER statement_entry_changed
BEFORE UPDATE OF account_id, "key", kind, booking_date, value_date, amount, document, booked_as
ON statement_entry
BEGIN SELECT RAISE(ABORT, 'statement_entry: rows are never changed, only undone, and once'); END
""",
    """
CREATE TRIGGER statement_entry_undone BEFORE UPDATE OF undone ON statement_entry
WHEN NOT (OLD.undone = 0 AND NEW.undone = 1)
BEGIN SELECT RAISE(ABORT, 'statement_entry: rows are never changed, only undone, and once'); END
""",
    """
CREATE TRIGGER statement_entry_removed BEFORE DELETE ON statement_entry
BEGIN SELECT RAISE(ABORT, 'statement_entry: rows are never removed'); END
""",
)
POSTGRES_RULES = (
    """
CREATE FUNCTION statement_entry_undone() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wanted statement_entry := OLD;
BEGIN
  wanted.undone := TRUE;
  IF OLD.undone OR NEW IS DISTINCT FROM wanted THEN
    RAISE EXCEPTION 'statement_entry: rows are never changed, only undone, and once';
  END IF;
  RETURN NEW;
END $$
""",
    """
CREATE TRIGGER statement_entry_undone BEFORE UPDATE ON statement_entry
FOR EACH ROW EXECUTE FUNCTION statement_entry_undone()
""",
    """
CREATE TRIGGER statement_entry_removed BEFORE DELETE OR TRUNCATE ON statement_entry
FOR EACH STATEMENT EXECUTE FUNCTION kept_for_ever()
""",
)

UP = {
    "sqlite": (
        TABLE.format(name="statement_entry_as_it_will_be", more="\n    booked_as TEXT NOT NULL,",
                     checked=f"\n    CONSTRAINT ck_statement_entry_booked_as {CHECKED},"),
        FILLED.format(posted=POSTED, unposted=UNPOSTED),
        "DROP TABLE statement_entry",
        "ALTER TABLE statement_entry_as_it_will_be RENAME TO statement_entry",
        INDEX,
        *SQLITE_RULES,
    ),
    "postgresql": (
        "ALTER TABLE statement_entry ADD COLUMN booked_as TEXT",
        SAID.format(posted=POSTED),
        SAID_BY_RULE.format(unposted=UNPOSTED),
        "ALTER TABLE statement_entry ALTER COLUMN booked_as SET NOT NULL",
        f"ALTER TABLE statement_entry ADD CONSTRAINT ck_statement_entry_booked_as {CHECKED}",
        INDEX,
        *POSTGRES_RULES,
    ),
}  # fmt: skip
DOWN = {
    "sqlite": (
        "DROP TRIGGER statement_entry_changed",
        "DROP TRIGGER statement_entry_undone",
        "DROP TRIGGER statement_entry_removed",
        TABLE.format(name="statement_entry_as_it_was", more="", checked=""),
        BACK,
        "DROP TABLE statement_entry",
        "ALTER TABLE statement_entry_as_it_was RENAME TO statement_entry",
    ),
    "postgresql": (
        "DROP TRIGGER statement_entry_undone ON statement_entry",
        "DROP TRIGGER statement_entry_removed ON statement_entry",
        "DROP FUNCTION statement_entry_undone()",
        "DROP INDEX ix_statement_entry_account_id_booking_date_key",
        "ALTER TABLE statement_entry DROP CONSTRAINT ck_statement_entry_booked_as",
        "ALTER TABLE statement_entry DROP COLUMN booked_as",
    ),
}


def upgrade() -> None:
    """Say what each entry is booked as, then set the rules up."""
    for statement in UP[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Take the rules away, then the column."""
    for statement in DOWN[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(statement)
