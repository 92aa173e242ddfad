"""The shell: everything that remembers, waits or talks. Nothing is built here yet.

Its place is kept: `treasury` computes, `api` will remember and serve, and imports `treasury`,
never the other way round (docs/architecture.md).
"""
