"""The limits on what is parsed, each with its code: one table."""

from icefloe.findings import Finding, Severity
from icefloe.source import Span
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One reason to refuse a file before it is parsed.

    `message` may hold `{limit}`, which is the `maximum`; `help` says what to do.
    """

    code: str
    name: str
    message: str
    help: str
    maximum: int = 0
    severity: Severity = Severity.ERROR

    def finding(self, span: Span, message: str = "") -> Finding:
        """The finding at one place; `message` replaces the table's own."""
        text = message or self.message.format(limit=f"{self.maximum:,}")
        return Finding(code=self.code, message=text, span=span, label=self.name, severity=self.severity, help=self.help)


SYNTAX = Limit(
    code="FLO901",
    name="syntax error",
    message="this is not valid Python",
    help="correct the syntax: nothing else in this file was checked",
)
ENCODING = Limit(
    code="FLO902",
    name="not UTF-8",
    message="the file is not UTF-8 text",
    help="save the file as UTF-8, and remove a `coding:` comment that says otherwise",
)
NUL = Limit(
    code="FLO903",
    name="NUL byte",
    message="the file holds a NUL byte, which Python refuses",
    help='remove the byte; in a string write "\\0"',
)
UNREADABLE = Limit(
    code="FLO909",
    name="not readable",
    message="the file cannot be read: it is a link, no regular file, or may not be opened",
    help="put a copy of the file in its place, or allow it to be read",
)
UNREACHABLE = Limit(
    code="FLO910",
    name="no import reaches this file",
    message="the file was not checked: Python cannot import it by its name, so no plan can refer to it",
    help="rename or move the file: a dot in its name, a package of the same name, or a root that is itself a package "
    "stands in the way",
    severity=Severity.WARNING,
)
NOTEBOOK = Limit(
    code="FLO914",
    name="no notebook",
    message="this is no notebook: it has no list of cells",
    help="save it again from Jupyter, in version 4 of the format",
)
SIZE = Limit(
    code="FLO904",
    name="file too large",
    message="the file is larger than {limit} bytes",
    help="move data out of the source, or split the module",
    maximum=1_000_000,
)
TOKENS = Limit(
    code="FLO904",
    name="file too large",
    message="the file has more than {limit} tokens",
    help="move data out of the source, or split the module",
    maximum=300_000,
)
BRACKETS = Limit(
    code="FLO905",
    name="nested too deep",
    message="brackets are nested more than {limit} deep",
    help="give the inner part a name of its own",
    maximum=100,
)
INDENTS = Limit(
    code="FLO905",
    name="nested too deep",
    message="blocks are nested more than {limit} deep",
    help="move the inner block into a function",
    maximum=99,
)
PATTERNS = Limit(
    code="FLO905",
    name="nested too deep",
    message="the `case` patterns or `del` targets of this file nest too deep",
    help="match the outer part first, and the inner part in a `match` of its own; delete name by name",
    maximum=50_000,
)
CHAIN = Limit(
    code="FLO906",
    name="chain too long",
    message="more than {limit} operators, calls and attributes follow one another in one expression",
    help="break the chain into several statements, for instance one `pipeline.add_step(…)` a line",
    maximum=200,
)
STRINGS = Limit(
    code="FLO906",
    name="chain too long",
    message="more than {limit} string literals stand side by side",
    help="use one string in triple quotes, or read the text from a file",
    maximum=2_000,
)
ELIFS = Limit(
    code="FLO907",
    name="too many elif",
    message="more than {limit} `elif` branches are open at once",
    help="use a dictionary or `match`",
    maximum=200,
)
DECORATORS = Limit(
    code="FLO907",
    name="too many decorators",
    message="one definition has more than {limit} decorators",
    help="combine them into one decorator",
    maximum=100,
)
MODULES = Limit(
    code="FLO908",
    name="too many modules",
    message="more than {limit} modules of the project are reached from here",
    help="check the files one by one, or import fewer modules",
    maximum=500,
)
PACKAGES = Limit(
    code="FLO908",
    name="too many packages",
    message="a module name has more than {limit} parts",
    help="use a flatter layout",
    maximum=50,
)

LIMITS = (
    SYNTAX,
    ENCODING,
    NUL,
    UNREADABLE,
    UNREACHABLE,
    NOTEBOOK,
    SIZE,
    TOKENS,
    BRACKETS,
    INDENTS,
    PATTERNS,
    CHAIN,
    STRINGS,
    ELIFS,
    DECORATORS,
    MODULES,
    PACKAGES,
)
