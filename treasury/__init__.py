"""The engine: pure functions over plain values. No database, no HTTP, no clock, no chance."""

__version__ = "0.1.0"

LAYOUT = 3
"""How what is simulated is laid out: the arrays of `tables.Projection`, the columns and numbers of
its events, the order of the rows they point to, and the rules that made them. Every run is kept
with it, and only what is laid out as now is spoken for. It grows with every change of these, also
within a version (a rule that posts an amount on another day is one), and is here because whoever
only serves does not load the arrays."""
