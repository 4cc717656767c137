"""Commands that need no site generator: `python -m terang <command>`."""

import sys

from terang.cli.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
