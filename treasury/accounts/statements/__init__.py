"""Bank statements: bytes of a file -> statements with their entries; one format, one module."""
