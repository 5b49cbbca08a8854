"""Names that never collide, text that hides nothing, schedules as cron."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icefloe_runtimes import cron
from icefloe_runtimes.names import distinct, dns, identifier
from icefloe_runtimes.visible import visible
from icefloe_schema.plan import Schedule

# To draw a long text letter by letter takes long on a busy machine: it is a short one many times.
long = st.text(max_size=12).map(lambda text: text * 10)
texts = st.lists(st.text(alphabet="aAbB_-. 1é") | st.text(max_size=40) | long, unique=True, max_size=8)


@given(texts)
def test_names_are_legal_distinct_and_need_no_order(words: list[str]) -> None:
    for spell, pattern in ((dns, r"[a-z]([a-z0-9-]*[a-z0-9])?"), (identifier, r"[A-Za-z_][A-Za-z0-9_-]*")):
        names = distinct(words, spell, taken=["plan"])
        assert list(names) == words
        assert len({name.casefold() for name in names.values()} | {"plan"}) == len(words) + 1
        assert all(re.fullmatch(pattern, name) for name in names.values())
        assert all(len(name) <= 100 for name in names.values())
        assert dict(distinct(reversed(words), spell, taken=["plan"])) == dict(names)


def test_a_name_that_forges_a_digest_collides_with_nothing() -> None:
    first = distinct(["a.b", "a b"], dns)
    forged = distinct(["a.b", "a b", first["a.b"]], dns)
    assert len(set(forged.values())) == 3


@pytest.mark.parametrize(
    ("text", "shown"),
    [("plain é", "plain é"), ("a\nb", "a\\u{a}b"), ("\x1b[1m", "\\u{1b}[1m"), ("\u202eabc", "\\u{202e}abc")],
)
def test_hidden_characters_are_spelled_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("schedule", "line"),
    [
        (Schedule(cron="30 2 * * 1-5"), "30 2 * * 1-5"),
        (Schedule(cron=" */5   0,12 1-7/2 JAN SUN "), "*/5 0,12 1-7/2 JAN SUN"),
        (Schedule(cron="@daily"), "0 0 * * *"),
        (Schedule(cron="@every 5m"), None),
        (Schedule(cron="* * * *"), None),
        (Schedule(cron="0 0 * * * *"), None),
        (Schedule(cron="0 0 * * ${{ x }}"), None),
        (Schedule(interval=60), "* * * * *"),
        (Schedule(interval=900), "*/15 * * * *"),
        (Schedule(interval={"$float": "3600.0"}), "0 * * * *"),
        (Schedule(interval=21600), "0 */6 * * *"),
        (Schedule(interval=86400), "0 0 * * *"),
        (Schedule(interval=604800), "0 0 * * 0"),
        (Schedule(interval=90), None),
        (Schedule(interval=420), None),
        (Schedule(interval=18000), None),
        (Schedule(interval=0), None),
        (Schedule(interval=-60), None),
        (Schedule(), None),
    ],
)
def test_schedules_become_cron_or_nothing(schedule: Schedule, line: str | None) -> None:
    assert cron.line(schedule) == line
