"""Codes that any dialect, the way down to a plan, and the limits of reading report."""

from icefloe.codes.code import Code, code

GENERAL: tuple[Code, ...] = (
    code(
        "FLO105",
        "unknown-argument",
        "Reports an argument that a word of the dialect does not have. Some originals swallow it without a word.",
        "Correct its spelling, or take it out.",
    ),
    code(
        "FLO106",
        "malformed-argument",
        "Reports an argument of the wrong form, for instance `outputs` as a string, whose characters would be names.",
        "Write it as the dialect's documentation does: a list of strings, a dictionary.",
    ),
    code(
        "FLO107",
        "not-a-step",
        "Reports a plain function that is added to a pipeline.",
        "Decorate it with `@step`.",
    ),
    code(
        "FLO108",
        "gate-in-a-cycle",
        "Reports a validation step that cannot stand before a step that uses what it checks, as it depends on it.",
        "Take the dependency between the two out.",
    ),
    code(
        "FLO109",
        "pipelines-of-one-name",
        "Notes that several pipelines of one file have the same name; variables, arguments or order tell them apart.",
        "Give each a name of its own.",
    ),
    code(
        "FLO110",
        "pipeline-asks-its-caller",
        "Notes that the shape of a pipeline depends on a parameter of a function that nothing in the file calls.",
        "Nothing, if another file calls it: the pipeline is read there. Else give the parameter a default.",
    ),
    code(
        "FLO121",
        "parameter-file-not-read",
        "Reports a parameter file that is not there, or whose name is only known in a run.",
        "Write the path of a file in the project.",
    ),
    code(
        "FLO122",
        "configuration-not-read",
        "Reports a file that the program reads while it builds a pipeline, and that is not there, too large, or not of "
        "the form that it is read as.",
        "Give its path from the project's root, where every step runs, and correct what is wrong with it.",
    ),
    code(
        "FLO130",
        "capture-is-no-constant",
        "Reports a variable that a nested function takes from around it, or a computed default, that is no constant: "
        "a plan cannot carry it.",
        "Pass the value as an input or a parameter of the step, or define the function at module level.",
    ),
    code(
        "FLO131",
        "parameter-is-no-constant",
        "Reports a parameter of the pipeline whose value is no constant: a plan cannot carry it.",
        "Write a number, a text, or a list or dictionary of them.",
    ),
    code(
        "FLO132",
        "no-such-step",
        "Reports a value that is taken from a step that this pipeline does not have.",
        "Add the step to the pipeline.",
    ),
    code(
        "FLO133",
        "not-writable",
        "Reports a pipeline that cannot be written as a plan, for instance for a text that no document can hold.",
        "Change what the message names.",
    ),
    code(
        "FLO134",
        "step-in-a-notebook",
        "Reports a step that is defined in a notebook: a notebook can be checked and drawn, but a run could "
        "not import the step from it.",
        "Move the step into a module, and import it in the notebook.",
    ),
    code(
        "FLO151",
        "recursive-pipeline",
        "Reports a pipeline function that calls itself, directly or through another one: a plan has no recursion.",
        "Write a loop with a bound, or call another pipeline.",
    ),
    code(
        "FLO152",
        "not-part-of-the-plan",
        "Warns of a call in a pipeline function that only tells something (`print`, logging): it is no step, so that a "
        "run of the plan does not do it.",
        "Put it in a step if a run is to do it.",
    ),
    code(
        "FLO161",
        "unknown-override",
        "Reports a name in `run(context=…)` or `run(inputs=…)` that no step of the pipeline takes.",
        "Correct its spelling, or take it out.",
    ),
    code(
        "FLO162",
        "stack-not-read",
        "Notes that the stack of a pipeline cannot be known from the source, so that the plan names none.",
        "Write its name, or name a stack where the plan is run or exported.",
    ),
    code(
        "FLO163",
        "value-from-a-run",
        "Notes a value of the context, or of `run(context=…)`, that only a run can tell: the plan has no default.",
        "Give it to the run (`-p name=value`), or write a constant.",
    ),
    code(
        "FLO171",
        "mapping-names-nothing",
        "Reports a name in `input_mapping`, `output_mapping` or `outputs` of a nested pipeline that this pipeline does "
        "not take or make.",
        "Write the name as the nested pipeline has it.",
    ),
    code(
        "FLO172", "pipeline-in-itself", "Reports a pipeline that is nested in itself.", "Take it out, or nest another."
    ),
    code(
        "FLO173",
        "redefined-step",
        "Warns of two steps of one name in one module: the first is lost before it is in a pipeline.",
        "Give one of the two another name, or remove it.",
    ),
    code("FLO174", "unknown-template", "Reports a pipeline template that there is none of.", "Use one that there is."),
    code(
        "FLO175",
        "output-never-produced",
        "Warns of an output that a dynamic step declares and that no step of the pipeline that it builds makes.",
        "Add the step that makes it, or declare what is made.",
    ),
    code(
        "FLO176",
        "condition-names-nothing",
        "Reports the condition of a branch that asks for a step, output or parameter that the pipeline does not have. "
        'FlowyML takes the error for "not yet", and runs neither branch.',
        "Correct the name.",
    ),
    code(
        "FLO177",
        "built-at-run-time",
        "Notes that what a dynamic step builds is only known in a run, and why: the plan has its function alone.",
        "Nothing; or write its loops over parameters, so that the plan shows what is built.",
    ),
    code(
        "FLO178",
        "no-part-of-the-plan",
        "Notes something that is said of a step after it was made, and that changes nothing in the plan.",
        "Say it where it is read, or take it out.",
    ),
    code(
        "FLO164",
        "run-lacks-parameter",
        "Reports a `run()` of a pipeline that does not give what its steps need and nothing in the pipeline gives.",
        "Give it in `run(context=…)` or in the pipeline's context, or add the step that makes it.",
    ),
    code(
        "FLO206",
        "input-without-parameter",
        "Reports a declared input that no parameter of the function takes: the value would be dropped.",
        "Add a parameter of that name, or take the input out.",
    ),
    code(
        "FLO207",
        "call-does-not-fit",
        "Reports a call of a step that does not fit its signature.",
        "Call it as its signature says.",
    ),
    code("FLO401", "unknown-caching", "Reports a caching strategy that there is none of.", 'Use "code_hash" or False.'),
    code(
        "FLO402",
        "malformed-retry",
        "Reports a `retry` that is no number of times, and a backoff that is none.",
        "Write how often to try again, or `retry(max_attempts=…, backoff=…)`.",
    ),
    code(
        "FLO403",
        "malformed-timeout",
        "Reports a `timeout` that is no number of seconds above 0.",
        "Write a number, or `timedelta(…)`.",
    ),
    code(
        "FLO404",
        "malformed-resources",
        "Reports an amount in `resources` that no system would understand, for instance `16 gigs`.",
        'Write cores as 2, "0.5" or "500m", memory and storage as "16Gi", "512Mi", "4GB" or bytes, GPUs as a number.',
    ),
    code(
        "FLO405",
        "malformed-failure-policy",
        "Reports an `on_failure` or a circuit breaker that says nothing that can be done, and an option of a breaker "
        "that a plan has no place for.",
        'Write a function whose value takes the place of the step\'s, "continue" or "fail"; `CircuitBreaker(5)`.',
    ),
    code(
        "FLO406",
        "malformed-schedule",
        "Reports a schedule that says no time: a cron line with a wrong field, an interval that is none.",
        'Write "0 6 * * *" (minute, hour, day of the month, month, day of the week), or seconds.',
    ),
    code(
        "FLO407",
        "second-schedule",
        "Reports a second schedule of one pipeline; a plan has one.",
        "Join both into one cron line, or make a second pipeline.",
    ),
    code("FLO901", "syntax-error", "Reports a file that is not valid Python.", "Correct the syntax."),
    code("FLO902", "not-utf-8", "Reports a file that is not UTF-8 text.", "Save it as UTF-8."),
    code("FLO903", "nul-byte", "Reports a NUL byte, which Python refuses.", 'Remove it; in a string write "\\0".'),
    code("FLO904", "file-too-large", "Reports a file that is too large to be read.", "Split it."),
    code("FLO905", "nested-too-deep", "Reports code that is nested too deep to be read.", "Name the inner part."),
    code("FLO906", "chain-too-long", "Reports a chain of calls that is too long to be read.", "Break it up."),
    code("FLO907", "too-many-branches", "Reports too many `elif` or decorators.", "Use a dictionary or `match`."),
    code("FLO908", "too-many-modules", "Reports a project that reaches too many modules.", "Import fewer."),
    code("FLO909", "not-readable", "Reports a file that cannot be opened.", "Allow it to be read; do not link it."),
    code(
        "FLO910",
        "not-importable",
        "Reports a file that is not checked, as Python cannot import it by its name.",
        "Rename or move it: a dot in its name, a package of the same name, or a root that is itself a package stands "
        "in the way.",
    ),
    code(
        "FLO911",
        "too-much-work",
        "Reports code that does too much work while the module is loaded to be followed to its end.",
        "Move the work into a step.",
    ),
    code(
        "FLO912",
        "loop-too-long",
        "Reports a loop with too many rounds to be followed.",
        "Make it a map over a parameter, or bound it.",
    ),
    code("FLO913", "calls-too-deep", "Reports calls that nest too deep to be followed.", "Bound the recursion."),
    code("FLO914", "no-notebook", "Reports a file that is called a notebook and is none.", "Save it from Jupyter."),
    code("FLO921", "no-such-path", "A file or folder that was named is not there.", "Correct its path."),
    code(
        "FLO922",
        "no-pipeline",
        "What was named holds no pipeline: status 2 for a file that was named outright, a warning for a folder.",
        "Name the file that builds the pipeline.",
    ),
    code(
        "FLO303",
        "checker-not-used",
        "Warns that `check --types=deep` could not use the type checker: it did not start, took too long, or did not "
        "report the mistake that is put before it to see whether it looks. Nothing it might have said was used.",
        "Install the release that Icefloe is tried with (`pip install 'icefloe[types]'`), or leave `--types=deep` off.",
    ),
)
