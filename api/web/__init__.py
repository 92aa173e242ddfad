"""Pages for people. What they do they do through the JSON API, like any other program."""
