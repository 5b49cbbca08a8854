import json

from flowyml import Pipeline, step


@step(outputs=["greeting"])
def greet():
    return "hello"


@step(inputs=["greeting"], outputs=["shout"])
def shout(greeting):
    return greeting.upper()


pipeline = Pipeline("greeter").add_step(greet).add_step(shout)

definition = pipeline.to_definition()
with open("greeter.json", "w") as handle:
    json.dump(definition, handle)

restored = Pipeline.from_definition(definition)
