"""No other lock has the bytes that were signed: each flipped bit of a signed lock is refused."""

import random

import pytest

from icefloe import api
from icefloe.api.signing import Trust, check, sign
from icefloe_schema import lock
from icefloe_schema.errors import SchemaError

SOURCE = (
    "from icefloe import pipeline, step\n\n\n@step\ndef load() -> int:\n    return 1\n\n\n"
    "@pipeline\ndef train() -> int:\n    return load()\n"
)


@pytest.fixture
def frozen(tmp_path):
    """The text of a small lock."""
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    (tmp_path / "train.py").write_text(SOURCE)
    return api.freeze(tmp_path).text.encode()


def read(data: bytes) -> bytes | None:
    """The bytes that are held against a signature: those of the lock that was read; None if it is none."""
    try:
        return lock.dumps(lock.loads(data)).encode()
    except SchemaError:
        return None


def test_every_flipped_bit_is_no_lock_or_another_one(frozen, keys, keygen, allowed, tmp_path):
    assert read(frozen) == frozen
    others = []
    for bit in range(len(frozen) * 8):
        flipped = bytearray(frozen)
        flipped[bit // 8] ^= 1 << bit % 8
        found = read(bytes(flipped))
        assert found is None or found == bytes(flipped)
        others += [] if found is None else [found]
    # Digits of digests, mostly: what a reader cannot refuse.
    assert len(others) > 500
    signature = tmp_path / "icefloe.lock.sig"
    signature.write_bytes(sign(frozen, keys["alice"], keygen))
    trust = Trust(signers=allowed("alice@example.com {alice}"))
    assert check(frozen, signature, trust, keygen).by == "alice@example.com"
    for other in random.Random(8).sample(others, 25):
        assert check(other, signature, trust, keygen).problem.startswith("the signature does not hold")


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n\n", b"\n"),
        lambda data: data + b"\n",
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b'":"', b'": "'),
        lambda data: data.replace(b'"version"', b'"\\u0076ersion"'),
        lambda data: data.replace(b"\n", b"\r"),
    ],
)
def test_what_is_said_otherwise_is_no_lock(frozen, change):
    changed = change(frozen)
    assert changed != frozen
    assert read(changed) is None


def test_the_newlines_of_a_checkout_are_none_of_the_signed_bytes(frozen):
    assert read(frozen.replace(b"\n", b"\r\n")) == frozen
