"""Statements of banks -> a scenario folder: gathered, put in order, classified, written."""
