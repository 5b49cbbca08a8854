"""Steps made by calling, from methods, partials and lambdas."""
from functools import partial, wraps

from flowyml import Pipeline, step


def timed(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


def read(path):
    return open(path).read()


class Text:
    @staticmethod
    def words(text):
        return text.split()

    @classmethod
    def longest(cls, words):
        return max(words, key=len)


@step(inputs=["longest"], outputs=["length"])
@timed
def measure(longest):
    return len(longest)


read_manual = step(name="read_manual", outputs=["text"])(partial(read, "manual.txt"))
words = step(inputs=["text"], outputs=["words"])(Text.words)
longest = step(inputs=["words"], outputs=["longest"])(Text.longest)
shout = step(name="shout", inputs=["longest"], outputs=["loud"])(lambda longest: longest.upper())

pipeline = Pipeline("objects")
pipeline.add_steps([read_manual, words, longest, measure, shout])
