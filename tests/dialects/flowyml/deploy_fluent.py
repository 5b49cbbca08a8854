"""The fluent form of If, with a named condition."""
from flowyml import If, Pipeline, step


@step(outputs=["drift", "n_rows"])
def measure_drift():
    return 0.2, 12000


@step
def retrain(drift):
    print("retraining because of", drift)


@step
def keep():
    print("nothing to do")


@step(outputs=["ticket"])
def open_ticket(n_rows: int):
    return f"only {n_rows} rows"


def has_drifted(ctx):
    drift = ctx.steps["measure_drift"].outputs["drift"]
    return drift > 0.15


pipeline = Pipeline("drift_watch")
pipeline.add_step(measure_drift)
pipeline.add_control_flow(If(has_drifted).then(retrain).else_(keep))
pipeline.add_control_flow(If(lambda ctx: ctx.steps["measure_drift"].outputs["n_rows"] < 100 and not ctx.params.get("quiet"), open_ticket))
