"""Events are numbers and codes; sentences are made here, and the story of an account's day."""
