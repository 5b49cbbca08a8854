# Covers: a notebook-like script with cell marks, magic-free, steps and pipelines defined late, rebinding of names.
# %% [markdown]
# # Demand forecast

# %%
from icefloe import step, pipeline
import math

# %% load
@step
def load(): return list(range(100))

load_all = load

# %% features
@step
def lag(xs, n): return xs[n:]
@step
def lag(xs, n, fill=0): return [fill] * n + xs[:-n]   # better


# %% model
model = step(name="model")(lambda features, alpha: sum(features) * alpha)

# %%
@pipeline
def forecast(alpha=.3):
    xs = load_all()
    features = [lag(xs, n) for n in (1, 7)]
    return model(features, alpha)

# %%
forecast_result = None
