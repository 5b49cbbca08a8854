"""What the words of `icefloe diff` mean: which two sides are compared."""

import re
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, cast

from icefloe.api.differing import (
    Read,
    Side,
    side_of_lock,
    side_of_plan,
    side_of_source,
    side_of_version,
)
from icefloe.api.states import State, States, compared_states, read_state
from icefloe.api.versions import split_version
from icefloe.cli.plans import is_source
from icefloe.cli.talk import Refusal, leave, say_findings
from icefloe.project import SOURCES, absolute, read_document
from icefloe.revisions import Repository, Tree, repository_of

if TYPE_CHECKING:
    from icefloe_schema.jsonvalue import JsonObject

_PLANS = (".json", ".yaml", ".yml")
_LOCK = ".lock"
#: `A..B` and `A...B`, neither of which holds a colon or a space.
_RANGE = re.compile(r"(?P<old>[^\s:]*?)(?P<dots>\.\.\.?)(?P<new>[^\s:.][^\s:]*|)")


_SHALLOW = "this clone is shallow: it may have to be fetched (`git fetch --unshallow`, `fetch-depth: 0`)"
_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@contextmanager
def sides(words: Sequence[str], defines: Mapping[str, str], configuration: str | None) -> Generator[States, None, None]:
    """Read the two sides that the words mean: without words, HEAD and the files as they are."""
    with ExitStack() as stack:
        found = _Reader(stack, defines, configuration).both(tuple(words) or ("HEAD",))
        _check(found.old, found.new)
        yield found


def _check(old: Side, new: Side) -> None:
    """Refuse a lock beside what it says nothing of."""
    for lock, other in ((old, new), (new, old)):
        if not lock.frozen or other.frozen:
            continue
        if not other.locks:
            raise Refusal(
                f"{lock.name} is compared with a lock, a source or a saved version: {other.name} is a plan, "
                "of which a lock holds only digests"
            )
        known = {leaf.path.rpartition("/")[0] for leaf in lock.locks[""].leaves if leaf.kind == "plan"}
        if known.isdisjoint(f"plan/{one.key}" for one in other.pipelines):
            raise Refusal(f"{lock.name} holds no pipeline of {other.name}")


class _Reader:
    """Reads sides; the repository is opened when a revision is named."""

    def __init__(self, stack: ExitStack, defines: Mapping[str, str], configuration: str | None) -> None:
        self._stack = stack
        self._defines = defines
        self._configuration = configuration
        self._repository: Repository | None = None
        self._trees: dict[str, Tree] = {}

    def both(self, words: Sequence[str]) -> States:
        """The two sides: of a range or a revision with paths, else of each word by itself."""
        found = _RANGE.fullmatch(words[0])
        if found is not None and not Path(words[0]).exists():
            return self._range(found["old"] or "HEAD", found["new"] or "HEAD", found["dots"] == "...", words[1:])
        if len(words) > 1 and not any(map(_is_side, words[:2])) and self._are_revisions(words[:2]):
            return self._range(words[0], words[1], False, words[2:])
        if not _is_side(words[0]) and (len(words) != 2 or _is_place(words[1])):
            return self._since(words[0], words[1:])
        if len(words) == 2:
            if not _is_side(words[0]) and not _is_side(words[1]):
                return self._range(words[0], words[1], False, ())
            return States(old=self._one(words[0]).side, new=self._one(words[1]).side)
        raise Refusal(
            f"{words[0]} is compared with nothing: name a second side, a revision (`icefloe diff HEAD`) "
            "or a range (`icefloe diff main..HEAD`)"
            if len(words) == 1
            else f"two sides are compared, and there are {len(words)} words; with PATHS, the first is a revision"
        )

    def _range(self, old: str, new: str, common: bool, paths: Sequence[str]) -> States:
        repository = self._opened()
        first, second = self._commit(old), self._commit(new)
        base = repository.merge_base(first, second) if common else first
        if base is None:
            raise Refusal(
                f"{old} and {new} have no commit in common here: fetch more of the history, or write {old}..{new}"
            )
        name = f"{old} ({base[:12]})" if common else old
        places = self._places(paths, (base, second))
        return self._compared(self._state(name, base, places), self._state(new, second, places), places)

    def _since(self, revision: str, paths: Sequence[str]) -> States:
        commit = self._commit(revision)
        places = self._places(paths, (commit,))
        now = read_state("the working tree", self._opened(), None, places)
        return self._compared(self._state(revision, commit, places), now, places)

    def _compared(self, old: State, new: State, places: Sequence[Path]) -> States:
        top = self._opened().top
        below = [one.relative_to(top).as_posix() for one in places if one != top]
        return compared_states(old, new, below if len(below) == len(places) else ())

    def _state(self, name: str, commit: str, places: Sequence[Path]) -> State:
        shown = name[:12] if _SHA.fullmatch(name) else name
        return read_state(shown, self._opened(), self._tree(commit), places)

    def _places(self, paths: Sequence[str], commits: Sequence[str]) -> tuple[Path, ...]:
        """The paths from the top of the repository; each must be on one of the sides, or on disk."""
        top = self._opened().top
        found: list[Path] = []
        for path in paths:
            place = Path.cwd().resolve().joinpath(*Path(path).parts)
            place = Path(re.sub(r"/+$", "", place.as_posix()) or "/")
            normal = Path(*[part for part in place.parts if part != "."])
            if ".." in normal.parts:
                normal = normal.resolve()
            if not normal.is_relative_to(top):
                raise Refusal(f"{path} is not in the repository {top}")
            if not normal.exists() and not any(self._tree(commit).kind(str(normal)) for commit in commits):
                raise Refusal(f"no such file or folder on either side: {path} [FLO921]")
            found.append(normal)
        return tuple(found)

    def _one(self, word: str) -> Read:
        """One side by itself."""
        version = split_version(word)
        if version is not None and not Path(word).exists():
            return Read(side=side_of_version(Path.cwd(), *version))
        revision, colon, path = word.partition(":")
        if colon and not _is_there(word) and self._known(revision):
            return Read(side=self._blob(word, revision, path))
        if word.endswith(_LOCK):
            return Read(side=_lock(word, read_document(absolute(word))))
        if word.endswith(_PLANS) and not is_source(word):
            place = absolute(word)
            return Read(side=_plan(word, read_document(place), _places_beside(place)))
        read = side_of_source(word, self._defines, self._configuration)
        if read.checked is not None:
            say_findings(read.checked)
            leave(2)
        return read

    def _blob(self, word: str, revision: str, path: str) -> Side:
        """A plan or a lock as it stands at a revision."""
        top = self._opened().top
        own = path if not path.startswith(("./", "../")) else ""
        place = top / own if own else Path(Path.cwd().resolve() / path).resolve()
        tree = self._tree(self._commit(revision))
        data = tree.load(str(place))
        if data is None:
            here = tree.load(str(Path.cwd().resolve() / path))
            hint = f"; did you mean {revision}:./{path}?" if here is not None else ""
            raise Refusal(f"{word}: there is no such file at {revision}{hint}")
        if path.endswith(_LOCK):
            return _lock(word, data)
        if path.endswith(_PLANS):
            return _plan(word, data, None)
        raise Refusal(f"{word} is neither a plan nor a lock; `icefloe diff {revision} {path}` compares sources")

    def _are_revisions(self, words: Sequence[str]) -> bool:
        """Whether all words are revisions and no files: `main HEAD` is `main..HEAD`."""
        return not any(Path(word).exists() for word in words) and all(map(self._known, words))

    def _known(self, revision: str) -> bool:
        repository = repository_of(Path.cwd()) if self._repository is None else self._repository
        return repository is not None and repository.commit(revision) is not None

    def _opened(self) -> Repository:
        if self._repository is None:
            found = repository_of(Path.cwd())
            if found is None:
                raise Refusal("this folder is in no git repository, so there are no revisions to compare")
            self._repository = self._stack.enter_context(found)
        return self._repository

    def _commit(self, revision: str) -> str:
        repository = self._opened()
        found = repository.commit(revision)
        if found is None:
            near = get_close_matches(revision, repository.names(), 1)
            hints = [f"did you mean {near[0]}?"] if near else []
            hints += [_SHALLOW] if repository.is_shallow() else []
            text = f"{revision} is neither a file nor a revision of this repository"
            raise Refusal("; ".join((text, *hints)))
        return found

    def _tree(self, commit: str) -> Tree:
        if commit not in self._trees:
            self._trees[commit] = Tree(self._opened(), commit)
        return self._trees[commit]


def _is_there(word: str) -> bool:
    return Path(word).exists() or any(Path(word.partition(f"{suffix}:")[0] + suffix).exists() for suffix in SOURCES)


def _is_side(word: str) -> bool:
    """Whether a word is a side by itself, and no revision: a plan, a lock, a source, a saved version, `REV:PATH`."""
    if any(word.endswith(suffix) or f"{suffix}:" in word for suffix in (*SOURCES, *_PLANS, _LOCK)):
        return True
    return split_version(word) is not None and not word.startswith("@") and "@{" not in word


def _is_place(word: str) -> bool:
    """Whether a word is a path to be looked below: a folder, or a source without the name of a pipeline."""
    return not any(f"{suffix}:" in word for suffix in SOURCES) and (Path(word).is_dir() or word.endswith(".py"))


def _lock(name: str, data: bytes) -> Side:
    from icefloe_schema import lock
    from icefloe_schema.errors import SchemaError

    try:
        return side_of_lock(name, lock.loads(data))
    except SchemaError as error:
        raise Refusal(f"{name}: {error}") from error


def _plan(name: str, data: bytes, places: "JsonObject | None") -> Side:
    from icefloe.cli.planfile import plan_of

    plan = plan_of(data, name)
    return side_of_plan(name, plan, places=places)


def _places_beside(plan: Path) -> "JsonObject | None":
    """What `NAME.places.json` beside a plan says, if it is there and can be read."""
    import json

    from icefloe.cli.compile import places_path

    path = places_path(str(plan))
    if not path.is_file():
        return None
    try:
        found: object = json.loads(read_document(path))
    except (ValueError, RecursionError, OSError):
        return None
    return cast("JsonObject", found) if isinstance(found, dict) else None
