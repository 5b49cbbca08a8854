# Covers: `**config`, `*args` and keywords of known length, positional-only and keyword-only parameters, defaults.
from icefloe import pipeline, step

CONFIG = {"rate": 0.01, "epochs": 5}
COMMON = dict(CONFIG, device="cpu")


@step
def fit(data, /, rate, *layers, epochs=1, device="cuda", **extra):
    return layers


@step
def data(): return [1]


@pipeline
def configured(layers_first: int = 64):
    d = data()
    a = fit(d, **CONFIG)
    b = fit(d, 0.5, *[layers_first, 32], **{**COMMON, "dropout": 0.1})
    overrides = {"epochs": 50}
    overrides["rate"] = 0.2
    c = fit(d, **overrides)
    return a, b, c


@pipeline
def unknown_arguments(options: dict):
    return fit(data(), **options)
