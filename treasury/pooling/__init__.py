"""Pooling: structures, the one sweep equation, the passes, and paying without being disturbed."""
