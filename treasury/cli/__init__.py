"""The commands that work on files: new, run, check, explain, export, statements, schema."""
