"""Who owns which account, the books, and (later) bank statements and reconciliation."""
