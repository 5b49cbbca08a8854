"""A project with two pipelines, helpers, a parameter file and locked dependencies."""

PYPROJECT = '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["flowyml==1.8.0"]\n'
STEPS = '''\
"""Steps that share helpers."""

SCALE = 2


def helper(rows):
    """Used by `fit` and by `score`."""
    return [row * SCALE for row in rows]


def fit(rows):
    return helper(rows)


def score(rows):
    return sum(helper(rows))


def unused():
    return 0
'''
TRAIN = '''\
"""Two pipelines."""

from flowyml import Pipeline, step

from steps import fit, score


@step(outputs=["data"])
def load():
    return [1, 2, 3]


@step(inputs=["data"], outputs=["model"])
def train(data):
    return fit(data)


@step(inputs=["model"], outputs=["metric"])
def evaluate(model):
    return score(model)


@step(outputs=["report"])
def report():
    return "done"


first = Pipeline("first", version="1.0.0")
first.add_step(load)
first.add_step(train)
first.add_step(evaluate)

second = Pipeline("second", version="1.0.0")
second.add_step(report)
'''
UV_LOCK = "version = 1\n"
PROJECT = {"pyproject.toml": PYPROJECT, "steps.py": STEPS, "train.py": TRAIN, "uv.lock": UV_LOCK}
