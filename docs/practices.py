"""Two generated pages: what a good pipeline is asked for, with the rule that sees it, and three decisions."""

from icefloe import codes
from icefloe.rules import RULES

# What is asked for, the codes that see it, and what a compiler cannot see of it or does instead.
Row = tuple[str, tuple[str, ...], str]

FLOWYML: tuple[Row, ...] = (
    ("A step is a pure function: no global variables", ("FLO801", "FLO816", "FLO822"), ""),
    ("A step is a pure function: it leaves its inputs as they are", ("FLO815", "FLO817"), ""),
    ("A step gives the same for the same", ("FLO820", "FLO809", "FLO814"), ""),
    ("One responsibility a step; no monoliths", ("FLO807",), "whether two operations belong together is a judgement"),
    ("A step does not call other steps", ("FLO803",), ""),
    ("Configuration comes from the context, and is never written into the code", ("FLO806", "FLO824", "FLO818"), ""),
    ("No branches by environment; the same code everywhere", ("FLO805", "FLO818"), "stacks and parameters instead"),
    ("Outputs are routed by the return annotation", ("FLO827",), ""),
    ("Inputs and outputs are declared", ("FLO810", "FLO201", "FLO206"), ""),
    ("Data goes from step to step, and not past the pipeline", ("FLO821", "FLO822"), ""),
    ("Types are written down, and connected ends agree", ("FLO811", "FLO301"), ""),
    ("A tuple has as many values as the step has outputs", ("FLO302",), ""),
    ("Steps and pipelines have names that say what they do", ("FLO813",), ""),
    ("Steps say in a docstring what they take for granted", ("FLO812",), "whether it is true nobody can tell"),
    ("The cache of a step fits what it does", ("FLO814", "FLO401", "FLO502", "FLO503"), "how long a step takes"),
    ("Fail fast: validation stands before the expensive steps", ("FLO108", "FLO534"), "what ought to be validated"),
    ("Failures are seen: not swallowed, retried where they pass", ("FLO819", "FLO823", "FLO826", "FLO402"), ""),
    ("Times and resources are given as the system reads them", ("FLO403", "FLO404"), "how much a step needs"),
    ("The flow of data is validated when the pipeline is built", ("FLO102", "FLO201", "FLO202", "FLO301"), ""),
    ("Building a pipeline does nothing but build it", ("FLO804", "FLO809"), ""),
    ("Steps of several pipelines are shared, not copied", (), "two functions that do the same are not compared"),
    ("Steps are tested one by one, and the pipeline as a whole", ("FLO801", "FLO804", "FLO805"),
     "the tests are not read; what makes a step hard to test is"),
    ("Pipelines are versioned", (), "`icefloe freeze` and `icefloe verify` do it: a plan that changed is refused"),
    ("Production is monitored", (), "that is for a run, not for a compiler"),
    ("Caching is on in development, and off in production if needed", (), "no source tells where a run is"),
    ("Small steps are grouped", (), "how long a step takes is only known in a run; groups are read and kept"),
    ("Secrets are no part of the code", ("FLO808",), ""),
)  # fmt: skip
RUNNABLE: tuple[Row, ...] = (
    ("Parameter names decide what goes where", ("FLO204", "FLO208", "FLO215", "FLO219"), ""),
    ("Values that change are parameters, which the environment can override", ("FLO806", "FLO805"), ""),
    ("Steps are small enough to see, resume and debug by themselves", ("FLO807",), ""),
    ("Large data goes through the catalog, and not past it", ("FLO821", "FLO220", "FLO221", "FLO222"), ""),
    ("What a step returns survives its storage", ("FLO303", "FLO811"), ""),
    ("The function that builds a pipeline does nothing else", ("FLO198", "FLO804"), ""),
    ("Failures keep what was done before them", ("FLO819", "FLO826"), ""),
)  # fmt: skip
MOTOOLS: tuple[Row, ...] = (
    ("Every run can be repeated: configuration says all that differs", ("FLO806", "FLO809", "FLO820"), ""),
    ("Atoms join steps, by names and types that fit", ("FLO141", "FLO142", "FLO143", "FLO144", "FLO147"), ""),
    ("Files are written into the step's own workspace", ("FLO818", "FLO821"), ""),
    ("Credentials come from the environment", ("FLO808",), ""),
    ("Unchanged steps are not run again", ("FLO583",), ""),
)
FASTFLOW: tuple[Row, ...] = (
    ("What is drawn is what runs", ("FLO112", "FLO113", "FLO114"), ""),
    ("Handlers do real work; a step without one is only simulated", ("FLO256",), ""),
    ("A branch is decided by something", ("FLO116", "FLO262", "FLO266"), ""),
    ("A loop ends", ("FLO117", "FLO129"), ""),
    ("A failure is shown as one", ("FLO590", "FLO819"), ""),
    ("What differs between runs comes with the context", ("FLO127", "FLO805"), ""),
)
SECTIONS = (("FlowyML", FLOWYML), ("runnable", RUNNABLE), ("motools", MOTOOLS), ("fastflow", FASTFLOW))

# The case, what to do, why, and the rule that sees a wrong choice.
Choice = tuple[str, str, str, tuple[str, ...]]

GUIDES: tuple[tuple[str, str, tuple[Choice, ...]], ...] = (
    ("Split into several steps?", "A step is what is cached, retried, shown, timed and run at once with others.", (
        ("One function loads, trains and evaluates", "split", "a change in the last part runs the first again",
         ("FLO807",)),
        ("Part of it takes minutes, or costs money", "split", "its result is kept while the rest is changed",
         ("FLO807",)),
        ("Part of it may fail for a moment (a network)", "split", "only that part is tried again", ("FLO823",)),
        ("A step calls another step", "join them in the pipeline", "what is called there is no step of its own",
         ("FLO803",)),
        ("One part writes a file that the other reads", "hand the value on",
         "a file past the pipeline may not be there", ("FLO821",)),
        ("Two parts only make sense together (write and rename)", "keep together", "a failure between them leaves half",
         ()),
        ("It takes less than a second", "as it reads best", "a process and a stored value cost about as much", ()),
    )),
    ("Cache the step?", "A cached result is used again while code and inputs are the same.", (
        ("It computes from its inputs alone", "yes", "the same comes out", ()),
        ("It trains for hours", "yes", "it is only trained again when code, data or parameters change", ()),
        ("It fetches what is new", "no: `cache=False`", "the same code and inputs give another answer tomorrow",
         ("FLO814",)),
        ("It asks a service that costs money", "yes, and say so", "answers are kept until an input changes",
         ("FLO814",)),
        ("It draws random numbers", "with a seed as a parameter", "a result that cannot be made again is no result",
         ("FLO820",)),
        ("It takes the time, or the name of the run", "no, or make that a parameter", "the cache does not know of it",
         ("FLO809", "FLO814")),
        ("It changes something outside (sends, deploys, writes)", "no", "from the cache, nothing is done",
         ("FLO801", "FLO816")),
        ("It behaves by where it runs", "make that a parameter first", "the key is the same in both places",
         ("FLO805",)),
    )),
    ("Group steps?", "Grouped steps run in one place: one container, one start.", (
        ("Several short steps one after the other", "yes", "a container takes longer to start than they do", ()),
        ("They hand large values on", "yes", "what stays in one place need not be sent", ()),
        ("They need different resources", "no", "the group needs the most of each", ("FLO404",)),
        ("Steps outside the group stand between them", "no", "the group would wait for what waits for it", ("FLO510",)),
        ("They could run at the same time", "no", "in a group they run one after the other", ()),
        ("They share a variable of the module", "hand the value on instead", "a group is no shared memory",
         ("FLO816", "FLO822")),
    )),
)  # fmt: skip


def practices_page() -> str:
    """The table of practices."""
    names = _names()
    text = (
        "<!-- Generated by `make docs` from docs/practices.py. Do not edit. -->\n# Practices\n\n"
        "What the pages of the four systems ask of a good pipeline, and the rules that see where it is otherwise. "
        "Rules marked † are off until they are selected (`--extend-select FLO811`).\n"
    )
    for title, rows in SECTIONS:
        text += f"\n## {title}\n\n| asked for | seen by | not seen, or done otherwise |\n|---|---|---|\n"
        text += "".join(f"| {what} | {_linked(seen, names)} | {rest} |\n" for what, seen, rest in rows)
    return text


def decisions_page() -> str:
    """The three guides."""
    names = _names()
    text = (
        "<!-- Generated by `make docs` from docs/practices.py. Do not edit. -->\n# Three decisions\n\n"
        "Each with the rule that sees a wrong choice, where one can: `icefloe explain CODE` says more.\n"
    )
    for title, first, rows in GUIDES:
        text += f"\n## {title}\n\n{first}\n\n| when | then | because | checked by |\n|---|---|---|---|\n"
        text += "".join(f"| {a} | {b} | {c} | {_linked(seen, names)} |\n" for a, b, c, seen in rows)
    return text


def _names() -> dict[str, str]:
    """The name of each code."""
    return {**codes.names(), **{rule.code: rule.name for rule in RULES}}


def _linked(seen: tuple[str, ...], names: dict[str, str]) -> str:
    """Codes as links, with a mark at those that are off by default."""
    off = {rule.code for rule in RULES if not rule.default}
    return ", ".join(f"[{code}](rules/{names[code]}.md){'†' if code in off else ''}" for code in seen)
