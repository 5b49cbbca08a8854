"""Why a connection is not known, in the words of the summary: few, and each one something that a user can act on."""

_UNRESOLVABLE = " is not resolvable here"

#: A step, or another function that it calls, says nothing of what it returns.
NO_RETURN = "a function has no annotation and its code does not tell"
#: What takes the value does not say what it takes.
NO_PARAMETER = "a parameter has no annotation"
#: The value depends on input, files or the environment.
RUN_TIME = "a value is only known at run time"
#: The dialect converts the value on its way in, and the outcome depends on the value.
CAST = "a value is converted at run time"
#: mypy, pyright and ty do not say the same.
DIFFER = "type checkers differ"
#: Comparing would take for ever.
LARGE = "a type is too large to compare"
#: An annotation that is not Python's way to write a type, or one that is not read.
UNREADABLE = "an annotation cannot be read"
#: A type variable that other arguments would decide.
UNSOLVED = "a type variable is not solved"
#: A class or function with a base, decorator or metaclass that hides what it is.
OPAQUE = "a class or function cannot be seen into"
#: A step that says `...` or raises.
UNWRITTEN = "a step is not written yet"
#: One end is code that has no place for a type.
UNTYPED = "a shell command or a notebook has no types"
#: What is returned is not the tuple that the outputs ask for.
ARITY = "a step returns another number of values than it has outputs"
#: A `Dataset`, `Model` or the like is made where the source does not show of what.
HELD = "what a wrapper holds is not told"
#: A package declares more than it gives: `str | None`, where the arguments decide which of them it is.
LIBRARY = "what a package gives depends on how it is called"
#: `{"name": "a", "score": 0.5}["score"]`: which of the types in a container comes is for its keys to say.
MIXED = "a container holds several types, and one is taken"
#: An unknown of these in a union says that any one of its members may be meant, not each of them.
LOOSE = frozenset({LIBRARY, MIXED})


def unresolvable(path: str) -> str:
    """The cause for a name of a package that is not there, by its dotted path or its top-level name."""
    return f"{path.partition('.')[0]}{_UNRESOLVABLE}"


def is_unresolvable(cause: str) -> bool:
    """Whether a cause is that of a name of a package that is not there."""
    return cause.endswith(_UNRESOLVABLE)
