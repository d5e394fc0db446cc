"""A planner for leveraged trades: what a trade can cost, before it is placed.

In reading order:

domain      what a leveraged position is: records, edits, sizing, costs, margin, levels. Exact, pure, no Qt, no files.
portfolio   open positions together: risk at their stops, how they move together, which of them are one bet.
discipline  limits and pause rules: counts in, states and caps out.
simulation  the three questions: price against the plan, a losing run, a gap; exact first, then Monte Carlo.
assess.py   the heart: one draft in, one assessment out, with the verdict.
report      what the trader reads, as text: sentences, numbers, rows, export.
storage     plan files, backups, recovery journal, the book and its tables, venue files, settings, shipped resources.
market      price history from files.
ui          Qt; thin. ui/charts alone knows pyqtgraph.
app.py      the commands: open the window, print a report, save a screenshot.
"""

__version__ = "0.1.0"
