"""What the words take and what the compiler knows of them are the same: nothing is swallowed, nothing is refused."""

import inspect
from collections.abc import Callable

import pytest

from icefloe import sdk
from icefloe.dialects import native

# A value for every option that a word has.
VALUES = {
    "step": {
        "inputs": "['a']", "outputs": "['b']", "name": "'n'", "cache": "False", "retry": "2", "timeout": "1.5",
        "resources": "{'cpu': 2}", "execution_group": "'g'", "tags": "{'k': 'v'}",
    },
    "map_task": {
        "concurrency": "2", "retries": "1", "min_success_ratio": "0.5", "name": "'n'", "inputs": "['a']",
        "outputs": "['b']",
    },
    "dynamic": {"name": "'n'", "inputs": "['a']", "outputs": "['b']"},
    "retry": {
        "max_attempts": "2", "backoff": "2.0", "delay": "0.5", "max_delay": "9", "jitter": "True", "on": "[OSError]",
        "not_on": "[KeyError]",
    },
    "on_failure": {"fallback": "'continue'"},
    "CircuitBreaker": {"failure_threshold": "2", "reset_timeout": "60"},
    "group": {"name": "'g'", "resources": "{'gpu': 1}"},
    "schedule": {"cron": "'0 6 * * *'", "interval": "3600", "timezone": "'UTC'"},
    "pipeline": {
        "name": "'p'", "description": "'d'", "version": "'1'", "schedule": "'0 6 * * *'", "tags": "{'k': 'v'}",
        "project": "'x'", "stack": "'s'", "cache": "True", "concurrency": "2",
    },
    "Pipeline": {
        "context": "context(a=1)", "version": "'1'", "description": "'d'", "project": "'x'", "project_name": "'x'",
        "stack": "'s'", "schedule": "'0 6 * * *'", "enable_cache": "False", "enable_checkpointing": "False",
        "tags": "{'k': 'v'}", "concurrency": "2",
    },
}  # fmt: skip

# How a word with options is written in a file that is complete.
FILES = {
    "step": "@step({})\ndef s(a=1): return a\n@pipeline\ndef p(): return s()",
    "map_task": "@map_task({})\ndef s(a): return a\n@pipeline\ndef p(xs: list): return s(xs)",
    "dynamic": "@dynamic({})\ndef s(a=1): return Pipeline('q').add_step(t)\n@pipeline\ndef p(): return s()",
    "retry": "@step\n@retry({})\ndef s(): return 1\n@pipeline\ndef p(): return s()",
    "on_failure": "@step\n@on_failure({})\ndef s(): return 1\n@pipeline\ndef p(): return s()",
    "CircuitBreaker": "@step\n@CircuitBreaker({})\ndef s(): return 1\n@pipeline\ndef p(): return s()",
    "group": "@pipeline\ndef p():\n    with group({}):\n        return t()",
    "schedule": "@pipeline(schedule=schedule({}))\ndef p(): return t()",
    "pipeline": "@pipeline({})\ndef p(): return t()",
    "Pipeline": "p = Pipeline('p', {}).add_step(t)",
}
# What must stand before an option that means nothing alone.
NEEDS = {("group", "resources"): "'g'", ("schedule", "timezone"): "'0 6 * * *'"}
PRELUDE = "from icefloe import *\n@step(outputs=['b'])\ndef t(): return 1\n"
CASES = [(word, option) for word, options in VALUES.items() for option in options]


def signature(word: str) -> list[str]:
    found: Callable[..., object] = getattr(sdk, word)
    own = inspect.signature(found).parameters.values()
    return [p.name for p in own if p.kind is not p.POSITIONAL_ONLY and (word, p.name) != ("Pipeline", "name")]


@pytest.mark.parametrize("word", VALUES)
def test_every_option_has_a_value_here(word):
    assert sorted(signature(word)) == sorted(VALUES[word])


@pytest.mark.parametrize(("word", "option"), CASES)
def test_an_option_of_the_word_is_known_to_the_compiler(word, option, read):
    given = f"{option}={VALUES[word][option]}"
    if (word, option) in NEEDS:
        given = f"{NEEDS[word, option]}, {given}"
    found = read(native.DIALECT, PRELUDE + FILES[word].format(given))
    assert [finding for finding in found.findings if finding.code in {"FLO105", "FLO106", "FLO402", "FLO406"}] == []
    assert found.pipelines


@pytest.mark.parametrize("word", VALUES)
def test_an_option_that_the_word_does_not_have_is_reported(word, read):
    first = {"group": "'g', ", "schedule": "'0 6 * * *', ", "on_failure": "'continue', "}
    given = f"{first.get(word, '')}nonsense=1"
    found = read(native.DIALECT, PRELUDE + FILES[word].format(given))
    reported = [finding.message for finding in found.findings if finding.code == "FLO105"]
    assert len(reported) == 1
    assert "`nonsense`" in reported[0]
