"""What happens to a group from outside: items, and (later) forecasts and generators of items."""
