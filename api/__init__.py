"""The shell: everything that remembers, waits or talks.

`treasury` computes, `api` remembers and serves; `api` imports `treasury`, never the other way
round (docs/architecture.md).
"""
