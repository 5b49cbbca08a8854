"""What docs/signing.md says is so: its commands run, and its bytes are those that were signed."""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "signing.md").read_text(encoding="utf-8")
PIPELINE = """\
from icefloe import pipeline, step


@step
def load() -> int:
    return 1


@pipeline
def train() -> int:
    return load()
"""
#: What comes before the 32 bytes of a public key of Ed25519 where others read it (RFC 8410).
PREFIX = bytes.fromhex("302a300506032b6570032100")


@pytest.fixture
def signed(keygen, tmp_path):
    """A project in which all commands of the page were typed, one after the other; what they said."""
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    (tmp_path / "train.py").write_text(PIPELINE)
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL)
    assert len(blocks) == 6
    environment = {k: v for k, v in os.environ.items() if k not in {"SSH_AUTH_SOCK", "DISPLAY", "ICEFLOE_WORKER"}}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    script = "set -eu -o pipefail\n" + "".join(blocks)
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
    return tmp_path, done.stdout


@pytest.mark.executes
def test_its_commands_run_one_after_the_other(signed):
    _, said = signed
    assert "(signed by alice@example.com)" in said
    assert 'Good "icefloe-lock" signature for alice@example.com with ED25519 key SHA256:' in said


@pytest.mark.executes
def test_another_tool_can_check_the_bytes_that_it_describes(signed):
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    root, _ = signed
    lock = (root / "icefloe.lock").read_bytes()
    armoured = (root / "icefloe.lock.sig").read_text().splitlines()
    blob = base64.b64decode("".join(armoured[1:-1]))
    assert blob[:10] == b"SSHSIG" + (1).to_bytes(4, "big")
    public, namespace, reserved, name, signature = fields(blob[10:])
    assert (namespace, reserved, name) == (b"icefloe-lock", b"", b"sha512")
    payload = b"SSHSIG" + b"".join(map(field, (namespace, b"", name, hashlib.sha512(lock).digest())))
    (root / "payload").write_bytes(payload)
    (root / "signature").write_bytes(fields(signature)[1])
    (root / "key.der").write_bytes(PREFIX + fields(public)[1])
    words = ["pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key.der", "-rawin", "-in", "payload"]
    command = [openssl, *words, "-sigfile", "signature"]
    assert subprocess.run(command, cwd=root, capture_output=True).returncode == 0
    (root / "payload").write_bytes(payload[:-1] + bytes([payload[-1] ^ 1]))
    assert subprocess.run(command, cwd=root, capture_output=True).returncode != 0


def field(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def fields(data: bytes) -> list[bytes]:
    found = []
    while data:
        length = int.from_bytes(data[:4], "big")
        found.append(data[4 : 4 + length])
        data = data[4 + length :]
    return found
