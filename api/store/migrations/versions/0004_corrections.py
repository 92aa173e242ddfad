"""Versions that correct another one of the same day, and why an approval is asked for.

Of a key's versions of one day the one with the highest number stands; rows of reference data are
never changed and never removed from here on. A version of a structure says which one it corrects;
of one day at most one version waits, one is the first approved, and each is corrected once.

The way back keeps what is in force on each day: of reference data the version that stands, whose
predecessors the audit still tells; a corrected version of a structure becomes a rejected one, the
only word for "not in force" that there was. A correction that waits becomes a draft again, and what
is asked about it is withdrawn by nobody: none could wait on the day of an approved one.
"""

from alembic import op

from api.store.triggers import kept, let_go

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLE = """CREATE TABLE reference_made (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    "key" TEXT NOT NULL,
    effective_from DATE NOT NULL,
    document TEXT NOT NULL,
    source TEXT NOT NULL,
    {number} INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_reference PRIMARY KEY (id),
    CONSTRAINT {unique},
    CONSTRAINT ck_reference_kind CHECK (kind IN ('calendar', 'rate', 'fx_rate', 'profile'))
)"""
"""SQLite takes no rule away from a table: another one is made in its place."""
ONE_A_DAY = 'uq_reference_kind_key_effective_from UNIQUE (kind, "key", effective_from)'
NUMBERED = (
    'uq_reference_kind_key_effective_from_number UNIQUE (kind, "key", effective_from, number)'
)
COPIED = """INSERT INTO reference_made
SELECT id, kind, "key", effective_from, document, source, {number}, created_at FROM reference"""

REFERENCE_UP = {
    "sqlite": (
        TABLE.format(number="number", unique=NUMBERED),
        COPIED.format(number="1"),
        "DROP TABLE reference",
        "ALTER TABLE reference_made RENAME TO reference",
    ),
    "postgresql": (
        "ALTER TABLE reference DROP CONSTRAINT uq_reference_kind_key_effective_from",
        "ALTER TABLE reference RENAME COLUMN version TO number",
        f"ALTER TABLE reference ADD CONSTRAINT {NUMBERED}",
    ),
}
STANDING_ONLY = """DELETE FROM reference WHERE EXISTS (
  SELECT 1 FROM reference AS later
  WHERE later.kind = reference.kind AND later."key" = reference."key"
    AND later.effective_from = reference.effective_from AND later.number > reference.number)"""
REFERENCE_DOWN = {
    "sqlite": (
        STANDING_ONLY,
        TABLE.format(number="version", unique=ONE_A_DAY),
        COPIED.format(number="1"),
        "DROP TABLE reference",
        "ALTER TABLE reference_made RENAME TO reference",
    ),
    "postgresql": (
        STANDING_ONLY,
        "ALTER TABLE reference DROP CONSTRAINT uq_reference_kind_key_effective_from_number",
        "ALTER TABLE reference RENAME COLUMN number TO version",
        "UPDATE reference SET version = 1",
        f"ALTER TABLE reference ADD CONSTRAINT {ONE_A_DAY}",
    ),
}
TERMS_UP = """
ALTER TABLE approval ADD COLUMN because TEXT;
ALTER TABLE structure_version ADD COLUMN corrects INTEGER;
DROP INDEX uq_structure_version_beginning;
CREATE UNIQUE INDEX uq_structure_version_waiting
ON structure_version (structure_id, effective_from) WHERE state = 'submitted';
CREATE UNIQUE INDEX uq_structure_version_first
ON structure_version (structure_id, effective_from) WHERE state = 'approved' AND corrects IS NULL;
CREATE UNIQUE INDEX uq_structure_version_corrected
ON structure_version (structure_id, corrects) WHERE state = 'approved'
"""
TERMS_DOWN = """
UPDATE structure_version SET state = 'rejected' WHERE EXISTS (
  SELECT 1 FROM structure_version AS later WHERE later.state = 'approved'
    AND later.structure_id = structure_version.structure_id
    AND later.corrects = structure_version.number);
UPDATE structure_version SET state = 'draft' WHERE state = 'submitted' AND EXISTS (
  SELECT 1 FROM structure_version AS other WHERE other.state = 'approved'
    AND other.structure_id = structure_version.structure_id
    AND other.effective_from = structure_version.effective_from);
UPDATE approval SET state = 'withdrawn', version = version + 1,
  reason = 'The store went back to a version that knows no corrections.'
WHERE state = 'open' AND subject_id IN (SELECT id FROM structure_version WHERE state = 'draft');
DROP INDEX uq_structure_version_corrected;
DROP INDEX uq_structure_version_first;
DROP INDEX uq_structure_version_waiting;
CREATE UNIQUE INDEX uq_structure_version_beginning
ON structure_version (structure_id, effective_from) WHERE state IN ('submitted', 'approved');
ALTER TABLE structure_version DROP COLUMN corrects;
ALTER TABLE approval DROP COLUMN because
"""


def upgrade() -> None:
    """Let versions correct others, and keep what was said for ever."""
    dialect = op.get_bind().dialect.name
    for statement in (*REFERENCE_UP[dialect], *kept(dialect, "reference"), *TERMS_UP.split(";")):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Keep what is in force on each day, and one version a day."""
    dialect = op.get_bind().dialect.name
    terms = TERMS_DOWN.split(";")
    for statement in (*let_go(dialect, "reference"), *terms, *REFERENCE_DOWN[dialect]):
        op.get_bind().exec_driver_sql(statement)
