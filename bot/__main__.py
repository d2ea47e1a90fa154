"""`python -m bot` is the command `voz`."""

import sys

from bot.cli import main

sys.exit(main())
