"""Where secrets are found, and what hides them."""

from pathlib import Path

import pytest
from policy_words import body, failing, step

from icefloe_runtimes.local.secrets import Secrets, find_secrets, masks
from icefloe_runtimes.local.stepresult import StepError, StepResult
from icefloe_schema.plan import Plan, PlanRun, Policy

NEEDS = Policy(secrets=("API_TOKEN",))
PLAN = Plan(name="p", dialect="native", steps=(step("a", policy=NEEDS), step("b")))


def test_a_variable_comes_first_then_a_named_file_then_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "API_TOKEN").write_text("from-workspace\n", "utf-8")
    (tmp_path / "other").write_text("from-file\r\n", "utf-8")
    named = {"ICEFLOE_SECRET_API_TOKEN_FILE": str(tmp_path / "other")}
    found, missing = find_secrets(PLAN, {**named, "API_TOKEN": "from-variable"}, tmp_path)
    assert (found.files, found.masks, missing) == ({}, ("from-variable",), ())
    found, missing = find_secrets(PLAN, named, tmp_path)
    assert (found.files, found.masks, missing) == ({"API_TOKEN": "from-file"}, ("from-file",), ())
    found, missing = find_secrets(PLAN, {"API_TOKEN": ""}, tmp_path)
    assert (found.files, missing) == ({"API_TOKEN": "from-workspace"}, ())
    assert found.of(PLAN.steps[0]) == {"API_TOKEN": "from-workspace"}
    assert found.of(PLAN.steps[1]) == {}


def test_those_that_are_nowhere_are_named_all_at_once(tmp_path: Path) -> None:
    inner = step("inner", policy=Policy(secrets=("INNER",)))
    rescue = step("rescue", policy=Policy(secrets=("RESCUE",)), ends="success")
    steps = (
        step("a", policy=NEEDS),
        step("sub", run=PlanRun(body=body(inner)), outputs=()),
        step("fails", policy=failing("handler", handler=body(rescue))),
    )
    _, missing = find_secrets(Plan(name="p", dialect="native", steps=steps), {}, tmp_path)
    assert [one.partition(":")[0] for one in missing] == [
        "step 'a' needs the secret API_TOKEN",
        "step 'inner' needs the secret INNER",
        "step 'rescue' needs the secret RESCUE",
    ]
    assert all("ICEFLOE_SECRET_" in one and str(tmp_path / "secrets") in one for one in missing)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is empty"),
        (b"\n", "it is empty"),
        (b"a\0b", "NUL"),
        (b"\xff\xfe", "utf-8"),
        (b"x" * (2 << 20), "larger"),
    ],
)
def test_a_file_that_holds_no_secret_is_refused(tmp_path: Path, data: bytes, why: str) -> None:
    file = tmp_path / "token"
    file.write_bytes(data)
    _, missing = find_secrets(PLAN, {"ICEFLOE_SECRET_API_TOKEN_FILE": str(file)}, tmp_path)
    assert len(missing) == 1
    assert why in missing[0]
    assert str(file) in missing[0]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    _, missing = find_secrets(PLAN, {"ICEFLOE_SECRET_API_TOKEN_FILE": str(tmp_path / "no")}, tmp_path)
    assert "cannot be read" in missing[0]


@pytest.mark.parametrize("name", ["../API_TOKEN", "a/b", "..", ""])
def test_no_name_leads_out_of_the_folder_of_secrets(tmp_path: Path, name: str) -> None:
    (tmp_path / "API_TOKEN").write_text("x-y-z", "utf-8")
    (tmp_path / "secrets" / "a").mkdir(parents=True)
    (tmp_path / "secrets" / "a" / "b").write_text("x-y-z", "utf-8")
    plan = Plan(name="p", dialect="native", steps=(step("a", policy=Policy(secrets=(name,))),))
    found, missing = find_secrets(plan, {}, tmp_path)
    assert found.files == {}
    assert len(missing) == 1


def test_lines_and_spellings_are_hidden_too_and_short_words_are_not() -> None:
    key = '-----BEGIN-----\nab"cd\\ef\nxy\n-----END-----\n'
    hidden = Secrets(masks=masks([key, "abc"])).hidden
    assert hidden('the key is ab"cd\\ef, as JSON "ab\\"cd\\\\ef"') == 'the key is ***, as JSON "***"'
    assert hidden(f"all of it: {key}!") == "all of it: ***!"
    assert hidden("xy abc") == "xy abc"


def test_the_longer_of_two_secrets_is_hidden_first() -> None:
    assert Secrets(masks=masks(["token", "token-of-mine"])).hidden("token-of-mine token") == "*** ***"


def test_nothing_that_is_told_of_a_step_shows_a_secret() -> None:
    error = StepError(type="HTTPError", message="401 for /?key=s3same", kinds=("HTTPError",))
    result = StepResult(name="a", status="failed", error=error, reason="after s3same", shows={"url": "/s3same"})
    told = Secrets(masks=("s3same",)).hidden_in(result)
    assert "s3same" not in repr(told)
    assert told.error is not None
    assert told.error.message == "401 for /?key=***"
    assert Secrets().hidden_in(result) is result
