"""What Alembic runs for every step: on the connection it is handed, inside the transaction already begun there."""

from alembic import context

from planner.storage.book.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
