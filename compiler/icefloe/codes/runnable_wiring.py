"""Codes about names along the chains of a runnable pipeline: scopes, maps, loops, branches, files in the catalog."""

from icefloe.codes.code import Code, code

WIRING: tuple[Code, ...] = (
    code(
        "FLO208",
        "outer-name-in-branch",
        "Reports a task in a branch of a Parallel, Map or Conditional that takes a name which only the chain "
        "around the branch has (a return of an earlier task, the parameter file), or only a branch beside it. "
        "Runnable keeps a scope for each branch, and it begins empty: the task fails after everything before it "
        "has run. Only a Loop hands on what is around it, and only the element of a Map is seen everywhere inside "
        "the Map.",
        "Put the task that returns the name into the branch, or hand the value on by a file of the catalog. Or "
        "run the tasks in the main chain, one after the other.",
    ),
    code(
        "FLO209",
        "default-instead-of-outer-name",
        "Warns of a parameter with a default in a task of a branch where the chain around the branch has its "
        "name. The branch does not see it: the default is used, without a word, and the run succeeds with it.",
        "Return the name inside the branch if that value was meant; else give the parameter a name of its own.",
    ),
    code(
        "FLO210",
        "branches-return-one-name",
        "Warns of a name that several branches of a Parallel return and that a later task takes: it gets that of "
        "the branch which is written last.",
        "Give what each branch returns a name of its own.",
    ),
    code(
        "FLO211",
        "not-in-main-chain",
        "Reports what a Map goes through (`iterate_on`) or a Conditional looks at (`parameter`) where the main "
        "chain does not have it. Both look there, wherever they stand: what the branch around them returns is not "
        "seen. It is a warning where the main chain has another value of that name than the branch.",
        "Return the name in a task of the main chain, before the branches begin.",
    ),
    code(
        "FLO212",
        "not-to-iterate-or-choose-by",
        "Reports a Map over what is certainly no list, or over a list that is empty in the parameter file "
        "(runnable fails for it), and a Conditional on what is certainly no text, number or bool.",
        "Return a list, or a plain value.",
    ),
    code(
        "FLO213",
        "name-of-some-branches",
        "Warns of a parameter without a default whose name only some branches of a Conditional return: where "
        "another branch is taken, the task fails.",
        "Return the name in every branch, return it before the Conditional, or give the parameter a default.",
    ),
    code(
        "FLO214",
        "loop-never-breaks",
        "Warns of a Loop whose `break_on` nothing in it returns, or that is no bool: it ends for `True` itself "
        "and nothing else, so it always runs `max_iterations` times.",
        "Return a bool of that name in a task of the Loop.",
    ),
    code(
        "FLO215",
        "name-made-later",
        "Reports a parameter whose name is only returned after its task: by a later task, in a Loop by a later "
        "task of the first round, or, in a handler, by the very task that has failed.",
        "Change the order, or give the parameter a default.",
    ),
    code(
        "FLO216",
        "index-is-no-parameter",
        "Reports a parameter with the name that a Loop has as `index_as`. Runnable sets an environment variable "
        "of that name, and no parameter: without a default the task fails, with one it gets the default in every "
        "round (then this is a warning).",
        'Read `int(os.environ["NAME"])` in the function.',
    ),
    code(
        "FLO217",
        "dead-handler",
        "Warns of `on_failure` of a Parallel, Map, Conditional or Loop: runnable takes it and drops it, so its "
        "tasks never run.",
        "Give `on_failure` to the tasks inside.",
    ),
    code(
        "FLO218",
        "function-from-outside",
        "Warns of a task whose function is not in the project. The pipeline is complete, but which names the function "
        "takes is not known: the plan hands it none, nothing of it is checked, and the lock has its name alone.",
        "Call it in a function of the project that takes what it needs by name. Where runnable runs the pipeline, it "
        "needs no change if the function is installed there.",
    ),
    code(
        "FLO219",
        "not-given-by-name",
        "Reports a positional-only parameter (runnable gives all values by name: a TypeError), and warns of "
        "`*args`, which are always empty.",
        "Take values by name; take the rest as `**kwargs`.",
    ),
    code(
        "FLO220",
        "file-nobody-puts",
        "Reports a file that a task gets from the catalog and that no task before it puts there. The catalog of a "
        "run begins empty: a file of the project is not in it. It is a warning where a configuration file may "
        "choose another catalog.",
        "Put the file into the catalog in an earlier task, or take it out of `get`.",
    ),
    code(
        "FLO221",
        "file-put-later",
        "Reports a file that a task gets from the catalog before a later task puts it there. It is a warning "
        "where the two are in branches of a Parallel, which may run at the same time.",
        "Put the task that puts the file first.",
    ),
    code(
        "FLO222",
        "file-put-twice",
        "Warns of a file that two tasks put into the catalog, or that a task of a Map puts for each element: the "
        "last one overwrites the others. A task that gets the file and puts it back is not meant.",
        "Give each file a name of its own.",
    ),
    code(
        "FLO223",
        "secret-used-up",
        "Warns of a secret that a second task uses, or that a task of a Map or Loop uses again. With secrets from "
        "the environment, which are what runnable takes unless configured otherwise, it removes each from the "
        "environment after the task that used it, and the next one does not find it.",
        "Take secrets from a file (`secrets: {type: dotenv}`), or use each in one task.",
    ),
    code(
        "FLO224",
        "branches-in-map-or-loop",
        "Warns of a Parallel, Map, Conditional or Loop inside a Map or a Loop. The plan has it as it is written, "
        "but runnable 0.50.0 fails when it ends: it looks for its place in the run under a name that it has not "
        "filled in.",
        "Where runnable is to run it too, do the inner work in one function, or in tasks one after the other.",
    ),
    code(
        "FLO225",
        "reducer-cannot-be-called",
        "Warns of a Map's reducer that is a dotted path, which runnable 0.50.0 does not find although its pages "
        "show it, and reports a lambda that does not take any number of values: it is called with one for each "
        "element. A reducer is never evaluated here.",
        "Write `lambda *values: …`, or the name of a builtin such as `max`.",
    ),
    code(
        "FLO226",
        "conditional-with-other-signs",
        "Warns of a Conditional whose parameter or branches are called by anything but letters and digits: the "
        "plan has it as it is written, runnable 0.50.0 refuses it when the pipeline is made.",
        "Use letters and digits only, if runnable is to run it too.",
    ),
    code(
        "FLO227",
        "rest-taken-twice",
        "Reports a function with an `argparse.Namespace` beside `**kwargs` or beside another one: only one of "
        "them gets what no other parameter takes, and the other is missing when the task runs.",
        "Keep one of the two.",
    ),
    code(
        "FLO228",
        "element-with-a-dot",
        "Reports a Map over elements whose text has a dot: numbers with a fraction, names of files. runnable 0.50.0 "
        "names each round after its element and takes the names of steps apart at dots, so that it does not find the "
        "round any more and fails. A plan goes through any elements.",
        "Go through indices or keys without dots, and look the value up in the branch, if runnable is to run it too.",
    ),
    code(
        "FLO229",
        "object-for-command-or-notebook",
        "Reports a name that a shell command or a notebook reads and that is returned as `pickled`: runnable "
        "hands them values in JSON alone.",
        "Return the value as json, or hand it on by a file of the catalog.",
    ),
)
