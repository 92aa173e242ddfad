"""What the checks of a run are made of: the evidence, rebuilt from events, and each test of it."""
