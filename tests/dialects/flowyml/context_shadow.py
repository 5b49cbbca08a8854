"""Names that stand for several things at once."""
from flowyml import Context, Pipeline, context, step

base = context(data="FROM CONTEXT", rate=0.1)
base.update({"epochs": 3, "rate": 0.2})
child = base.inherit(batch_size=16)
child.mark_as_tracked("rate") if hasattr(child, "mark_as_tracked") else None


@step(outputs=["data"])
def make():
    return "FROM STEP"


@step(inputs=["data"], outputs=["declared"])
def takes_declared(data, rate: float):
    return data, rate


@step(outputs=["implicit"])
def takes_implicit(data, rate=0.9, batch_size=8, seed=1):
    return data, rate, batch_size, seed


@step(inputs=["declared", "implicit"], outputs=["result"])
def finish(declared, implicit, epochs):
    return declared, implicit, epochs


shadowed = Pipeline("shadowed", context=child).add_steps([make, takes_declared, takes_implicit, finish])
plain = Pipeline("plain", context=Context(**{**base.to_dict(), "epochs": 5})).add_steps([make, takes_declared, takes_implicit, finish])
