"""What a correction would post, and why: sentences, tables, the terminal, the files."""
