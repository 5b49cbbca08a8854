import datetime
import random

from flowyml import Pipeline, step

COUNTER = 0
CACHE = {}


def helper(x):
    return x * FACTOR


FACTOR = 3


@step(outputs=["sample"])
def draw():
    global COUNTER
    COUNTER += 1
    return random.random()


@step(inputs=["sample"], outputs=["scaled"])
def scale(sample):
    CACHE[sample] = helper(sample)
    return CACHE[sample]


@step(inputs=["scaled"], outputs=["stamped"])
def stamp(scaled):
    return {"value": scaled, "at": datetime.datetime.now().isoformat(), "host": hostname()}


@step(outputs=["all_at_once"])
def monolith():
    return stamp(scale(draw()))


pipeline = Pipeline("pipeline1")
pipeline.add_step(draw).add_step(scale).add_step(stamp)

everything = Pipeline("everything").add_step(monolith)
