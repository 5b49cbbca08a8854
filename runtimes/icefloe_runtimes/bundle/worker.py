"""The program that runs one step of a bundle: `__main__.py` of the runtime that was unpacked."""

import sys

from icefloe_runtimes.step.__main__ import main

sys.exit(main())
