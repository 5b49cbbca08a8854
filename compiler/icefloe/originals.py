"""What an original system, in a given version, would not do with a program that is right: one entry each.

A plan carries what the program says. Where the original would do otherwise, a note (FLO5) says so, once for each
pipeline, so that nobody is surprised by the difference: never for native words, and never for a version to which the
entry does not apply.
"""

from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """One entry; its name and its page are those of its code (`icefloe.codes`).

    `does` completes "FlowyML 2.2.1 …", `here` says what Icefloe does. `since` is the first version to which it
    applies, `until` the first one to which it no longer does; empty ends are open.
    """

    dialect: str
    code: str
    does: str
    here: str
    since: str = ""
    until: str = ""

    def applies(self, dialect: str, version: str) -> bool:
        """Whether it is an entry of that dialect, and of that version of it."""
        if dialect != self.dialect:
            return False
        found = parts(version)
        return parts(self.since) <= found and (not self.until or found < parts(self.until))


TITLES = {"flowyml": "FlowyML", "fastflow": "fastflow", "motools": "motools"}


def parts(version: str) -> tuple[int, ...]:
    """The numbers of a version, as far as it is written in numbers: `2.1.0rc1` is (2, 1, 0)."""
    found: list[int] = []
    for part in version.split("."):
        digits = part[: next((i for i, c in enumerate(part) if c not in "0123456789"), len(part))]
        if not digits:
            break
        found.append(int(digits))
        if len(digits) < len(part):
            break
    while found and found[-1] == 0:
        found.pop()
    return tuple(found)


def _flowyml(code: str, does: str, here: str, since: str = "", until: str = "") -> Original:
    return Original(dialect="flowyml", code=code, does=does, here=here, since=since, until=until)


def _motools(code: str, does: str, here: str) -> Original:
    return Original(dialect="motools", code=code, does=does, here=here)


def _fastflow(code: str, does: str, here: str) -> Original:
    return Original(dialect="fastflow", code=code, does=does, here=here)


ORIGINALS: tuple[Original, ...] = (
    # Arguments and decorators of steps.
    _flowyml("FLO501", "stores `timeout` and never looks at it", "an attempt that takes longer is ended"),
    _flowyml("FLO502", "reuses the result of a step whose inputs have changed: the key of `code_hash`, its default, does not hold them", "the key holds code and inputs"),
    _flowyml("FLO503", "reuses the result of a step whose code has changed: the key of `input_hash` does not hold it", "the key holds code and inputs"),
    _flowyml("FLO504", "calls a cache function with `(inputs, {})` alone, and shares its keys between all steps", "the step is cached by its code and inputs; the function is not called"),
    _flowyml("FLO505", "runs a step once and never again where its key holds nothing that can change: for `cache=True`, and for `input_hash` without inputs", "the key holds code and inputs"),
    _flowyml("FLO506", "fails with a TypeError for a `retry=` that is no whole number", "the retry is honoured"),
    _flowyml("FLO507", "fails while it loads the file, as that is no decorator there", "the decorator is honoured"),
    _flowyml("FLO508", "fails with a TypeError for an argument of `step` that only its pages know", "the argument is honoured"),
    _flowyml("FLO509", "leaves `resources` that do not fit `ResourceRequirements` as they are, and groups ignore them", "they are normalised"),
    _flowyml("FLO510", "merges a group around a step that is not in it, and fails when it runs: `Pipeline contains cycles!`", "the group is split"),
    _flowyml("FLO511", "fails with a TypeError for an argument of `ExponentialBackoff` that only its pages know (it takes `initial`, `max_delay`, `multiplier`, `jitter`)", "they are honoured"),
    # Conditions and branches.
    _flowyml("FLO512", "hands a mark in place of a value to the steps after one that `when` or `unless` has skipped, and caches it", "the steps after it are skipped too, and nothing is cached"),
    _flowyml("FLO513", "calls a condition with the names of the step's own parameters, so that one with other names fails", "its parameters are bound by position"),
    _flowyml("FLO514", "fails the steps after one that its `condition` has skipped", "they are skipped too"),
    _flowyml("FLO515", "does not hand on what the steps of an `If` return, and calls a run a success in which one of them fails", "they are steps like all others"),
    _flowyml("FLO516", 'takes any error in the condition of an `If` for "not yet" (also `ctx["x"]`, which its pages show): neither branch ever runs', "the condition is read as it is meant"),
    _flowyml("FLO517", "ignores a `Switch` that is added to a pipeline", "it is read as it is meant"),
    _flowyml("FLO518", "runs a step twice that is added and is a branch of an `If` as well, the first time whatever the condition says", "it runs once, where the condition says so"),
    _flowyml("FLO519", "hands nothing to a step that takes what either branch of an `If` returns", "it gets what the branch that ran returned"),
    # Maps, dynamic steps, sub-pipelines, parallel work.
    _flowyml("FLO520", "hands the whole list to a map task in a pipeline, once, instead of each item", "it runs once for each item", since="1.9"),
    _flowyml("FLO521", "stores `timeout_per_item` and never looks at it", "it is in the plan", since="1.9"),
    _flowyml("FLO522", "calls a dynamic step with one dictionary of all outputs, and runs the pipeline that it returns twice", "it is called with its parameters, and what it returns is run once", since="1.9"),
    _flowyml("FLO523", "does not apply `input_mapping` and `output_mapping`: the child fails or gets None", "the plan has both maps", since="1.9"),
    _flowyml("FLO524", "fails with a TypeError for `parallel_map(num_workers=…)`: the argument is `max_workers`", "both names are taken"),
    _flowyml("FLO525", "gives the results of `parallel_map` in the order in which they are ready, although it promises that of the items", "they come in the order of the items"),
    _flowyml("FLO526", "fails while it loads the file, as a step of that name is already registered", "the steps are told apart", since="1.9"),
    _flowyml("FLO527", "keeps one of several steps of the same name and calls the run a success", "the steps are told apart", until="1.9"),
    _flowyml("FLO528", "fails with a TypeError for `add_step` with more than a step", "they are read as they are meant"),
    _flowyml("FLO529", "never awaits an `async` step: its output is a coroutine", "it is awaited"),
    # Pipelines: constructor, wiring, order.
    _flowyml("FLO530", "takes the second positional argument of `Pipeline` for its version", "a context is taken for one"),
    _flowyml("FLO531", "runs locally, without a word, for the name of a stack that is not registered", "the name stands in the plan"),
    _flowyml("FLO532", "does not order steps that are joined by a parameter's name alone: the one that takes runs too early", "it runs first"),
    _flowyml("FLO533", "lets a value of the context win over a declared input of the same name", "the declared input wins"),
    _flowyml("FLO534", "orders steps that do not need each other by the hash seed: in some runs the check comes too late", "the check comes first"),
    _flowyml("FLO535", "runs a schedule only while the process that made it lives", "it stands in the plan, and exports carry it"),
    _flowyml("FLO536", "drops declared inputs that only `**kwargs` could take", "they are handed on"),
    _flowyml("FLO537", "refuses a declared input that is the name of a step without outputs", "it is what that step returns"),
    _flowyml("FLO538", "refuses a declared input that no step gives", "it is a parameter of the plan"),
    # Runs, versions, snapshots.
    _flowyml("FLO540", "never looks at `run(debug=…)`", "it is no part of the plan"),
    _flowyml("FLO541", "swallows `run(executor=…)`, and always runs one step after the other", "independent steps run at the same time"),
    _flowyml("FLO542", "changes the pipeline's own context by `run(context=…)`, so that the runs after it have it too", "each call is a parameter set of its own"),
    _flowyml("FLO543", "cannot give a declared input by `run(inputs=…)`: it refuses the pipeline first", "it is a parameter"),
    _flowyml("FLO544", "returns as usual from a run that has failed, so that the process ends with status 0", "`icefloe run` ends with status 1"),
    _flowyml("FLO545", "does nothing with `rerun(from_step=…)`: the checkpoint takes its place", "it is no part of the plan", since="1.9"),
    _flowyml("FLO546", "starts each run from the beginning, although its pages say that checkpoints are taken up by themselves", "it is the runtime's to take up a run again"),
    _flowyml("FLO547", "fails in `compare_with` for a version that was not saved by `save_version()`", "it is no part of the plan, and `icefloe diff NAME@VERSION FILE` compares with what `icefloe freeze --save` kept"),
    _flowyml("FLO548", "leaves context, policies and helpers out of a snapshot's hash, which also changes with the hash seed", "`icefloe freeze` holds all of them, and gives the same everywhere", since="1.9"),
    _flowyml("FLO549", "has no rollback: the method raises NotImplementedError", "it is no part of the plan"),
    _flowyml("FLO550", "fails with a TypeError for `Model(value, name=…)`: the first positional argument is the name", "the value is wrapped under that name"),
    _flowyml("FLO551", "fails for `approval(name=…)`, as it takes it for a function", "it is no part of the plan, which cannot wait for a person"),
    # Its validator refuses what is right.
    _flowyml("FLO560", "compares each consumer with the whole return annotation of a step with several outputs, and refuses the pipeline", "each output has its own type", since="1.9"),
    _flowyml("FLO561", "compares an input with the first annotated parameter where its own has no annotation, and refuses the pipeline", "only the parameter that takes it counts", since="1.9"),
    _flowyml("FLO562", "refuses a value that fits: it knows nothing of `X | None`, `int` for `float`, `Literal`, `NewType`, `Protocol`, `TypedDict`, and the items of a map", "types are compared as Python's type checkers do", since="1.9"),
    _flowyml("FLO563", "refuses a wrapped value (`Dataset`, `Model`, …) for a parameter that takes what it holds", "the value is unwrapped", since="1.9"),
    # Words that came later than the version that is read.
    _flowyml("FLO570", "does not have this word yet", "it is read as later versions mean it", until="1.9"),
    # motools: steps, runs, the cache.
    _motools("FLO580", "awaits what the function of a step returns, and fails with a TypeError where it is no `async` function", "it is run as it is"),
    _motools("FLO581", "only makes a coroutine by this call, which nobody awaits: nothing is run", "the plan is complete"),
    _motools("FLO582", "fails with a TypeError for a run without these arguments", "a plan needs none of them"),
    _motools("FLO583", "reuses the results of steps whose code has changed: its key holds their configuration and atoms alone", "the key holds the code too"),
    _motools("FLO584", "has no `Step` with a `function`, which only its page knows", "it is read as it is meant"),
    _motools("FLO585", "fails with a TypeError, as these arguments have no default", "a plan needs none of them"),
    # fastflow.
    _fastflow("FLO589", "runs every step after a branch, whichever way the result means", "only the steps of the way that is taken run"),
    _fastflow("FLO590", "runs the steps after one that has failed, with None for what it did not return, and shows them green", "they do not run"),
    _fastflow("FLO591", "sends no `complete` event where a result is nothing that JSON can hold, and the page waits for ever", "each result is kept as what it is"),
    _fastflow("FLO592", "calls a handler with `context=` and `inputs=`, and fails where its parameters have other names", "it is called with the two by position"),
    _fastflow("FLO593", "tries again only half as often as `RetryCallback` says, once for 3, and shows a step that then succeeds as failed", "the step is tried as often as it says"),
    _fastflow("FLO594", "calls a step that has skipped itself a success, and runs the steps after it with None", "they are skipped too"),
    _fastflow("FLO595", "does not call the method `execute` of a node: it knows functions that are dispatched by the class alone", "the method is the handler of the step"),
    _fastflow("FLO596", "starts a run whenever its path is asked for: two people who look at the page are two runs, and so is a connection that breaks", "a run is started once, and can be looked at by many"),
    _fastflow("FLO597", "writes labels into a script of the page as they are, so that this one ends the script", "labels are escaped"),
    _fastflow("FLO598", "never draws what `initial_data` holds", "it is part of the drawing"),
    _fastflow("FLO599", "fails with a TypeError for what this helper sets itself", "it is taken as it is said"),
)  # fmt: skip


def entry(code: str) -> Original | None:
    """The entry of a code, or None."""
    return next((one for one in ORIGINALS if one.code == code), None)
