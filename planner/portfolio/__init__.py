"""Open positions together: what is lost if their stops are hit, and how far they are one bet. Knows the domain only.

In reading order:

open_risk         the plain sum of losses at stops
network           how instruments move together: said, estimated, usual (`priors`); made `possible` by `nearest`
clusters          which positions are one bet
correlated_risk   the arithmetic of risks that move together
currency_legs     what the account is long and short of; `drivers` the same by beta
standing          what is the same whatever the plan's size
portfolio_risk    the book before a plan and with it
estimation        correlations from closes on a `common_clock`
"""
