"""Scenario folders, JSON and run folders -> Scenario, with every complaint at once."""
