"""The routes that a page can ask for, as FastHTML and Starlette let a file write them."""

from collections.abc import Callable

import pytest

from icefloe.dialects.fastflow import DIALECT
from icefloe.survey import FileSurvey

Read = Callable[..., FileSurvey]

PAGE = """\
from fasthtml.common import *
from starlette.routing import Mount, Route
from fastflow import FlowEditor, Node

app, rt = fast_app()

@rt
def index():
    return FlowEditor(Node("a"), id="g"), Script("new EventSource('{path}')")

{route}
"""


@pytest.mark.parametrize(
    ("route", "path"),
    [
        ("@rt\ndef go():\n    return 1", "/go"),
        ("", "/"),
        ('@rt("/run")\ndef anything():\n    return 1', "/run"),
        ('@rt("/run")\nasync def get():\n    return 1', "/run"),
        ('@rt(path="/run")\ndef go():\n    return 1', "/run/"),
        ('@app.get("/run")\ndef go():\n    return 1', "/run?x=1#y"),
        ("@app.get\ndef go():\n    return 1", "/go"),
        ('@app.route("/run")\ndef go():\n    return 1', "/run"),
        ('@app.route("/run", methods=["get"])\ndef post():\n    return 1', "/run"),
        ('@rt("/run", methods="GET")\ndef post():\n    return 1', "/run"),
        ('@rt("/runs/{number}")\ndef go(number: int):\n    return 1', "/runs/7"),
        ('@rt("/files/{name:path}")\ndef go(name: str):\n    return 1', "/files/a/b"),
        ('@rt("/{name}.json")\ndef go(name: str):\n    return 1', "/a.json"),
        ('def go(request):\n    return 1\n\napp.add_route("/run", go)', "/run"),
        ('def go(request):\n    return 1\n\napp.routes.append(Route("/run", endpoint=go))', "/run"),
        ('more = APIRouter()\n\n@more("/run")\ndef go():\n    return 1\n\nmore.to_app(app)', "/run"),
        ('more = APIRouter(prefix="/api")\n\n@more.get("/run")\ndef go():\n    return 1', "/api/run"),
        ('more = APIRouter("/api")\n\n@more\ndef go():\n    return 1', "/api/go"),
        ('more = FastHTML()\n\n@more.get("/run")\ndef go():\n    return 1\n\napp.mount("/api", more)', "/api/run"),
        ('more, at = fast_app()\n\n@at("/run")\ndef go():\n    return 1\n\nMount("/api", app=more)', "/api/run"),
        ("", "relative"),
        ("", "//elsewhere.org/run"),
    ],
)
def test_a_path_that_is_answered(read: Read, route: str, path: str) -> None:
    found = read(DIALECT, PAGE.format(path=path, route=route))
    assert [finding.message for finding in found.findings] == []


@pytest.mark.parametrize(
    ("route", "path", "message"),
    [
        ("", "/run", "`EventSource` asks `/run`, which no route of this file answers"),
        (
            '@rt("/runs/{number}")\ndef go(number: int):\n    return 1',
            "/runs/7/log",
            "`EventSource` asks `/runs/7/log`, which no route of this file answers",
        ),
        (
            '@rt("/run")\ndef post():\n    return 1',
            "/run",
            "`EventSource` asks `/run` by GET, and its route answers POST alone",
        ),
        (
            '@app.post("/run")\ndef go():\n    return 1\n\n@app.put("/run")\ndef change():\n    return 1',
            "/run",
            "`EventSource` asks `/run` by GET, and its route answers POST, PUT alone",
        ),
        (
            'more = APIRouter(prefix="/api")\n\n@more("/run")\ndef go():\n    return 1',
            "/run",
            "`EventSource` asks `/run`, which no route of this file answers; did you mean `/api/run`?",
        ),
    ],
)
def test_a_path_that_is_not(read: Read, route: str, path: str, message: str) -> None:
    found = read(DIALECT, PAGE.format(path=path, route=route))
    assert [(finding.code, finding.message) for finding in found.findings] == [("FLO265", message)]
    assert all(finding.related for finding in found.findings)
