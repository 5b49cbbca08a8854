"""Keys of three people, made by ssh-keygen for the whole session."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Keys = dict[str, Path]


@pytest.fixture(scope="session")
def keygen() -> Path:
    """ssh-keygen; a machine that has none skips these tests, but not where they are the proof (`ICEFLOE_PROOF=1`)."""
    found = shutil.which("ssh-keygen")
    if found is None and os.environ.get("ICEFLOE_PROOF") == "1":
        pytest.fail("ICEFLOE_PROOF=1, but ssh-keygen is not installed")
    if found is None:
        pytest.skip("ssh-keygen is not installed")
    return Path(found)


@pytest.fixture(scope="session")
def keys(keygen: Path, tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """Private keys by name; `locked` has the passphrase `secret`."""
    folder = tmp_path_factory.mktemp("keys")
    made = {"alice": "ed25519", "bob": "ecdsa", "carol": "ed25519", "locked": "ed25519", "authority": "ed25519"}
    for name, kind in made.items():
        words = ["-q", "-t", kind, "-N", "secret" if name == "locked" else "", "-C", name, "-f", str(folder / name)]
        subprocess.run([keygen, *words], check=True, stdin=subprocess.DEVNULL)
    return {name: folder / name for name in made}


@pytest.fixture
def public(keys: Keys) -> Callable[[str], str]:
    """The public key of somebody, as it stands in a list of allowed signers."""
    return lambda name: " ".join(keys[name].with_suffix(".pub").read_text().split()[:2])


@pytest.fixture
def allowed(public: Callable[[str], str], tmp_path: Path) -> Callable[..., Path]:
    """Write a list of allowed signers; `{alice}` in a line is her public key."""

    def write(*lines: str, name: str = "allowed_signers", newline: str = "\n") -> Path:
        path = tmp_path / name
        names = ("alice", "bob", "carol", "authority")
        text = "".join(f"{line}\n" for line in lines).format(**{one: public(one) for one in names})
        path.write_bytes(text.replace("\n", newline).encode())
        return path

    return write
