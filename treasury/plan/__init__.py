"""Scenario -> Plan: names become indices, dates rows, rules arrays; all complaints at once."""
