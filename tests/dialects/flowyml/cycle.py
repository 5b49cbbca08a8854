# two pipelines that cannot run
from flowyml import Pipeline, step


@step(outputs=["guess"])
def start():
    return 1.0


@step(inputs=["estimate"], outputs=["residual"])
def compare(estimate):
    return 1 - estimate


@step(inputs=["guess", "residual"], outputs=["estimate"])
def improve(guess, residual):
    return guess + residual / 2


@step(inputs=["estimate"], outputs=["answer", "unused"])
def finish(estimate):
    return estimate, None


@step(outputs=["guess"])
def other_start():
    return 2.0


solver = Pipeline("solver").add_steps([start, compare, improve, finish])

undecided = Pipeline("undecided").add_step(start).add_step(other_start)
