"""What is taken for a secret, what is not, and that no report shows one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icefloe import api
from icefloe.deeds.secrets import masked, secret
from icefloe.report import REPORTS, Summary

# Put together here, so that no scanner takes them for real ones.
GITHUB = "ghp_" + "a1B2c3D4" * 5
AWS = "AKIA" + "Q7W3E5R9T1Y2U4I6"
SLACK = "xoxb-" + "123456789012-abcdefABCDEF"
OPENAI = "sk-" + "proj-" + "a1B2c3D4" * 4
KEY = "-----BEGIN RSA " + "PRIVATE KEY-----\nabc"

SUMMARY = Summary(files=1, pipelines=1, connections=1, unknown=0)
SECRETS = [
    ("x", GITHUB, "a GitHub token"),
    ("x", f"token {GITHUB}", "a GitHub token"),
    ("x", AWS, "an AWS access key"),
    ("x", SLACK, "a Slack token"),
    ("x", OPENAI, "an API key of a model provider"),
    ("x", KEY, "a private key"),
    ("x", "postgres://app:s3same@db.example.com/rows", "a password in an address"),
    ("password", "hunter27", "a password"),
    ("dbPassword", "hunter27", "a password"),
    ("api_key", "9f8e7d6c5b4a39281706", "a secret key"),
    ("SECRET_KEY", "d4f8a1c9e2b7306f5a", "a secret key"),
    ("access_token", "q8Zt3LmN0pVx7RkW", "a token"),
]
HARMLESS = [
    ("x", "AKIAIOSFODNN7EXAMPLE"),
    ("x", "postgres://user:password@localhost/test"),
    ("x", "postgres://{user}:{password}@db/x"),
    ("x", "https://example.com:8080/a@b"),
    ("x", "sk-learn-models-are-nice-to-have-here"),
    ("password", "changeme"),
    ("password", "<your password>"),
    ("password", "${PASSWORD}"),
    ("password", "********"),
    ("api_key", "OPENAI_API_KEY"),
    ("token", "[CLS]"),
    ("pad_token", "a1b2c3d4e5f6a7b8"),
    ("max_tokens", "1000"),
    ("tokenizer", "bert-base-uncased-v2"),
    ("key", "a1b2c3d4e5f6a7b8c9"),
    ("cache_key", "a1b2c3d4e5f6a7b8c9"),
    ("keyword", "a1b2c3d4e5f6a7b8c9"),
    ("secret_name", "a1b2c3d4e5f6a7b8c9"),
]


@pytest.mark.parametrize(("name", "text", "what"), SECRETS)
def test_secrets_are_told_by_kind(name: str, text: str, what: str):
    assert secret(name, text) == what


@pytest.mark.parametrize(("name", "text"), HARMLESS)
def test_what_is_no_secret(name: str, text: str):
    assert secret(name, text) == ""
    line = f'{name} = "{text}"\n'
    assert masked(line) is line


@pytest.mark.parametrize(("name", "text", "what"), SECRETS)
def test_masked_keeps_lines_and_columns(name: str, text: str, what: str):
    line = f'{name} = "{text}"  # {what}\n'
    stars = masked(line)
    assert "*" in stars
    assert len(stars) == len(line)
    assert [len(one) for one in stars.split("\n")] == [len(one) for one in line.split("\n")]
    assert masked(stars) is stars


@given(st.text(max_size=200))
def test_any_text_keeps_its_shape(text: str):
    stars = masked(text)
    assert [len(one) for one in stars.split("\n")] == [len(one) for one in text.split("\n")]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_no_report_shows_a_secret(report, tmp_path: Path):
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "case.py").write_text(
        f"""\
from flowyml import Pipeline, context, step

@step(outputs=["rows"])
def load(db_password: str, token="{GITHUB}"):
    return conect("mysql://app:s3same77@db.example.com/rows", db_password, token)

pipeline = Pipeline("p", context=context(db_password="correct-horse-7")).add_step(load)
"""
    )
    checked = api.check([str(tmp_path / "case.py")], api.Wanted())
    assert [finding.code for finding in checked.findings].count("FLO808") >= 3
    text = report.render(checked.findings, checked.sources, SUMMARY)
    for hidden in (GITHUB, "s3same77", "correct-horse-7"):
        assert hidden not in text
