from flowyml import If, Pipeline, Switch, step


@step(outputs=["accuracy"])
def evaluate():
    return 0.8


@step
def deploy():
    print("deploy")


@step
def alert():
    print("alert")


# as in the docs, but the original never takes either branch
documented = Pipeline("documented_form")
documented.add_step(evaluate)
documented.add_control_flow(If(condition=lambda ctx: ctx["accuracy"] > 0.9, then_step=deploy, else_step=alert))

# a typo in the step's name
misspelt = Pipeline("misspelt_step")
misspelt.add_step(evaluate)
misspelt.add_control_flow(
    If(condition=lambda ctx: ctx.steps["evalute"].outputs["accuracy"] > 0.9, then_step=deploy, else_step=alert)
)

switch = Switch(lambda accuracy: "good" if accuracy > 0.9 else "bad")


@switch.case("good")
def good(accuracy):
    return "ship it"


@switch.default()
def bad(accuracy):
    return "fix it"


switched = Pipeline("switched")
switched.add_step(evaluate)
switched.add_control_flow(switch)
