"""Side-by-side measurements with peers whose results are equal; no time is ever asserted."""
