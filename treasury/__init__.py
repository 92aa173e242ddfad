"""The engine: pure functions over plain values. No database, no HTTP, no clock, no chance."""

__version__ = "0.1.0"
