"""`freeze --sign` and `verify --signed-by`, with the real ssh-keygen."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pipeline_texts import HELPERS

KEYGEN = shutil.which("ssh-keygen")


@pytest.fixture
def signers(tmp_path_factory, monkeypatch):
    """Keys of two people, and lists in which one or the other may sign."""
    if KEYGEN is None and os.environ.get("ICEFLOE_PROOF") == "1":
        pytest.fail("ICEFLOE_PROOF=1, but ssh-keygen is not installed")
    if KEYGEN is None:
        pytest.skip("ssh-keygen is not installed")
    for name in ("SSH_AUTH_SOCK", "DISPLAY", "WAYLAND_DISPLAY", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path_factory.mktemp("people")
    for name in ("alice", "bob"):
        subprocess.run([KEYGEN, "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder / name], check=True)
        public = (folder / f"{name}.pub").read_text()
        (folder / f"only_{name}").write_text(f'{name}@example.com namespaces="icefloe-lock" {public}')
    return folder


@pytest.fixture
def signed(project, call, signers):
    """A project whose lock Alice has signed."""
    root = project()
    assert call("freeze", "--sign", str(signers / "alice")).exit_code == 0
    return root


def test_a_signed_lock_is_verified_and_the_signer_named(project, call, signers):
    root = project()
    result = call("freeze", "--sign", str(signers / "alice"))
    said = "froze 1 pipeline in icefloe.lock\nsigned it in icefloe.lock.sig, for `icefloe-lock`\n"
    assert (result.exit_code, result.stderr) == (0, said)
    assert (root / "icefloe.lock.sig").read_text().startswith("-----BEGIN SSH SIGNATURE-----\n")
    verified = call("verify", "--signed-by", str(signers / "only_alice"))
    assert verified.exit_code == 0
    assert verified.stdout == "verified 1 pipeline against icefloe.lock (signed by alice@example.com)\n"
    assert "(integrity only" in call("verify").stdout


def test_who_may_not_sign_is_refused_with_the_key(signed, call, signers):
    result = call("verify", "--signed-by", str(signers / "only_bob"))
    assert result.exit_code == 1
    fingerprint = subprocess.run([KEYGEN, "-lf", signers / "alice"], capture_output=True, text=True).stdout.split()[1]
    assert f"error[FLO605]: the lock is signed with ssh-ed25519 {fingerprint}" in result.stdout
    assert "which is nobody's in only_bob" in result.stdout


def test_a_lock_that_was_made_again_by_somebody_else_is_refused(signed, call, project, signers):
    project(**{"helpers.py": HELPERS.replace("LIMIT = 3", "LIMIT = 4")})
    frozen = call("freeze")
    assert frozen.stderr.startswith("warning: icefloe.lock.sig is not of this lock: sign it with")
    assert call("verify").exit_code == 0
    result = call("verify", "--signed-by", str(signers / "only_alice"))
    assert result.exit_code == 1
    assert "the signature does not hold: icefloe.lock is not what was signed" in result.stdout
    assert call("freeze", "--sign", str(signers / "alice")).exit_code == 0
    assert call("verify", "--signed-by", str(signers / "only_alice")).exit_code == 0


def test_both_the_project_and_the_signature_are_judged(signed, call, project, signers):
    project(**{"helpers.py": HELPERS.replace("LIMIT = 3", "LIMIT = 4")})
    alone = call("verify", "--signed-by", str(signers / "only_alice"), "--output-format", "json")
    assert {one["code"] for one in json.loads(alone.stdout)} & {"FLO605"} == set()
    both = call("verify", "--signed-by", str(signers / "only_bob"), "--output-format", "json")
    found = {one["code"]: one for one in json.loads(both.stdout)}
    assert (alone.exit_code, both.exit_code) == (1, 1)
    assert found["FLO605"]["filename"].endswith("icefloe.lock.sig")
    assert len(found) == len({one["code"] for one in json.loads(alone.stdout)}) + 1


def test_a_checkout_with_other_newlines_is_verified(signed, call, signers):
    for name in ("icefloe.lock", "icefloe.lock.sig"):
        path = signed / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert call("verify", "--signed-by", str(signers / "only_alice")).exit_code == 0


def test_a_freeze_that_changes_nothing_leaves_the_signature_in_force(signed, call, signers):
    assert "warning" not in call("freeze").stderr
    assert call("verify", "--signed-by", str(signers / "only_alice")).exit_code == 0


def test_a_missing_signature_is_an_error_and_a_missing_lock_is_the_only_one(signed, call, signers):
    (signed / "icefloe.lock.sig").unlink()
    unsigned = call("verify", "--signed-by", str(signers / "only_alice"))
    assert unsigned.exit_code == 1
    assert "error[FLO605]: icefloe.lock.sig is missing: the lock is not signed" in unsigned.stdout
    assert "sign it with `icefloe freeze --sign KEY`" in unsigned.stdout
    (signed / "icefloe.lock").unlink()
    gone = call("verify", "--signed-by", str(signers / "only_alice"), "--output-format", "concise")
    assert (gone.exit_code, gone.stdout.count("FLO6")) == (1, 1)


def test_revoked_keys_are_refused(signed, call, signers):
    words = ["verify", "--signed-by", str(signers / "only_alice"), "--revoked"]
    assert call(*words, str(signers / "bob.pub")).exit_code == 0
    result = call(*words, str(signers / "alice.pub"))
    assert result.exit_code == 1
    assert "which alice.pub revokes" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["verify", "--signed-by", "nobody"], "the list of allowed signers {root}/nobody is missing"),
        (["verify", "--signed-by", "~nobody-at-all/x"], "{root}/~nobody-at-all/x is missing"),
        (["verify", "--revoked", "x"], "--revoked is about signatures: say with --signed-by who may sign"),
        (["freeze", "--sign", "nothing"], "the key {root}/nothing is missing"),
        (["freeze", "--sign", "train.py"], "the lock is not signed with {root}/train.py: "),
    ],
)
def test_a_wrong_call_is_said_and_nothing_is_written(signed, call, words, said):
    before = {path.name: path.read_bytes() for path in signed.iterdir()}
    result = call(*words)
    assert result.exit_code == 2
    assert said.format(root=signed) in result.stderr
    assert {path.name: path.read_bytes() for path in signed.iterdir()} == before


@pytest.mark.parametrize("words", [["freeze", "--sign", "key"], ["verify", "--signed-by", "list"]])
def test_without_ssh_keygen_it_says_what_to_install(signed, call, signers, words, monkeypatch, tmp_path):
    # One that lies in the project is not ours to start, whatever the path says.
    (signed / "ssh-keygen").write_text("#!/bin/sh\ntouch started\n")
    (signed / "ssh-keygen").chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join(("", ".", "relative")))
    result = call(*words)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: ssh-keygen is not installed")
    assert "openssh-client" in result.stderr
    assert not (signed / "started").exists()


def test_plain_ssh_keygen_comes_to_the_same_verdict(signed, signers):
    words = [KEYGEN, "-Y", "verify", "-n", "icefloe-lock", "-I", "alice@example.com", "-s", "icefloe.lock.sig", "-f"]
    lock = (signed / "icefloe.lock").read_bytes()
    for name, status in (("only_alice", 0), ("only_bob", 255)):
        assert subprocess.run([*words, signers / name], input=lock, capture_output=True).returncode == status


def test_the_key_may_be_named_from_home(project, call, signers, monkeypatch):
    project()
    monkeypatch.setenv("HOME", str(signers))
    assert call("freeze", "--sign=~/alice").exit_code == 0
    assert Path("icefloe.lock.sig").exists()
