"""The engine: pure functions over plain values. No database, no HTTP, no clock, no chance."""

__version__ = "0.1.0"

LAYOUT = 2
"""How what is simulated is laid out: the arrays of `tables.Projection`, the columns and numbers of
its events, the order of the rows they point to. Every run is kept with it, and only what is laid
out as now is spoken for. It grows with every change of these, also within a version, and is here
because whoever only serves does not load the arrays."""
