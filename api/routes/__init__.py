"""JSON under /api/v1: what is asked is read, a workflow is called, what it gives is written."""
