"""`python -m claimbook` is the command `claimbook`."""

from claimbook.cli import main

main()
