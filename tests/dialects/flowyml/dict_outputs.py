from flowyml import Pipeline, step


@step(outputs=["train", "validation", "test"])
def split():
    rows = list(range(100))
    return {"train": rows[:60], "validation": rows[60:80], "test": rows[80:]}


@step(inputs=["train", "validation"], outputs=["model", "history"])
def fit(train, validation, *, patience=3, **options):
    model = {"seen": len(train)}
    history = [len(validation)] * patience
    return model, history


@step(inputs=["model", "test"], outputs=["error"])
def evaluate(m, t):
    # joined by position: the parameters are called otherwise
    return len(t) - m["seen"]


@step(inputs=["history", "error"])
def plot(history):
    # `error` is declared, but nothing takes it
    print(history)


pipeline = Pipeline("dict_outputs").add_steps([split, fit, evaluate, plot])
