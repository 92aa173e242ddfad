"""`python -m treasury.cli` is the command `treasury`."""

import sys

from treasury.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
