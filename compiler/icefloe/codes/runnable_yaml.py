"""Codes about runnable's YAML pipelines and configuration files."""

from icefloe.codes.code import Code, code

YAML: tuple[Code, ...] = (
    code(
        "FLO230",
        "unreadable-yaml-pipeline",
        "Reports a YAML file that has `dag:`, `start_at:` and `steps:` and cannot be read: it is not YAML, a key "
        "stands twice in one mapping, it has more parts (aliases counted) or is nested deeper than any pipeline, or "
        "what runs after failures in it unfolds into thousands of steps. Of other YAML files nothing is said.",
        "Correct the place that is shown. A step of its own for each thing to do after a failure keeps a pipeline "
        "small.",
    ),
    code(
        "FLO231",
        "yaml-form",
        "Reports a part of a YAML pipeline that is not of the form which runnable takes: a text where a list must be, "
        "a number as a name, a return that is no `- name: …`, a key that must be there and is not. Runnable 0.50.0 "
        "refuses the whole pipeline for it, mostly with `Could not find the node type`.",
        "Write it as the help says. Texts that look like something else (`true`, `1`, nothing at all) need quotes.",
    ),
    code(
        "FLO232",
        "unknown-yaml-step",
        "Reports a `next`, `on_failure` or `start_at` that names no step beside it, and a step without `next`.",
        "Correct the name, or write `success` or `fail`: every pipeline and every branch has these two ends.",
    ),
    code(
        "FLO233",
        "yaml-circle",
        "Reports steps that lead back to one of themselves by `next` or `on_failure`: no end is reached.",
        "Let one of them lead to an end. A step of type `loop` repeats a chain of steps.",
    ),
    code(
        "FLO234",
        "unreached-yaml-step",
        "Warns of a step to which neither `start_at` nor any `next` or `on_failure` leads. It never runs, and the run "
        "is a success without it.",
        "Name it in the `next` of the step before it, or remove it.",
    ),
    code(
        "FLO235",
        "unknown-yaml-type",
        "Reports a `type` or `command_type` that runnable 0.50.0 does not have.",
        "The types are `task`, `stub`, `parallel`, `map`, `conditional`, `loop`, `success` and `fail`; a task has the "
        "command type `python` (if none is written), `notebook`, `shell` or `async-python`.",
    ),
    code(
        "FLO236",
        "unknown-yaml-key",
        "Reports a key that a step of its type does not take. Runnable refuses the whole pipeline for it, with `Could "
        "not find the node type`. A stub takes any key, so that a task can be silenced by changing its type.",
        "Correct the key, or remove it. There is no key for retries.",
    ),
    code(
        "FLO237",
        "unknown-yaml-command",
        "Reports the `command` of a Python task that is no dotted path, or that names what its module does not have. "
        "The import is made when the turn of the step comes, after everything before it has run.",
        "Correct the path: `module.function`, as an import from the project's root would find it.",
    ),
    code(
        "FLO238",
        "dead-yaml-key",
        "Warns of a key that runnable 0.50.0 takes and never reads, or reads as something else: `max_attempts`, the "
        "`default` of a conditional, a misspelt key of a pipeline or a return, a `false` among the options of a "
        "notebook, of which it makes the text `0`.",
        "Remove it, or write what was meant.",
    ),
    code(
        "FLO239",
        "refused-yaml-spelling",
        "Warns of a pipeline that is clear, and that runnable 0.50.0 refuses all the same: a step of type `success` or "
        "`fail` beside the ends that it adds itself, or one mapping that an alias makes two steps of one chain (it "
        "takes the `type` away when it reads the first).",
        "Lead to `success` or `fail` without writing these steps; merge a mapping in (`<<: *…`) instead of naming it "
        "twice. The plan is right either way.",
    ),
    code(
        "FLO240",
        "unreadable-configuration",
        "Reports a configuration file that is not YAML, or no mapping of services; warns of one that is not in the "
        "project. The run does not start.",
        "Write the path of a file of the project, from its root. A run can name another one with "
        "`RUNNABLE_CONFIGURATION_FILE`; where none is named, `runnable-config.yaml` in the project's root counts.",
    ),
    code(
        "FLO241",
        "unknown-service",
        "Warns of an entry of a configuration file that runnable 0.50.0 does not read, and of a type of a service that "
        "it does not come with.",
        "The entries are `pipeline-executor`, `job-executor`, `run-log-store`, `catalog`, `secrets` and `pickler`.",
    ),
    code(
        "FLO242",
        "configuration-variables",
        "Names the variables that the `${…}` of a configuration file ask for. Runnable fills them in from the "
        "environment, `RUNNABLE_VAR_` before the name; one that is not set stays as it is written, without a word.",
        "Set them where the run is started. They are also in the plan, as its tag `runnable.variables`.",
    ),
    code(
        "FLO243",
        "override-not-configured",
        "Reports an override that a task asks for and the configuration file does not have. The executor `argo` uses "
        "its defaults then, without a word: the step runs in another image, with other resources. The others end the "
        "run when the turn of the step comes.",
        "Correct the name, or add it below `overrides:` in the executor's `config:`.",
    ),
    code(
        "FLO244",
        "secret-not-in-file",
        "Reports a secret that a task needs and that the file of secrets does not have, where the configuration says "
        "that secrets are in such a file and the project has it. Only the names in it are read.",
        "Correct the name, or add it to the file.",
    ),
)
