"""`python -m terang <command>`: the commands that need no site generator."""

import sys

from terang.cli.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
