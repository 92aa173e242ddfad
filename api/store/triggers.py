"""Rules that the database keeps by itself, whoever writes to it.

Postings, the audit, versions of scenarios, statements and reference data are never changed and
never removed: a correction is a new entry. A posting's two sides belong to the ledger it stands in,
so that every pair balances in one legal entity's books and one currency. The same rules on both
databases, in the words of each.
"""

KEPT_FOR_EVER = ("posting", "audit", "scenario_version", "statement", "statement_file")
"""From the first version of the schema on; later ones are added by the steps after it."""

SQLITE_KEPT = """
CREATE TRIGGER {table}_{what} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed and never removed'); END
"""

SQLITE_SIDES = """
CREATE TRIGGER posting_sides BEFORE INSERT ON posting
WHEN (SELECT count(*) FROM ledger_account
      WHERE id IN (NEW.debit_id, NEW.credit_id) AND ledger_id = NEW.ledger_id) <> 2
BEGIN SELECT RAISE(ABORT, 'posting: both sides belong to the ledger it stands in'); END
"""

POSTGRES_KEPT = """
CREATE FUNCTION kept_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ': rows are never changed and never removed';
END $$
"""

POSTGRES_KEPT_ON = """
CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION kept_for_ever()
"""

POSTGRES_SIDES = """
CREATE FUNCTION posting_sides() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT ledger_id, debit_id, credit_id FROM fresh) AS f
    LEFT JOIN ledger_account AS d ON d.id = f.debit_id AND d.ledger_id = f.ledger_id
    LEFT JOIN ledger_account AS c ON c.id = f.credit_id AND c.ledger_id = f.ledger_id
    WHERE d.id IS NULL OR c.id IS NULL)
  THEN RAISE EXCEPTION 'posting: both sides belong to the ledger it stands in'; END IF;
  RETURN NULL;
END $$
"""

POSTGRES_SIDES_ON = """
CREATE TRIGGER posting_sides AFTER INSERT ON posting REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION posting_sides()
"""


def kept(dialect: str, table: str) -> list[str]:
    """The statements by which the rows of a table are never changed and never removed."""
    if dialect == "postgresql":
        return [POSTGRES_KEPT_ON.format(table=table)]
    verbs = (("changed", "UPDATE"), ("removed", "DELETE"))
    return [SQLITE_KEPT.format(table=table, what=what, verb=verb) for what, verb in verbs]


def let_go(dialect: str, table: str) -> list[str]:
    """The statements that take that rule away."""
    if dialect == "postgresql":
        return [f"DROP TRIGGER {table}_kept ON {table}"]
    return [f"DROP TRIGGER {table}_{what}" for what in ("changed", "removed")]


def created(dialect: str) -> list[str]:
    """The statements that set the first rules up on this database."""
    on = [each for table in KEPT_FOR_EVER for each in kept(dialect, table)]
    if dialect == "sqlite":
        return [*on, SQLITE_SIDES]
    return [POSTGRES_KEPT, *on, POSTGRES_SIDES, POSTGRES_SIDES_ON]


def dropped(dialect: str) -> list[str]:
    """The statements that take them away, before their tables go."""
    on = [each for table in KEPT_FOR_EVER for each in let_go(dialect, table)]
    if dialect == "sqlite":
        return [*on, "DROP TRIGGER posting_sides"]
    return [
        *on,
        "DROP TRIGGER posting_sides ON posting",
        "DROP FUNCTION kept_for_ever()",
        "DROP FUNCTION posting_sides()",
    ]
