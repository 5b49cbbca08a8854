"""Names for places that allow few characters, made so that two different things never get the same one."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

_DNS = re.compile(r"[^a-z0-9]+")


def distinct(texts: Iterable[str], spell: Callable[[str], str], *, taken: Iterable[str] = ()) -> Mapping[str, str]:
    """A name for each text: what `spell` makes of it, with a piece of the text's digest where that is not its alone.

    Case does not tell names apart. The name of a text depends on no order.
    """
    wanted = {text: spell(text) for text in texts}
    reserved = [name.casefold() for name in taken]
    shared = _shared(wanted.values(), reserved)
    names = wanted
    for length in (8, 16, 32, 64):
        names = {t: f"{n}-{_mark(t, length)}" if n.casefold() in shared else n for t, n in wanted.items()}
        if not _shared(names.values(), reserved):
            break
    return names


def _shared(names: Iterable[str], reserved: list[str]) -> set[str]:
    counts = Counter([*(name.casefold() for name in names), *reserved])
    return {name for name, count in counts.items() if count > 1}


def dns(text: str, *, limit: int = 50) -> str:
    """A DNS-1123 label that begins with a letter: what Kubernetes takes as a name."""
    label = _DNS.sub("-", text.lower()).strip("-")
    if not label[:1].isalpha():
        label = f"step-{label}".rstrip("-")
    if len(label) > limit:
        label = f"{label[: limit - 9].rstrip('-')}-{_mark(text)}"
    return label


def identifier(text: str, *, limit: int = 80) -> str:
    """An ASCII identifier that may hold hyphens: what GitHub takes as the id of a job or an input."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-")
    if not re.match(r"[A-Za-z_]", name):
        name = f"step-{name}".rstrip("-")
    if len(name) > limit:
        name = f"{name[: limit - 9].rstrip('-')}-{_mark(text)}"
    return name


def _mark(text: str, length: int = 8) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]
