"""The description of the API (OpenAPI): what FastAPI reads off the routes, and what it cannot."""
