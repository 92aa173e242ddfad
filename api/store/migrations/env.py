"""How alembic takes the steps: on the connection it is given, in one transaction."""

from alembic import context

from api.store.columns import metadata
from api.store.tables import books, group, honesty, people, runs, terms

TABLES = (books, group, honesty, people, runs, terms)
"""Imported for what they put into the metadata."""

with context.config.attributes["engine"].connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
