"""The server: what the editor says and asks, and what it is answered."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from icefloe.lsp.diagnostics import diagnostics
from icefloe.lsp.edges import Spot
from icefloe.lsp.room import Room
from icefloe.project import ProjectError
from icefloe.source import Span
from icefloe_schema.version import VERSION

#: How long the editor must be still before a change is looked at, in seconds.
STILL = 0.15
Answer = TypeVar("Answer")
_LOG = logging.getLogger(__name__)


class Server(LanguageServer):
    """Icefloe as a language server. One loop does everything: a check waits until the editor has been still."""

    def __init__(self) -> None:
        kind = types.TextDocumentSyncKind.Full
        super().__init__("icefloe", VERSION, kind)  # pyright: ignore[reportUnknownMemberType] - loosely typed there
        self.room = Room()
        self._shown: set[Path] = set()
        self._waiting: asyncio.TimerHandle | None = None

    def later(self) -> None:
        """Look at what is open, once the editor is still."""
        self.now_or_never()
        self._waiting = asyncio.get_running_loop().call_later(STILL, self.look)

    def now_or_never(self) -> None:
        """Forget a check that waits."""
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def look(self) -> None:
        """Check what is open, and show what is found; what was shown and is no more is taken away."""
        self.now_or_never()
        self.room.encoding = str(getattr(self.workspace.position_encoding, "value", self.workspace.position_encoding))
        found = self.safely("check", lambda: diagnostics(self.room), None)
        if found is None:
            return
        for path in sorted({*found, *self.room.open, *self._shown}):
            uri = uris.from_fs_path(str(path))
            if uri is not None:
                said = types.PublishDiagnosticsParams(uri=uri, diagnostics=found.get(path, []))
                self.text_document_publish_diagnostics(said)
        self._shown = set(found)

    def safely(self, what: str, answer: Callable[[], Answer], otherwise: Answer) -> Answer:
        """Answer, or say in the log why not: the server outlives whatever is written into a file."""
        try:
            return answer()
        except ProjectError as error:
            self._say(types.MessageType.Warning, str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the editor goes on
            _LOG.debug("%s failed", what, exc_info=error)
            self._say(types.MessageType.Error, f"{what} failed: {type(error).__name__}: {error}")
        return otherwise

    def _say(self, kind: types.MessageType, message: str) -> None:
        self.window_log_message(types.LogMessageParams(type=kind, message=f"icefloe: {message}"))

    def spots(self, uri: str, position: types.Position) -> tuple[Path, Sequence[Spot]]:
        """The file, and what stands at a position of it."""
        path = file(uri)
        edges, root = self.room.edges(path), self.room.root(path)
        if edges is None or root is None:
            return path, ()
        line, column = self.room.lines(path).place(position)
        return path, edges.at(path.relative_to(root).as_posix(), line, column)

    def locations(self, path: Path, spans: Sequence[Span]) -> list[types.Location]:
        """Spans of the project of a file, as the editor goes to them."""
        found: list[types.Location] = []
        for span in dict.fromkeys(spans):
            place = self.room.place(path, span)
            uri = None if place is None else uris.from_fs_path(str(place[0]))
            if place is not None and uri is not None:
                found.append(types.Location(uri=uri, range=self.room.lines(place[0]).range(span)))
        return found


def file(uri: str) -> Path:
    """The path of a document; one that is in no file has a path that nothing is at."""
    found = uris.to_fs_path(uri) if uri.startswith("file:") else None
    return Path(found) if found is not None else Path("/\0")
