"""Small steps share a container; the external service in between splits the group."""
from flowyml import Pipeline, step
from flowyml.core.resources import GPUConfig, NodeAffinity, ResourceRequirements


@step(outputs=["a"], execution_group="prepare", resources=ResourceRequirements(cpu="1", memory="2Gi"))
def read():
    return 1


@step(inputs=["a"], outputs=["b"], execution_group="prepare", resources=ResourceRequirements(cpu="4", memory="1Gi", storage="20Gi"))
def clean(a):
    return a


@step(inputs=["b"], outputs=["c"])
def enrich_outside(b):
    return b


@step(inputs=["c"], outputs=["d"], execution_group="prepare", resources={"memory": "4Gi"})
def join(c):
    return c


@step(outputs=["meta"], execution_group="prepare")
def read_metadata():
    return {}


@step(
    inputs=["d", "meta"],
    outputs=["model"],
    execution_group="train",
    resources=ResourceRequirements(
        gpu=GPUConfig(gpu_type="nvidia-tesla-t4", count=1),
        node_affinity=NodeAffinity(required={"zone": "europe-west1-b"}),
    ),
)
def fit(d, meta):
    return d


@step(
    inputs=["model"],
    outputs=["score"],
    execution_group="train",
    resources=ResourceRequirements(cpu="2", gpu=GPUConfig(gpu_type="nvidia-tesla-v100", count=1)),
)
def score(model):
    return model


pipeline = Pipeline("grouped")
for one in (read, clean, enrich_outside, join, read_metadata, fit, score):
    pipeline.add_step(one)


# a group around a step that is not in it, where the neighbours do not show it
@step(outputs=["p"], execution_group="io")
def first():
    return 1


@step(outputs=["q"], execution_group="io")
def second():
    return 2


@step(inputs=["p"], outputs=["r"])
def outside(p):
    return p


@step(inputs=["r"], outputs=["s"], execution_group="io")
def third(r):
    return r


around = Pipeline("around").add_steps([first, outside, second, third])
