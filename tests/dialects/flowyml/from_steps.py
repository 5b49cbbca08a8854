from flowyml import Pipeline, step


@step(outputs=["numbers"])
def generate(n: int = 10):
    return list(range(n))


@step(inputs=["numbers"], outputs=["squares"])
def square(numbers):
    return [x * x for x in numbers]


@step(inputs=["squares"], outputs=["cubes"])
def cube(squares):
    return [x ** 1.5 for x in squares]


@step(inputs=["squares", "cubes"], outputs=["table"])
def tabulate(squares, cubes):
    return list(zip(squares, cubes))


ALL = [generate, square, cube, tabulate]

short = Pipeline.from_steps(generate, square, name="short")
full = Pipeline.from_steps(*ALL, name="full", enable_cache=False)
added = Pipeline("added").add_steps([s for s in ALL if s is not cube and s is not tabulate])
mixed = Pipeline.from_steps(*ALL[:2], name="mixed").add_step(cube).add_steps((tabulate,))
