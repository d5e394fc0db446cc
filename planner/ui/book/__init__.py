"""The book in a window of its own: accounts, plans, open positions, history, rules. Opened when it is first wanted."""
