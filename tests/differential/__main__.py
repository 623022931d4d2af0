"""`python -m differential`."""

import sys

from differential.command import main

if __name__ == "__main__":
    sys.exit(main())
