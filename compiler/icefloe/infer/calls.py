"""What calls of the standard library give, where their names alone decide it."""

from collections.abc import Mapping

from icefloe.types import NONE, AnyType, Named, TupleType, Type

_STR = Named("builtins.str")
_INT = Named("builtins.int")
_BOOL = Named("builtins.bool")
_FLOAT = Named("builtins.float")
_BYTES = Named("builtins.bytes")
_PATH = Named("pathlib.Path")
_TEXTS = Named("builtins.list", (_STR,), fresh=True)
_DATETIME = Named("datetime.datetime")

FUNCTIONS: Mapping[str, Type] = {
    **dict.fromkeys(("len", "hash", "id", "ord"), _INT),
    **dict.fromkeys(("repr", "ascii", "chr", "hex", "oct", "bin", "format", "input"), _STR),
    **dict.fromkeys(("isinstance", "issubclass", "callable", "hasattr", "any", "all"), _BOOL),
    **dict.fromkeys(("print", "setattr", "delattr"), NONE),
}
"""Builtin functions by name."""

OTHERS: Mapping[str, Type] = {
    "json.dumps": _STR,
    "json.loads": AnyType(),
    "json.load": AnyType(),
    "pickle.dumps": _BYTES,
    "pickle.loads": AnyType(),
    "pickle.load": AnyType(),
    "os.getcwd": _STR,
    "os.listdir": Named("builtins.list", (_STR,)),
    "os.path.exists": _BOOL,
    "os.path.isfile": _BOOL,
    "os.path.isdir": _BOOL,
    "os.path.getsize": _INT,
    "pathlib.Path.cwd": _PATH,
    "pathlib.Path.home": _PATH,
    "datetime.datetime.now": _DATETIME,
    "datetime.datetime.utcnow": _DATETIME,
    "datetime.datetime.today": _DATETIME,
    "datetime.datetime.fromisoformat": _DATETIME,
    "datetime.datetime.fromtimestamp": _DATETIME,
    "datetime.datetime.strptime": _DATETIME,
    "datetime.date.today": Named("datetime.date"),
    "time.time": _FLOAT,
    "time.perf_counter": _FLOAT,
    "time.monotonic": _FLOAT,
    "time.sleep": NONE,
    "random.random": _FLOAT,
    "random.uniform": _FLOAT,
    "random.gauss": _FLOAT,
    "random.randint": _INT,
    "random.randrange": _INT,
    "random.seed": NONE,
    "uuid.uuid4": Named("uuid.UUID"),
    "uuid.uuid1": Named("uuid.UUID"),
    **dict.fromkeys(("math.sqrt", "math.exp", "math.log", "math.log2", "math.log10", "math.pow", "math.hypot"), _FLOAT),
    **dict.fromkeys(("math.sin", "math.cos", "math.tan", "math.fabs", "math.fsum"), _FLOAT),
    **dict.fromkeys(("math.isnan", "math.isinf", "math.isclose"), _BOOL),
}
"""Functions and class methods of other modules by dotted path."""

METHODS: Mapping[str, Mapping[str, Type]] = {
    "builtins.str": {
        **dict.fromkeys(("join", "format", "lower", "upper", "strip", "lstrip", "rstrip", "replace", "title"), _STR),
        **dict.fromkeys(("capitalize", "casefold", "center", "ljust", "rjust", "zfill", "swapcase"), _STR),
        **dict.fromkeys(("removeprefix", "removesuffix", "translate", "expandtabs"), _STR),
        **dict.fromkeys(("startswith", "endswith", "isdigit", "isalpha", "isalnum", "isspace", "islower"), _BOOL),
        **dict.fromkeys(("isupper", "isidentifier", "isnumeric", "isdecimal", "istitle"), _BOOL),
        **dict.fromkeys(("count", "find", "rfind", "index", "rindex"), _INT),
        **dict.fromkeys(("split", "rsplit", "splitlines"), _TEXTS),
        **dict.fromkeys(("partition", "rpartition"), TupleType((_STR, _STR, _STR))),
        "encode": _BYTES,
    },
    "builtins.bytes": {"decode": _STR, "hex": _STR},
    "builtins.list": dict.fromkeys(("append", "extend", "insert", "remove", "clear", "sort", "reverse"), NONE),
    "builtins.dict": dict.fromkeys(("update", "clear"), NONE),
    "pathlib.Path": {
        **dict.fromkeys(("resolve", "absolute", "expanduser", "joinpath", "with_suffix", "with_name"), _PATH),
        **dict.fromkeys(("exists", "is_file", "is_dir", "is_absolute"), _BOOL),
        **dict.fromkeys(("write_text", "write_bytes"), _INT),
        **dict.fromkeys(("read_text", "as_posix", "as_uri"), _STR),
        **dict.fromkeys(("mkdir", "unlink", "touch", "rmdir"), NONE),
        "read_bytes": _BYTES,
    },
    "datetime.datetime": {"isoformat": _STR, "strftime": _STR, "timestamp": _FLOAT},
}
"""Methods by the class of the object and their name."""
