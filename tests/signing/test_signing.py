"""Signatures of a lock: made and checked by the real ssh-keygen."""

import base64
import random
import re
import subprocess

import pytest

from icefloe.api.signing import Trust, check, sign
from icefloe.lock.signature import NAMESPACE, SignatureError, read
from icefloe.project import ProjectError

LOCK = b'{\n"a":"b",\n\n"version":"1.0"\n}\n'
ALICE = "alice@example.com {alice}"
BOB = "bob@example.com {bob}"

pytestmark = pytest.mark.usefixtures("no_agent")


@pytest.fixture
def no_agent(monkeypatch):
    """Whoever runs the tests, neither their agent nor a window that asks for a passphrase has a part in it."""
    for name in ("SSH_AUTH_SOCK", "DISPLAY", "WAYLAND_DISPLAY", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def signed(keys, keygen, tmp_path):
    """Write a signature of the lock by somebody."""

    def write(who="alice", data=LOCK, change=lambda text: text):
        path = tmp_path / "icefloe.lock.sig"
        path.write_bytes(change(sign(data, keys[who], keygen)))
        return path

    return write


@pytest.fixture
def for_other_purpose(keys, keygen, tmp_path):
    """Write a signature of the lock that was made for something else."""

    def write(namespace):
        done = subprocess.run(
            [keygen, "-Y", "sign", "-n", namespace, "-f", keys["alice"]], input=LOCK, capture_output=True, check=True
        )
        path = tmp_path / "icefloe.lock.sig"
        path.write_bytes(done.stdout)
        return path

    return write


def test_a_signature_tells_who_signed_and_with_which_key(signed, allowed, keygen, keys):
    found = check(LOCK, signed(), Trust(signers=allowed(ALICE)), keygen)
    shown = subprocess.run([keygen, "-lf", keys["alice"]], capture_output=True, text=True, check=True).stdout
    assert (found.by, found.problem) == ("alice@example.com", "")
    assert found.key == f"ssh-ed25519 {shown.split()[1]}"


@pytest.mark.parametrize(
    ("who", "lines", "by"),
    [
        ("alice", [ALICE, BOB], "alice@example.com"),
        ("bob", [ALICE, BOB], "bob@example.com"),
        ("bob", ["# who may sign", "", ALICE, BOB, "carol@example.com {carol}"], "bob@example.com"),
        ("alice", ["alice@example.com,alice@work.example {alice}"], "alice@example.com"),
        ("alice", ["*@example.com {alice}"], "*@example.com"),
        ("alice", ["!eve@example.com,*@example.com {alice}"], "*@example.com"),
        ("alice", ['alice@example.com namespaces="icefloe-lock" {alice}'], "alice@example.com"),
        ("alice", ['alice@example.com namespaces="git,icefloe-*" {alice}'], "alice@example.com"),
        ("alice", ['alice@example.com namespaces="git" {alice}', ALICE], "alice@example.com"),
        ("alice", ['alice@example.com valid-before="20200101" {alice}', ALICE], "alice@example.com"),
        ("alice", ['alice@example.com valid-after="20200101",valid-before="29990101" {alice}'], "alice@example.com"),
        ("alice", ["this is no line of such a list", ALICE], "alice@example.com"),
    ],
)
def test_each_allowed_signer_is_accepted(signed, allowed, keygen, who, lines, by):
    assert check(LOCK, signed(who), Trust(signers=allowed(*lines)), keygen).by == by


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([BOB], "which is nobody's in allowed_signers"),
        ([], "which is nobody's in allowed_signers"),
        (["alice@example.com cert-authority {alice}"], "which is nobody's in allowed_signers"),
        (["alice@example.com"], r"which is nobody's in allowed_signers \(.*allowed_signers:1: missing key\)"),
        (['alice@example.com valid-before="20200101" {alice}'], "does not allow now: key has expired: .*2020-01-01"),
        (['alice@example.com valid-after="29990101" {alice}'], "does not allow now: key is not yet valid: .*2999"),
        (['alice@example.com namespaces="git" {alice}'], r"allowed_signers does not allow ssh-ed25519 SHA256:\S+ to"),
    ],
)
def test_who_is_not_allowed_is_refused_and_the_key_is_named(signed, allowed, keygen, lines, problem):
    found = check(LOCK, signed(), Trust(signers=allowed(*lines)), keygen)
    assert found.by == ""
    assert re.search(problem, found.problem)
    assert found.key.split()[1] in found.problem
    assert found.hint


@pytest.mark.parametrize(
    "data",
    [
        LOCK + b"\n",
        LOCK[:-1],
        LOCK.replace(b'"b"', b'"c"'),
        LOCK.replace(b"\n", b"\r\n"),
        b"",
    ],
)
def test_the_signature_is_of_these_very_bytes(signed, allowed, keygen, data):
    found = check(data, signed(), Trust(signers=allowed(ALICE)), keygen)
    assert found.by == ""
    assert found.problem.startswith("the signature does not hold: icefloe.lock is not what was signed with ssh-ed25519")


def test_a_changed_signature_is_refused_wherever_it_is_changed(signed, allowed, keygen):
    path = signed()
    trust = Trust(signers=allowed(ALICE))
    lines = path.read_bytes().split(b"\n")
    blob = bytearray(base64.b64decode(b"".join(lines[1:-2])))
    bits = random.Random(8).sample(range(len(blob) * 8), 60)
    for bit in bits:
        other = bytearray(blob)
        other[bit // 8] ^= 1 << bit % 8
        text = base64.b64encode(other)
        folded = b"\n".join(text[at : at + 70] for at in range(0, len(text), 70))
        path.write_bytes(b"\n".join((lines[0], folded, *lines[-2:])))
        found = check(LOCK, path, trust, keygen)
        assert found.by == "", bit
        assert found.problem, bit


def test_the_signature_of_another_is_not_taken_for_ones_own(signed, allowed, keygen):
    path = signed("bob")
    assert check(LOCK, path, Trust(signers=allowed("bob@example.com {alice}")), keygen).by == ""


@pytest.mark.parametrize("namespace", ["git", "file", "icefloe-lock-2", "ICEFLOE-LOCK"])
def test_a_signature_for_something_else_is_none(for_other_purpose, allowed, keygen, namespace):
    found = check(LOCK, for_other_purpose(namespace), Trust(signers=allowed(ALICE)), keygen)
    assert found.by == ""
    assert found.problem == f"icefloe.lock.sig was not made for a lock: it is for `{namespace}`, not `icefloe-lock`"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda text: b"", "it is not what ssh-keygen writes"),
        (lambda text: b"\n" + text, "it is not what ssh-keygen writes"),
        (lambda text: text + b"more\n", "it is not what ssh-keygen writes"),
        (lambda text: text + text, "it holds more than one signature"),
        (lambda text: text.replace(b"SIGNATURE", b"MESSAGE"), "it is not what ssh-keygen writes"),
        (lambda text: text.replace(b"U1NIU0lH", b"U1NIU0l="), "it is not what ssh-keygen writes"),
        (lambda text: text.replace(b"U1NIU0lHAAAAA", b"U1NIU0lHAAAAB"), "it is of a version that is not known"),
        (lambda text: b"\n".join(text.split(b"\n")[i] for i in (0, 1, 2, -2, -1)), "it is cut off"),
        (lambda text: text * 1000, "it is too long for a signature"),
    ],
)
def test_what_is_no_signature_is_refused(signed, allowed, keygen, change, problem):
    found = check(LOCK, signed(change=change), Trust(signers=allowed(ALICE)), keygen)
    assert (found.by, found.problem) == ("", f"icefloe.lock.sig is not a signature: {problem}")


@pytest.mark.parametrize("newline", [b"\r\n", b"\r"])
def test_a_checkout_may_change_the_newlines_of_a_signature(signed, allowed, keygen, newline):
    path = signed(change=lambda text: text.replace(b"\n", newline))
    assert check(LOCK, path, Trust(signers=allowed(ALICE, newline="\r\n")), keygen).by == "alice@example.com"


def test_a_missing_signature_is_said(tmp_path, allowed, keygen):
    found = check(LOCK, tmp_path / "icefloe.lock.sig", Trust(signers=allowed(ALICE)), keygen)
    assert found.problem == "icefloe.lock.sig is missing: the lock is not signed"
    assert found.hint == "sign it with `icefloe freeze --sign KEY`"


def test_a_list_that_is_not_there_is_an_error_of_the_call(signed, allowed, keygen, tmp_path):
    path = signed()
    with pytest.raises(ProjectError, match=r"the list of allowed signers \S+/nobody is missing"):
        check(LOCK, path, Trust(signers=tmp_path / "nobody"), keygen)
    with pytest.raises(ProjectError, match=r"the list of allowed signers \S+ is not a file"):
        check(LOCK, path, Trust(signers=tmp_path), keygen)
    with pytest.raises(ProjectError, match="the list of revoked keys"):
        check(LOCK, path, Trust(signers=allowed(ALICE), revoked=tmp_path / "nothing"), keygen)


@pytest.mark.parametrize("form", ["list of keys", "krl"])
def test_a_revoked_key_is_refused_and_others_are_not(signed, allowed, keygen, keys, tmp_path, form):
    revoked = tmp_path / "revoked"
    if form == "krl":
        subprocess.run([keygen, "-q", "-k", "-f", revoked, keys["alice"].with_suffix(".pub")], check=True)
    else:
        revoked.write_text(keys["alice"].with_suffix(".pub").read_text())
    trust = Trust(signers=allowed(ALICE, BOB), revoked=revoked)
    found = check(LOCK, signed("alice"), trust, keygen)
    assert found.by == ""
    assert "which revoked revokes" in found.problem
    assert check(LOCK, signed("bob"), trust, keygen).by == "bob@example.com"
    revoked.write_text("no keys at all\n")
    assert check(LOCK, signed("bob"), trust, keygen).by == ""


def test_a_certificate_signs_for_whom_it_names(keys, keygen, allowed, tmp_path):
    key = tmp_path / "id"
    key.write_bytes(keys["carol"].read_bytes())
    key.chmod(0o600)
    key.with_suffix(".pub").write_bytes(keys["carol"].with_suffix(".pub").read_bytes())
    names = "carol@example.com,root@elsewhere.example"
    subprocess.run([keygen, "-q", "-s", keys["authority"], "-I", "1", "-n", names, key.with_suffix(".pub")], check=True)
    path = tmp_path / "icefloe.lock.sig"
    path.write_bytes(sign(LOCK, tmp_path / "id-cert.pub", keygen))
    found = check(LOCK, path, Trust(signers=allowed("*@example.com cert-authority {authority}")), keygen)
    assert (found.by, found.key.split()[0]) == ("carol@example.com", "ssh-ed25519-cert-v01@openssh.com")


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda keys, folder: keys["locked"], "it has a passphrase, and there is no terminal to ask for it"),
        (lambda keys, folder: _copy(keys["alice"], folder / "open", 0o644), "others may read it.*chmod 600"),
        (lambda keys, folder: _copy(keys["alice"].with_suffix(".pub"), folder / "half.pub", 0o644), "public key, and"),
        (lambda keys, folder: _write(folder / "text", b"hello\n"), "it is not a key of ssh"),
    ],
)
def test_a_key_that_cannot_sign_says_why(keys, keygen, tmp_path, make, why):
    key = make(keys, tmp_path)
    with pytest.raises(ProjectError, match=why) as raised:
        sign(LOCK, key, keygen)
    assert str(raised.value).startswith(f"the lock is not signed with {key}: ")


def test_a_key_that_is_not_there_and_a_program_that_does_not_start(keys, keygen, tmp_path):
    with pytest.raises(ProjectError, match=r"the key \S+nothing is missing"):
        sign(LOCK, tmp_path / "nothing", keygen)
    with pytest.raises(ProjectError, match="ssh-keygen does not start: No such file"):
        sign(LOCK, keys["alice"], tmp_path / "ssh-keygen")


@pytest.mark.parametrize("option", ["unknown option -- Y", "illegal option -- Y", "Unsupported operation for -Y: find"])
def test_a_program_that_is_too_old_says_what_is_needed(keys, allowed, signed, keygen, tmp_path, option):
    path = signed()
    old = tmp_path / "ssh-keygen"
    old.write_text(f"#!/bin/sh\necho '{option}' >&2\nexit 1\n")
    old.chmod(0o755)
    for call in (lambda: sign(LOCK, keys["alice"], old), lambda: check(LOCK, path, Trust(signers=allowed(ALICE)), old)):
        with pytest.raises(ProjectError, match=r"is too old for signatures: OpenSSH 8\.2 or later is needed"):
            call()


def test_either_hash_is_accepted(signed, allowed, keygen, keys):
    path = signed()
    words = ["-q", "-Y", "sign", "-O", "hashalg=sha256", "-n", NAMESPACE, "-f", keys["alice"]]
    path.write_bytes(subprocess.run([keygen, *words], input=LOCK, capture_output=True, check=True).stdout)
    assert check(LOCK, path, Trust(signers=allowed(ALICE)), keygen).by == "alice@example.com"


def test_nothing_is_left_beside_the_key_or_in_the_temporary_folder(keys, keygen, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = sorted(keys["alice"].parent.iterdir())
    sign(LOCK, keys["alice"], keygen)
    with pytest.raises(ProjectError):
        sign(LOCK, keys["locked"], keygen)
    assert sorted(keys["alice"].parent.iterdir()) == before
    assert list(tmp_path.iterdir()) == []


def test_plain_ssh_keygen_accepts_what_we_sign_and_we_accept_what_it_signs(signed, allowed, keygen, keys, tmp_path):
    path, signers = signed(), allowed(ALICE)
    words = ["-Y", "verify", "-f", signers, "-I", "alice@example.com", "-n", NAMESPACE, "-s", path]
    assert subprocess.run([keygen, *words], input=LOCK, capture_output=True).returncode == 0
    (tmp_path / "icefloe.lock").write_bytes(LOCK)
    path.unlink()
    words = ["-q", "-Y", "sign", "-f", keys["alice"], "-n", NAMESPACE, tmp_path / "icefloe.lock"]
    subprocess.run([keygen, *words], check=True, capture_output=True)
    assert check(LOCK, path, Trust(signers=signers), keygen).by == "alice@example.com"


def test_what_is_read_of_a_signature_is_what_stands_in_it(signed):
    found = read(signed().read_bytes())
    assert (found.namespace, found.kind) == ("icefloe-lock", "ssh-ed25519")
    with pytest.raises(SignatureError):
        read(b"-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n")


def _copy(source, target, mode):
    target.write_bytes(source.read_bytes())
    target.chmod(mode)
    return target


def _write(path, data):
    path.write_bytes(data)
    path.chmod(0o600)
    return path
