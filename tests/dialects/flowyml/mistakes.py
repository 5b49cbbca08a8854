"""Everything that goes wrong in a first week."""
from flowyml import Pipeline, context, step


@step(outputs="model")
def train():
    return 1


@step(inputs=["modle"], outputs=["score"])
def evaluate(modle):
    return modle


@step(outputs=["left", "right"])
def halves():
    return 1, 2, 3


@step(inputs=["left"], output=["doubled"])
def double(left):
    return left * 2


def not_decorated(right):
    return right


@step(inputs=["right"], resources={"memory": "16 gigs"}, cache="daily", retry="three")
def last(right):
    return right


p = Pipeline("first_week", context(lr=0.1), enable_cahce=False)
p.add_step(train)
p.add_step(evaluate)
p.add_step(halves)
p.add_step(double)
p.add_step(not_decorated)
p.add_step(last)
p.add_step(last)
p.add_step(train, name="train_again", params={"lr": 1})
