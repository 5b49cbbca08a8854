"""Whoever starts the processes of a run, and waits for them."""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex

from icefloe_runtimes.local.crew.forking import Lost, WarmParent, can_fork
from icefloe_runtimes.local.crew.going import Going, Passed
from icefloe_runtimes.local.crew.job import Ended, Job
from icefloe_runtimes.local.crew.keeper import Keeper
from icefloe_runtimes.local.crew.log import Log
from icefloe_runtimes.local.crew.spawned import Process, Spawned, Streams
from icefloe_runtimes.local.record import PLAN
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.local.stop import Stop
from icefloe_runtimes.locked import LOCK
from icefloe_runtimes.step import orders
from icefloe_runtimes.step.lifeline import VARIABLE
from icefloe_runtimes.step.manifest import Manifest
from icefloe_runtimes.step.publish import publish
from icefloe_runtimes.step.work import INTERRUPTED
