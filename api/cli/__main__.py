"""`python -m api.cli` is the command `treasury` with the service."""

import sys

from api.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
