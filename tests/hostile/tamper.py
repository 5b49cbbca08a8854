"""Attempts to change a lock unnoticed; writes `docs/results/DATE-tamper.md`.

Every single-bit flip, many thousand random edits, forgeries by name, and changes of a single entry that are sealed
again as `freeze` would write them. Exits with 1 if one of them was accepted, if a digest or a signature did not tell a
sealed one, or if less than 99 % of the changes of one entry were said of that entry. Takes some minutes.
"""

import argparse
import datetime as dt
import hashlib
import json
import platform
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from icefloe import api
from icefloe.lock import Inputs, told, verify
from icefloe_schema.errors import SchemaError
from icefloe_schema.leaves import leaf_digest, root_digest
from icefloe_schema.lock import (
    ClosureContent,
    CompilerContent,
    DepsContent,
    EnvContent,
    Leaf,
    Lock,
    ModuleContent,
    Reached,
    dumps,
    loads,
    with_content,
)

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "docs" / "results"
RIGHT = 0.99
HEX = "0123456789abcdef"
SIGNERS = "icefloe-lock"


@dataclass(slots=True)
class Frozen:
    """A project that was frozen: what it is made from, its lock and the text of that."""

    inputs: Inputs
    lock: Lock
    text: bytes


@dataclass(slots=True)
class Tally:
    """What came of one sort of attempts: refused by the reader, reported by `verify`, or neither."""

    name: str
    refused: int = 0
    reported: int = 0
    accepted: list[bytes] = field(default_factory=list)
    unsealed: int = 0

    @property
    def attempts(self) -> int:
        """How many there were."""
        return self.refused + self.reported + len(self.accepted)


def frozen(folder: Path) -> Frozen:
    """Freeze the project in a folder."""
    found = api.freeze(folder)
    assert found.lock is not None
    assert found.inputs is not None
    return Frozen(inputs=found.inputs, lock=found.lock, text=found.text.encode())


def attempt(now: Frozen, data: bytes, tally: Tally) -> None:
    """Put one altered lock before the reader, and then before `verify`."""
    if data == now.text or data.replace(b"\r\n", b"\n") == now.text and data.count(b"\r\n") == data.count(b"\n"):
        return
    try:
        lock = loads(data)
    except SchemaError:
        tally.refused += 1
        return
    changes = verify(lock, now.inputs, now.lock)
    if changes and told(changes, lock):
        tally.reported += 1
    else:
        tally.accepted.append(data)
    tally.unsealed += lock.root == now.lock.root


def flips(data: bytes) -> Iterator[bytes]:
    """Every text in which one bit differs."""
    for place in range(len(data)):
        for bit in range(8):
            yield data[:place] + bytes((data[place] ^ (1 << bit),)) + data[place + 1 :]


def edits(data: bytes, number: int, seed: int = 8) -> Iterator[bytes]:
    """Random edits: of bytes, of digits, of pieces and of lines, of escapes and of blanks."""
    dice = random.Random(seed)
    ways: tuple[Callable[[bytes, random.Random], bytes], ...] = (
        _replaced, _inserted, _deleted, _swapped, _digit, _moved, _repeated, _cut, _lines, _escaped, _blank,
    )  # fmt: skip
    for index in range(number):
        text = data
        for _ in range(1 + dice.randrange(2)):
            text = ways[index % len(ways)](text, dice)
        yield text


def _replaced(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + bytes((dice.randrange(256),)) + data[at + 1 :]


def _inserted(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data) + 1)
    return data[:at] + bytes((dice.choice(b'0123456789abcdef{}[]",:\n\r\t /eE.-+\\u%'),)) + data[at:]


def _deleted(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + data[at + 1 :]


def _swapped(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data) - 1)
    return data[:at] + data[at + 1 : at + 2] + data[at : at + 1] + data[at + 2 :]


def _digit(data: bytes, dice: random.Random) -> bytes:
    """Another hexadecimal digit within a digest: what a forger would try."""
    places = [at for at in range(len(data)) if data[at] in HEX.encode()]
    at = dice.choice(places)
    return data[:at] + dice.choice(HEX + HEX.upper()).encode() + data[at + 1 :]


def _piece(data: bytes, dice: random.Random) -> tuple[int, int]:
    start = dice.randrange(len(data))
    return start, min(len(data), start + 1 + dice.randrange(200))


def _moved(data: bytes, dice: random.Random) -> bytes:
    start, end = _piece(data, dice)
    rest = data[:start] + data[end:]
    at = dice.randrange(len(rest) + 1)
    return rest[:at] + data[start:end] + rest[at:]


def _repeated(data: bytes, dice: random.Random) -> bytes:
    start, end = _piece(data, dice)
    return data[:end] + data[start:]


def _cut(data: bytes, dice: random.Random) -> bytes:
    start, end = _piece(data, dice)
    return data[:start] + data[end:]


def _lines(data: bytes, dice: random.Random) -> bytes:
    """Two lines in each other's place, one twice, one less, or one's value at another's key."""
    lines = data.split(b"\n")
    first, second = dice.randrange(len(lines)), dice.randrange(len(lines))
    match dice.randrange(4):
        case 0:
            lines[first], lines[second] = lines[second], lines[first]
        case 1:
            lines.insert(second, lines[first])
        case 2:
            del lines[first]
        case _:
            key, _, _ = lines[first].partition(b'":')
            _, colon, value = lines[second].partition(b'":')
            lines[first] = key + colon + value
    return b"\n".join(lines)


def _escaped(data: bytes, dice: random.Random) -> bytes:
    places = [at for at in range(len(data)) if chr(data[at]).isalnum()]
    at = dice.choice(places)
    return data[:at] + f"\\u{data[at]:04x}".encode() + data[at + 1 :]


def _blank(data: bytes, dice: random.Random) -> bytes:
    places = [at for at in range(len(data)) if data[at] in b'{}[]:,\n"']
    at = dice.choice(places)
    return data[:at] + dice.choice((b" ", b"\t", b"\n", b"\r", b"\r\n", b"\xef\xbb\xbf", b"\x00")) + data[at:]


def forgeries(now: Frozen) -> Mapping[str, bytes]:
    """Texts that mean the same to a lenient reader, or that hide something from it."""
    text = now.text.decode()
    document: dict[str, object] = json.loads(text)
    lines = text.split("\n")
    entry = next(line for line in lines if line.startswith('"plan/'))
    path = entry.split('"')[1]
    false = entry.replace(entry[-66:-2], "0" * 64)
    escaped = false.replace("plan", "pl\\u0061n", 1)
    return {
        key: value.encode()
        for key, value in {
            "one line": json.dumps(document, sort_keys=True, separators=(",", ":")) + "\n",
            "indented": json.dumps(document, indent=2) + "\n",
            "other order of keys": "{\n" + "\n".join(reversed(lines[1:-2])) + "\n}\n",
            "other order within an entry": text.replace('{"icefloe":"', '{"plan":"1.0","icefloe":"').replace(
                ',"plan":"1.0"}', "}"
            ),
            "an entry twice, the false one first": text.replace(entry, f"{false}\n\n{entry}"),
            "an entry twice, the false one last": text.replace(entry, f"{entry}\n\n{false}"),
            "the same entry twice": text.replace(entry, f"{entry}\n\n{entry}"),
            "an entry twice, the key escaped": text.replace(entry, f"{entry}\n\n{escaped}"),
            "a key escaped": text.replace('"deps"', '"d\\u0065ps"'),
            "a digest in capitals": text.replace(entry, entry.replace(entry[-66:-2], entry[-66:-2].upper())),
            "an unknown key": text.replace('"version":', '"seal":"' + "0" * 64 + '",\n\n"version":'),
            "an unknown key within an entry": text.replace('"env":{', '"env":{"note":"x",'),
            "an unknown kind of entry": text.replace('"version":', '"data/x":"' + "0" * 64 + '",\n\n"version":'),
            "the version as a number": text.replace('"version":"1.0"', '"version":1.0'),
            "the version 1": text.replace('"version":"1.0"', '"version":"1"'),
            "the version twice": text.replace('"version":"1.0"', '"version":"1.0",\n\n"version":"1.0"'),
            "no version": text.replace(',\n\n"version":"1.0"', ""),
            "an entry that is null": text.replace(entry, f'"{path}":null,'),
            "an entry that is absent": text.replace(entry, f'"{path}":"absent",'),
            "an entry that is true": text.replace(entry, f'"{path}":true,'),
            "a plan entry taken out": text.replace(f"{entry}\n\n", ""),
            "all but what must be": "{\n" + "\n\n".join(
                line for line in lines if line.startswith(('"compiler"', '"deps"', '"env"', '"version"'))
            ) + "\n}\n",
            "a byte order mark": "\ufeff" + text,
            "text behind the end": text + "{}\n",
            "an empty line less": text.replace("\n\n", "\n", 1),
            "an empty line more": text.replace("\n\n", "\n\n\n", 1),
            "no last newline": text.removesuffix("\n"),
            "one newline of a carriage": text.replace("\n", "\r\n", 1),
            "newlines of a carriage alone": text.replace("\n", "\r"),
            "a path with a dot": text.replace('"modules/', '"modules/./', 1),
            "a path with an escape": text.replace('"modules/m', '"modules/%6D', 1),
            "nested a thousand deep": text.replace('"env":{', '"env":' + "[" * 1000 + "]" * 1000 + ',"x":{'),
            "NaN": text.replace('"env":{', '"env":{"x":NaN,'),
            "nothing": "",
            "an empty object": "{}",
            "a list": "[]",
        }.items()
    }


def sealed(now: Frozen, seed: int = 8, each: int = 20) -> Iterator[tuple[str, Lock]]:
    """Locks in which one entry is another one, as `freeze` would write them: with the path of that entry."""
    dice = random.Random(seed)
    for leaf in now.lock.leaves:
        for _ in range(each):
            yield leaf.path, _with(now.lock, leaf.path, _other(leaf, dice))
        if leaf.path not in ("compiler", "deps", "env"):
            yield leaf.path, _with(now.lock, leaf.path, None)


def _with(lock: Lock, path: str, leaf: Leaf | None) -> Lock:
    kept = [one for one in lock.leaves if one.path != path]
    return replace(lock, leaves=tuple(sorted([*kept, *([leaf] if leaf else [])], key=lambda one: one.path)))


def _other(leaf: Leaf, dice: random.Random) -> Leaf:
    """Another entry of the same path: with another digest, or another content."""
    match leaf.content:
        case ModuleContent() as content:
            which = dice.choice(("sha256", "semantic"))
            return with_content(leaf.path, replace(content, **{which: _digest(dice)}))
        case ClosureContent(reached=reached, opaque=opaque) as content:
            if not reached or dice.random() < 0.3:
                names = (*opaque, f"n{dice.randrange(10**6)}")
                return with_content(leaf.path, replace(content, opaque=tuple(sorted(names))))
            index = dice.randrange(len(reached))
            one = reached[index]
            way = dice.randrange(3)
            new = Reached(name=one.name if way else f"{one.name}x", sha256=_digest(dice) if way else one.sha256)
            kept = (*reached[:index], *reached[index + 1 :], *((new,) if way < 2 else ()))
            return with_content(leaf.path, replace(content, reached=tuple(sorted(kept, key=lambda r: (r.name, r.sha256)))))
        case DepsContent() as content:
            return with_content(leaf.path, replace(content, sha256=_digest(dice)))
        case EnvContent():
            return with_content(leaf.path, EnvContent(requires_python=f">=3.{dice.randrange(20, 99)}"))
        case CompilerContent() as content:
            which = dice.choice(("icefloe", "normaliser", "plan"))
            return with_content(leaf.path, replace(content, **{which: f"9.{dice.randrange(1000)}"}))
        case _:
            if leaf.path == "deps":
                return with_content("deps", DepsContent(path="uv.lock", sha256=_digest(dice)))
            return Leaf(path=leaf.path, digest=_digest(dice))


def _digest(dice: random.Random) -> str:
    return "".join(dice.choices(HEX, k=64))


@dataclass(slots=True)
class Named:
    """How many changes of one entry were said of that entry alone, and those that were not."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    unexpected: int = 0
    attempts: int = 0

    @property
    def share(self) -> float:
        """The share of those that were said of the right entry."""
        return self.right / self.attempts if self.attempts else 0.0


def named(now: Frozen, seed: int = 8, each: int = 20) -> Named:
    """Which entries `verify` names where one was changed and the lock sealed again; and whether its digest tells."""
    found = Named()
    for path, lock in sealed(now, seed, each):
        again = loads(dumps(lock))
        changes = verify(again, now.inputs, now.lock)
        leaves = {change.leaf for change in changes}
        facts = {name for finding in told(changes, again) for name, _ in finding.facts} - {"kind"}
        found.attempts += 1
        if leaves == facts == {path}:
            found.right += 1
        else:
            found.wrong.append(f"{path}: {sorted(leaves)}")
        found.unexpected += again.root != now.lock.root
    return found


def digests_are_apart() -> bool:
    """Whether neither a leaf passes for a root, nor a content for that of another leaf."""
    leaf = leaf_digest("a", b"b")
    shifted = leaf_digest("ab", b"") != leaf and leaf_digest("", b"ab") != leaf
    plain = hashlib.sha256(b"ab").hexdigest() != leaf
    return shifted and plain and root_digest({"a": leaf}) not in (leaf, leaf_digest("a", bytes.fromhex(leaf)))


def signed(now: Frozen, number: int) -> tuple[int, int] | None:
    """How many forged locks were tried against a signature of the right one, and how many passed; None without ssh."""
    program = shutil.which("ssh-keygen")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        (folder / "icefloe.lock").write_bytes(now.text)
        make = [program, "-q", "-t", "ed25519", "-N", "", "-C", "a@example.org", "-f", str(folder / "key")]
        subprocess.run(make, check=True, stdin=subprocess.DEVNULL)
        sign = [program, "-Y", "sign", "-n", SIGNERS, "-f", str(folder / "key"), str(folder / "icefloe.lock")]
        subprocess.run(sign, check=True, capture_output=True)
        key = (folder / "key.pub").read_text().rsplit(" ", 1)[0]
        (folder / "signers").write_text(f"a@example.org {key}\n")
        check = [program, "-Y", "verify", "-f", str(folder / "signers"), "-I", "a@example.org", "-n", SIGNERS]
        check += ["-s", str(folder / "icefloe.lock.sig")]

        def holds(data: bytes) -> bool:
            return subprocess.run(check, input=data, capture_output=True, check=False).returncode == 0

        assert holds(now.text), "the signature of the right lock holds"
        dice = random.Random(8)
        every = list(sealed(now, each=3))
        chosen = dice.sample(every, min(number, len(every)))
        return len(chosen), sum(holds(dumps(lock).encode()) for _, lock in chosen)


def tallies(now: Frozen, random_edits: int, every: int = 1) -> list[Tally]:
    """All attempts on one lock; of the single-bit flips one in `every`."""
    found = [Tally("single-bit flips"), Tally("random edits"), Tally("forgeries by name")]
    for index, data in enumerate(flips(now.text)):
        if index % every == 0:
            attempt(now, data, found[0])
    for data in edits(now.text, random_edits):
        attempt(now, data, found[1])
    for data in forgeries(now).values():
        attempt(now, data, found[2])
    return found


def main() -> None:
    """Try all of it on the example of motools, and write what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=100_000)
    parser.add_argument("--signatures", type=int, default=100)
    parser.add_argument("--no-result", action="store_true", help="write nothing into docs/results")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room) / "project"
        shutil.copytree(ROOT / "examples" / "motools", folder)
        now = frozen(folder)
    found = tallies(now, arguments.edits)
    names = named(now)
    signatures = signed(now, arguments.signatures)
    text = page(now, found, names, signatures)
    print(text)
    if not arguments.no_result:
        (RESULTS / f"{dt.datetime.now(dt.UTC):%Y-%m-%d}-tamper.md").write_text(text, encoding="utf-8")
    failed = any(tally.accepted or tally.unsealed for tally in found) or names.share < RIGHT
    failed = failed or names.unexpected < names.attempts or not digests_are_apart()
    sys.exit(int(failed or (signatures is not None and signatures[1] > 0)))


def page(now: Frozen, found: list[Tally], names: Named, signatures: tuple[int, int] | None) -> str:
    """The result as a page."""
    lines = [
        f"# Tampering with a lock, {dt.datetime.now(dt.UTC):%Y-%m-%d}",
        "",
        f"The lock of `examples/motools`: {len(now.lock.leaves)} entries, {len(now.text):,} bytes. "
        f"Python {platform.python_version()}. Written by `make faults`.",
        "",
        "| attempts | | refused by the reader | reported by `verify` | accepted | not told by the digest |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.name} | {one.attempts:,} | {one.refused:,} | {one.reported:,} | {len(one.accepted)} | {one.unsealed} |"
        for one in found
    ]
    lines += [
        "",
        f"One entry changed, the lock sealed again: {names.attempts:,} locks, of which `verify` names that entry and no "
        f"other in {names.right:,} ({names.share:.2%}; at least {RIGHT:.0%} wanted); `--expect` refuses "
        f"{names.unexpected:,}.",
        "",
        "Signatures: ssh-keygen is not installed here."
        if signatures is None
        else f"Signatures: {signatures[0]} of these locks put before the signature of the right one: {signatures[1]} held.",
        *(f"* wrong: `{one}`" for one in names.wrong[:20]),
        *(f"* accepted: {one!r}" for tally in found for one in tally.accepted[:5]),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
