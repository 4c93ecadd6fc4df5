"""`python -m pressdesk`."""

from pressdesk.cli import main

main()
