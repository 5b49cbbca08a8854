"""At a terminal, ssh-keygen asks for the passphrase of a key."""

import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty")

#: A process of its own with a terminal of its own: it answers where it is asked, and prints what was said.
DRIVER = """
import os, pty, sys
child, terminal = pty.fork()
if not child:
    os.execv(sys.executable, [sys.executable, "-m", "icefloe", "freeze", "--sign", sys.argv[1]])
said, answered = b"", False
while True:
    try:
        data = os.read(terminal, 4096)
    except OSError:
        break
    if not data:
        break
    said += data
    if not answered and b"passphrase" in said:
        os.write(terminal, sys.argv[2].encode() + b"\\n")
        answered = True
print(said.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.executes
@pytest.mark.parametrize(("word", "status"), [("secret", 0), ("another", 2)])
def test_a_passphrase_is_asked_for(keys, keygen, tmp_path: Path, monkeypatch, word, status):
    for name in ("SSH_AUTH_SOCK", "DISPLAY", "WAYLAND_DISPLAY", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    (tmp_path / "train.py").write_text(
        "from icefloe import pipeline, step\n\n\n@step\ndef load() -> int:\n    return 1\n\n\n"
        "@pipeline\ndef train() -> int:\n    return load()\n"
    )
    words = [sys.executable, "-c", DRIVER, str(keys["locked"]), word]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == status, done.stdout
    assert "Enter passphrase" in done.stdout
    assert (tmp_path / "icefloe.lock.sig").exists() == (status == 0)
    assert (tmp_path / "icefloe.lock").exists() == (status == 0)
    assert word not in done.stdout
