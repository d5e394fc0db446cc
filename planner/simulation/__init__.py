"""What a losing run, chance and a gap would do to the account. Exact where a method exists, simulated elsewhere.

streaks, walks      runs of losses, ruin and drawdown of trades with two outcomes: exact
against             the plan against the trader: what each level costs and which comes first
losing_run          the plan's own trade, lost again and again, sized and margined as the plan is
scenario, stress    what happened before, as moves of prices; the account after them, by its own margin engine
gap                 the answer to the third question
monte_carlo         bootstrapped R-multiples; the only module with NumPy
"""
