"""The way of the tables from their first version to today's: one script a step, never changed once released."""
