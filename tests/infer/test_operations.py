"""What one operation on typed values gives: calls, methods, attributes, operators, subscripts, iteration."""

import pytest
from project_source import project
from reveal_expressions import HEAD, PARAMETERS

from icefloe.infer.stdlib import standard_library
from icefloe.types import Named, optional, spell

SIGNATURE = ", ".join(f"{name}: {kind}" for name, kind in PARAMETERS.items())

CALLS = [
    ("len(li)", "int"),
    ("sorted(li)", "list[int]"),
    ("sorted(d.items())", "list[tuple[str, int]]"),
    ("max(i, f)", "int | float"),
    ("min(li, default=None)", "int | None"),
    ("sum(li)", "int"),
    ("list(zip(ls, li, lf))", "list[tuple[str, int, float]]"),
    ("dict(zip(ls, li))", "dict[str, int]"),
    ("list(enumerate(ls))", "list[tuple[int, str]]"),
    ("round(f)", "int"),
    ("round(f, 2)", "float"),
    ("open(s)", "io.TextIOWrapper"),
    ("open(s, 'rb')", "io.BufferedReader"),
    ("open(s, 'rb').read()", "bytes"),
    ("open(s, s)", "typing.IO[Any]"),
    ("json.loads(s)", "Any"),
    ("re.match('a', s)", "re.Match[str] | None"),
    ("subprocess.run(ls, capture_output=True, text=True).stdout", "str"),
    ("subprocess.run(ls, text=True)", "subprocess.CompletedProcess[str]"),
    ("csv.DictReader(open(s))", "csv.DictReader[str]"),
    ("random.choice(ls)", "str"),
    ("random.sample(li, 2)", "list[int]"),
    ("statistics.mean(li)", "float"),
    ("hashlib.sha256(y).hexdigest()", "str"),
    ("os.path.join(s, 'a')", "str"),
    ("os.cpu_count()", "int | None"),
    ("Counter(ls).most_common(3)", "list[tuple[str, int]]"),
    ("deque(li)", "collections.deque[int]"),
    ("itertools.chain(li, ls)", "itertools.chain[int | str]"),
    ("functools.partial(fn, 1)", "functools.partial[str]"),
    ("concurrent.futures.ThreadPoolExecutor().submit(fn, 1)", "concurrent.futures.Future[str]"),
    ("int(an)", "int"),
    ("str.upper(s)", "str"),
    ("dict.fromkeys(ls, 0)", "dict[str, int]"),
    ("copy.deepcopy(d)", "dict[str, int]"),
    ("uuid.uuid4().hex", "str"),
    ("sqlite3.connect(s).cursor()", "sqlite3.Cursor"),
    ("logging.getLogger(s)", "logging.Logger"),
    ("datetime.datetime.strptime(s, '%Y')", "datetime.datetime"),
    ("urllib.parse.urlparse(s).netloc", "str"),
    ("tempfile.mkdtemp()", "str"),
]
METHODS = [
    ("s.split(',')", "list[str]"),
    ("s.partition('=')", "tuple[str, str, str]"),
    ("d.get('a')", "int | None"),
    ("d.get('a', 'b')", "int | str"),
    ("d.pop('a', None)", "int | None"),
    ("d.popitem()", "tuple[str, int]"),
    ("li.append(1)", "None"),
    ("li.pop()", "int"),
    ("si.union(si)", "set[int]"),
    ("q.read_text()", "str"),
    ("q.stat().st_mtime", "float"),
    ("mat.group(1)", "str | Any"),
    ("pat.match(s)", "re.Match[str] | None"),
    ("dt.timestamp()", "float"),
    ("p._asdict()", "dict[str, Any]"),
    ("bx.get()", "int"),
    ("bx.many()", "list[int]"),
    ("o.total()", "float"),
    ("o.label", "str"),
    ("o.price", "float | None"),
    ("an.anything()", "Any"),
]
OPERATORS = [
    ("i + f", "float"),
    ("i / i", "float"),
    ("b + b", "int"),
    ("i | b", "int"),
    ("b & b", "bool"),
    ("i ** 2", "int"),
    ("i ** -1", "float"),
    ("s % i", "str"),
    ("s * 3", "str"),
    ("li + ls", "list[str | int]"),
    ("t + (1.5,)", "tuple[int, str, float]"),
    ("d | {'a': 1.5}", "dict[str, int | float]"),
    ("dt - dt", "datetime.timedelta"),
    ("dt + td", "datetime.datetime"),
    ("2 * td", "datetime.timedelta"),
    ("td / td", "float"),
    ("q / 'a'", "pathlib.Path"),
    ("de + 1", "decimal.Decimal"),
    ("1 + de", "decimal.Decimal"),
    ("fr * 1.0", "float"),
    ("cn + cn", "collections.Counter[str]"),
    ("o + o", "shop.Order"),
    ("o * 2", "list[shop.Order]"),
    ("2 * o", "str"),
    ("-o", "int"),
    ("o < o", "bool"),
    ("i + s", "?"),
    ("o - o", "?"),
    ("i < 3 < f", "bool"),
    ("n or 'a'", "int | str"),
    ("s and i", "str | int"),
    ("i in li", "bool"),
    ("not li", "bool"),
]
PARTS = [
    ("s[0]", "str"),
    ("li[1:]", "list[int]"),
    ("t[0]", "int"),
    ("t[-1]", "str"),
    ("t[0:1]", "tuple[int]"),
    ("t[i]", "int | str"),
    ("tv[2]", "float"),
    ("p[1]", "str"),
    ("m['title']", "str"),
    ("dl['a'][0]", "float"),
    ("y[0]", "int"),
    ("y[1:]", "bytes"),
    ("o['a']", "int"),
    ("t[5]", "?"),
    ("os.environ['A']", "str"),
    ("list(o)", "list[str]"),
    ("list(p)", "list[int | str]"),
    ("set(d)", "set[str]"),
    ("next(iter(li))", "int"),
]


@pytest.mark.parametrize(("expression", "text"), CALLS + METHODS + OPERATORS + PARTS)
def test_type(expression: str, text: str) -> None:
    made = project(f"{HEAD}\ndef f({SIGNATURE}):\n    return {expression}\n")
    assert spell(made.types.returned(made.summary("f")).type) == text


def test_what_is_not_certain_is_not_told() -> None:
    head = f"{HEAD}\nimport strange\n"
    for expression in ("1 + x", "x + 1", "strange.make()", "open(s, x)", "max(x, 1)", "x.y.z()", "x[0]", "len(x) + x"):
        made = project(f"{head}def f(s: str, x):\n    return {expression}\n")
        assert spell(made.types.returned(made.summary("f")).type) == "?", expression


def test_what_fails_with_none_is_not_done_with_none() -> None:
    types = project("x = 1").types
    number, maybe = Named("builtins.int"), optional(Named("builtins.int"))
    assert types.operator("+", maybe, number) == number
    assert spell(types.operator("==", maybe, number)) == "bool"
    assert types.attribute(optional(Named("pathlib.Path")), "name") == Named("builtins.str")
    assert types.part(optional(Named("builtins.list", (number,))), number) == number
    assert types.item(Named("collections.Counter", (Named("builtins.str"),))) == Named("builtins.str")


@pytest.mark.parametrize("name", ["builtins", "typing", "collections.abc", "pathlib", "datetime", "re"])
def test_modules_are_modules(name: str) -> None:
    assert standard_library().is_module(name)
