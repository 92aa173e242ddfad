"""The command `treasury` once the service is installed: the engine's commands, and those of the
service: serve, worker, db, audit, reproduce."""
