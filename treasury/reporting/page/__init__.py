"""The report as one HTML page that opens from disk, needs no network, and prints well."""
