"""Going on from an earlier run: what is taken from it, what runs, and why."""

from icefloe_runtimes.local.resume.choice import Choice
from icefloe_runtimes.local.resume.choosing import choose, hinted_stages
from icefloe_runtimes.local.resume.decision import Decided
from icefloe_runtimes.local.resume.given import Given, Wanted
from icefloe_runtimes.local.resume.taken import Taken

__all__ = ["Choice", "Decided", "Given", "Taken", "Wanted", "choose", "hinted_stages"]
