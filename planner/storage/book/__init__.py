"""The book: one database per trader, SQLite in a file of its own or PostgreSQL by address, with the same meaning.

address     which database, without secrets. All else here imports SQLAlchemy and is imported late.
columns     how exact numbers and moments are kept.
schema      the tables of today; `migrations` leads there from every earlier day, `upgrade` walks it.
opening     one connection, checked. `handle` lends it, for one transaction at a time.
accounts, plans, trades, fills, events, queries    what is kept, told and asked.
text_copy   a book as lines of text, and back.
checking    whether a file is as it was written.
backups, salvage    copies, and what can be read of a damaged file.
"""
