"""The codes that are not rules: what the reader of a dialect, the way down to a plan, and the limits of reading report.

A rule has a file of its own, whose docstring is its page (`icefloe.rules`). Each code here stands for one thing that is
found while a file is read, and has its page in a sentence or two.
"""

from icefloe.codes.code import Code as Code
from icefloe.codes.fastflow import EXECUTOR
from icefloe.codes.fastflow_drawing import DRAWING
from icefloe.codes.general import GENERAL
from icefloe.codes.motools import MOTOOLS
from icefloe.codes.motools_config import CONFIGURATION
from icefloe.codes.runnable_shape import SHAPE
from icefloe.codes.runnable_values import VALUES
from icefloe.codes.runnable_wiring import WIRING
from icefloe.codes.runnable_yaml import YAML
from icefloe.originals import ORIGINALS, Original

CODES: tuple[Code | Original, ...] = (
    *ORIGINALS,
    *GENERAL,
    *EXECUTOR,
    *DRAWING,
    *MOTOOLS,
    *CONFIGURATION,
    *SHAPE,
    *WIRING,
    *VALUES,
    *YAML,
)


def page(code: str) -> str | None:
    """The page of a code, by its code or name; None if it is not one of these."""
    for one in CODES:
        if code.upper() == one.code or code.lower() == one.name:
            return one.page
    return None
