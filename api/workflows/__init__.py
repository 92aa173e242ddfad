"""The verbs of the service. JSON routes and pages both call these; rights are enforced here."""
