"""What may not be read is told, and never counts as clean: folders, configurations, files to be written."""

import os
import shutil
import subprocess
import sys

import pytest
from pipeline_texts import PIPELINE

RESTRICTED = (
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search",
)
pytestmark = [
    pytest.mark.executes,
    pytest.mark.skipif(
        os.geteuid() == 0 and shutil.which("setpriv") is None, reason="root reads everything, and there is no setpriv"
    ),
]


@pytest.fixture
def says(tmp_path_factory):
    """Call the command as somebody who may not read everything, with a cache of its own."""
    cache = tmp_path_factory.mktemp("kept")
    start = ("setpriv", *RESTRICTED) if os.geteuid() == 0 else ()

    def run(*words, **variables):
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("ICEFLOE_", "FORCE_COLOR"))}
        environment |= {"ICEFLOE_CACHE_DIR": str(cache), **variables}
        command = [*start, sys.executable, "-m", "icefloe", *words]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)
        return done.returncode, done.stdout, done.stderr

    return run


@pytest.fixture
def locked(project):
    """A project with a folder that may not be looked into."""
    root = project(**{"locked/b.py": PIPELINE, "sub/shut/c.py": PIPELINE})
    shut = [root / "locked", root / "sub/shut"]
    for folder in shut:
        folder.chmod(0)
    yield root
    for folder in shut:
        folder.chmod(0o755)


CONCISE = ("--output-format", "concise")
TOLD = "FLO909 the folder cannot be read: it may not be opened, so nothing in it was checked\n"


def test_a_folder_that_may_not_be_opened_is_told_again_and_again_until_it_may(locked, says):
    first = says("check", *CONCISE)
    assert first[0] == 1
    assert f"locked:1:1: {TOLD}sub/shut:1:1: {TOLD}" in first[1]
    assert says("check", *CONCISE) == first  # from the answer that was kept
    assert says("check", "-j", "1", *CONCISE) == first  # from the outcomes that were kept
    assert says("check", "--no-cache", *CONCISE) == first
    (locked / "locked").chmod(0o755)
    (locked / "sub/shut").chmod(0o755)
    assert (says("check", *CONCISE)[0], says("check", *CONCISE)[1].count("FLO909")) == (0, 0)
    (locked / "locked").chmod(0)
    assert f"locked:1:1: {TOLD}" in says("check", *CONCISE)[1]


def test_one_that_is_named_is_told_and_one_that_is_left_out_is_not(locked, says):
    code, out, _ = says("check", "locked", *CONCISE)
    assert (code, out.count("FLO909"), f"locked:1:1: {TOLD}" in out) == (1, 1, True)
    (locked / "pyproject.toml").unlink()
    assert says("check", "locked", *CONCISE)[1].startswith(f"locked:1:1: {TOLD}")
    assert says("check", "--exclude", "locked,sub/shut", *CONCISE)[1].count("FLO909") == 0
    assert says("check", "train.py", *CONCISE)[1].count("FLO909") == 0


def test_no_lock_is_made_of_what_was_not_looked_at(locked, says):
    code, _, err = says("freeze")
    assert (code, err.count("error[FLO909]"), (locked / "icefloe.lock").exists()) == (1, 2, False)


@pytest.mark.parametrize("name", ["pyproject.toml", "icefloe.toml", "inner/pyproject.toml"])
def test_a_configuration_that_may_not_be_read_is_an_error_and_one_that_is_not_there_is_none(project, says, name):
    root = project(**{"inner/steps.py": "x = 1\n"})
    assert says("check")[0] == 0
    (root / name).touch()
    (root / name).chmod(0)
    assert says("check") == (2, "", f"error: {name} cannot be read: Permission denied\n")


def test_a_link_or_a_pipe_is_no_configuration(project, says):
    root = project()
    (root / "icefloe.toml").symlink_to("pyproject.toml")
    assert says("check")[::2] == (2, "error: icefloe.toml cannot be read: it is a link, and links are not followed\n")
    (root / "icefloe.toml").unlink()
    os.mkfifo(root / "icefloe.toml")
    assert says("check")[::2] == (2, "error: icefloe.toml cannot be read: it is no regular file\n")


def test_a_configuration_above_that_comes_to_be_unreadable_is_seen_through_the_cache(project, says, monkeypatch):
    root = project(**{"inner/pyproject.toml": "", "inner/train.py": "x = 1\n"})
    (root / "pyproject.toml").unlink()
    monkeypatch.chdir(root / "inner")
    assert says("check")[0] == 0
    (root / "pyproject.toml").touch()
    (root / "pyproject.toml").chmod(0)
    assert says("check")[::2] == (2, "error: ../pyproject.toml cannot be read: Permission denied\n")


def test_a_file_that_may_not_be_written_is_named_as_it_was_given(project, says):
    root = project()
    (root / "closed").mkdir(mode=0o555)
    code, _, err = says("check", "--output-format", "sarif", "-o", "closed/out.sarif")
    assert (code, err) == (2, "error: closed/out.sarif: Permission denied\n")
    code, _, err = says("check", "--update-baseline", "--baseline", "closed/known.json")
    assert (code, err.endswith("closed/known.json: Permission denied\n"), ".known.json" in err) == (2, True, False)


def test_a_cache_in_the_project_is_said_to_be_unused_to_those_who_ask(project, says, tmp_path_factory):
    project()
    told = (
        "icefloe: the cache folder .kept lies in the project and is not used, "
        "so that a checkout cannot bring answers along"
    )
    assert says("check", "-v", "--cache-dir", ".kept")[2].count(told) == 1
    assert says("check", "-v", ICEFLOE_CACHE_DIR=".kept")[2].count(told) == 1
    for words in (["--cache-dir", ".kept"], ["-v", "--cache-dir", ".kept", "--no-cache"], ["-v"]):
        assert "cache folder" not in says("check", *words)[2]
    outside = str(tmp_path_factory.mktemp("outside"))
    assert "cache folder" not in says("check", "-v", "--cache-dir", outside)[2]


def test_links_in_a_folder_are_counted_for_those_who_ask(project, says):
    root = project()
    (root / "again.py").symlink_to("helpers.py")
    line = "passed over 1 file that is a link or not regular: name one to be told of it"
    assert line in says("check", "-v")[2]
    assert "passed over" not in says("check")[2]
    (root / "again.py").unlink()
    assert "passed over" not in says("check", "-v")[2]
