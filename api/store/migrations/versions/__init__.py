"""One step of the schema a file, each with a way back."""
