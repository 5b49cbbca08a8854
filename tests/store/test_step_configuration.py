"""What a single step reads of the project's configuration by itself."""

import pytest

from icefloe_runtimes.step.configured import keeping
from icefloe_runtimes.step.errors import UsageError

FORMATS = '"polars.DataFrame" = "mine:Arrow"\n'
ROUTES = 'model = "models/{name}"\n'


@pytest.mark.parametrize(
    ("files", "formats", "routes"),
    [
        ({}, {}, {}),
        ({"pyproject.toml": "[project]\nname = 'formats'\n"}, {}, {}),
        ({"pyproject.toml": f"[tool.icefloe.formats]\n{FORMATS}"}, {"polars.DataFrame": "mine:Arrow"}, {}),
        ({"pyproject.toml": f"[tool.icefloe.routes]\n{ROUTES}"}, {}, {"model": "models/{name}"}),
        (
            {"icefloe.toml": f"[routes]\n{ROUTES}", "pyproject.toml": f"[tool.icefloe.formats]\n{FORMATS}"},
            {},
            {"model": "models/{name}"},
        ),
        ({"icefloe.toml": "select = []\n", "pyproject.toml": f"[tool.icefloe.formats]\n{FORMATS}"}, {}, {}),
    ],
)
def test_formats_and_routes_are_those_of_the_nearest_file(tmp_path, files, formats, routes):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    found = keeping(tmp_path)
    assert (found.formats, found.routes, found.store, found.durable) == (formats, routes, None, True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.icefloe.formats]\nDataFrame = 'mine:Arrow'\n", "name the type with its module"),
        ("[tool.icefloe.routes]\nmodel = 'models/{nmae}'\n", "did you mean 'name'"),
        ("[tool.icefloe.routes]\nmodel = 1\n", "each entry of `routes` must be a text"),
        ("[tool.icefloe.routes\n", "cannot be read"),
    ],
)
def test_what_is_wrong_in_it_is_said(tmp_path, text, message):
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(UsageError, match=message):
        keeping(tmp_path)
