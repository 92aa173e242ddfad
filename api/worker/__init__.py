"""What executes jobs, in processes of its own: a long run never holds up a request."""
