"""An editor, as far as a test needs one: JSON-RPC with a server in a process of its own."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PATIENCE = 180


class Editor:
    """A client of one server. Documents are opened, changed and asked about by their path."""

    def __init__(self, root: Path, encodings: tuple[str, ...] = ()) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "icefloe", "lsp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=root,
            env={**os.environ, "PYTHONWARNINGS": "error"},
        )
        self._root = root
        self._number = 0
        self._versions: dict[str, int] = {}
        self._came: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.log: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()
        general = {"general": {"positionEncodings": list(encodings)}} if encodings else {}
        self.able = self.ask("initialize", {"processId": None, "rootUri": root.as_uri(), "capabilities": general})
        self.tell("initialized", {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if kind is None:
                self.ask("shutdown", None)
                self.tell("exit", None)
                assert self._process.wait(PATIENCE) == 0, self._process.stderr and self._process.stderr.read().decode()
        finally:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
                assert stream is not None
                stream.close()

    def uri(self, name: str) -> str:
        return (self._root / name).as_uri()

    def open(self, name: str, text: str | None = None) -> list[dict[str, Any]]:
        """Open a document, and wait for what is found in it."""
        held = (self._root / name).read_text(encoding="utf-8") if text is None else text
        self._versions[name] = 1
        document = {"uri": self.uri(name), "languageId": "python", "version": 1, "text": held}
        self.diagnostics.pop(self.uri(name), None)
        self.tell("textDocument/didOpen", {"textDocument": document})
        return self.found(name)

    def change(self, name: str, text: str) -> list[dict[str, Any]]:
        """Change a document, and wait for what is found in it then."""
        self._versions[name] += 1
        self.diagnostics.pop(self.uri(name), None)
        document = {"uri": self.uri(name), "version": self._versions[name]}
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        return self.found(name)

    def found(self, name: str) -> list[dict[str, Any]]:
        """What was found in a document, once the server says it."""
        while self.uri(name) not in self.diagnostics:
            self._take()
        return self.diagnostics[self.uri(name)]

    def at(self, method: str, name: str, line: int, character: int, **more: object) -> Any:
        """Ask about a position."""
        place = {"textDocument": {"uri": self.uri(name)}, "position": {"line": line, "character": character}}
        return self.ask(f"textDocument/{method}", {**place, **more})

    def actions(self, name: str, range_: Mapping[str, Any], *only: str) -> list[dict[str, Any]]:
        """Ask what can be done about a stretch."""
        context = {"diagnostics": [], **({"only": list(only)} if only else {})}
        asked = {"textDocument": {"uri": self.uri(name)}, "range": range_, "context": context}
        return self.ask("textDocument/codeAction", asked) or []

    def ask(self, method: str, params: object) -> Any:
        """Send a request, and wait for its answer."""
        self._number += 1
        self._send({"jsonrpc": "2.0", "id": self._number, "method": method, "params": params})
        while True:
            message = self._take()
            if message.get("id") == self._number and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def tell(self, method: str, params: object) -> None:
        """Send a notification."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def _send(self, message: object) -> None:
        data = json.dumps(message).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self._process.stdin.flush()

    def _take(self) -> dict[str, Any]:
        message = self._came.get(timeout=PATIENCE)
        assert message is not None, self._process.stderr and self._process.stderr.read().decode()
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        if message.get("method") == "window/logMessage":
            self.log.append(message["params"]["message"])
        return message

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while True:
            length = 0
            while (line := stream.readline()) not in (b"\r\n", b""):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if not line:
                self._came.put(None)
                return
            self._came.put(json.loads(stream.read(length)))


def edited(text: str, edits: list[dict[str, Any]]) -> str:
    """A text after edits of an editor, whose columns count UTF-16."""
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines) + 1)]

    def offset(place: Mapping[str, int]) -> int:
        if place["line"] >= len(lines):
            return len(text)
        units = lines[place["line"]].encode("utf-16-le")[: 2 * place["character"]]
        return starts[place["line"]] + len(units.decode("utf-16-le"))

    for edit in reversed(edits):
        start, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text
