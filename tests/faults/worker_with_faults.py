"""Runs a step as the runtime's own command does, with calls that fail: OPERATION NUMBER ERROR LASTING, then its own."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from failing import Failing, Fault

from icefloe_runtimes.step.__main__ import main

if __name__ == "__main__":
    operation, number, error, lasting, *own = sys.argv[1:]
    sys.argv[1:] = own
    Failing(Fault(operation=operation, number=int(number), error=int(error), lasting=lasting == "lasting"))
    sys.exit(main(own))
