"""Sees to it that no command outlives the runner, whatever becomes of that."""

import asyncio
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from icefloe_runtimes.local.crew.ears import Ears
from icefloe_runtimes.local.crew.spawned import Spawned, Streams

#: The variable by which the commands of one run, and all that they start, are known.
MARK = "ICEFLOE_COMMANDS"
# It ends when nobody holds the other end of its input any more: at once after a word, else as the runner has died on
# the way, and a command that was being started then may not be known yet.
_SCRIPT = """
read -r word
clear=
while [ "$clear" != xx ]; do
    clear=${clear}x
    for one in $(grep -lsF -e "$1" /proc/[0-9]*/environ); do
        one=${one#/proc/}
        kill -9 "${one%/environ}" 2>/dev/null && clear=
        kill -9 -"${one%/environ}" 2>/dev/null
    done
    [ "$word" ] && break
    sleep 0.1
done
"""


class Keeper:
    """A shell that waits for the end of the runner."""

    def __init__(self, environment: Mapping[bytes, bytes], ears: Ears) -> None:
        self.mark = token_hex(16)
        held, self._held = os.pipe()
        nothing = os.open(os.devnull, os.O_WRONLY)
        try:
            words = ("sh", "-c", _SCRIPT, "icefloe-keeper", f"{MARK}={self.mark}")
            self._process = Spawned(words, Path("/"), environment, Streams(input=held, output=nothing), ears)
        finally:
            os.close(held)
            os.close(nothing)

    def around(self, environment: Mapping[str, str]) -> Mapping[str, str]:
        """The variables of a command with those by which it is known; no other ones can stand in their place."""
        return {**environment, "ICEFLOE_WORKER": "1", MARK: self.mark}

    async def close(self) -> None:
        """Let it kill what is left of the commands."""
        with suppress(BrokenPipeError):
            os.write(self._held, b"end\n")
        os.close(self._held)
        await asyncio.shield(self._process.exited)
