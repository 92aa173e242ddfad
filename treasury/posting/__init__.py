"""What booking is made of: the chart of ledger accounts, and positions kept gross."""
