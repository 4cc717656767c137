"""The entrance of `python -m terang`: it calls the command line in `cli` and nothing else."""

import sys

from terang.cli.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
