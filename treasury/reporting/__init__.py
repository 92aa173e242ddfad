"""Reports of a study: tables, files, the page, and sentences for events."""
