"""The day loop: the order of the banking day, written once."""
