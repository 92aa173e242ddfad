"""The schema's versions, as alembic takes them."""
