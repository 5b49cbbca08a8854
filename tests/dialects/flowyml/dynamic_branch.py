from flowyml import Pipeline, dynamic, step


@step(outputs=["size"])
def count_rows() -> int:
    return 5_000_000


@step(outputs=["result"], register=False)
def in_memory():
    return "pandas"


@step(outputs=["result"], register=False)
def on_cluster():
    return "spark"


@dynamic(outputs=["result"])
def plan_processing(size: int):
    sub = Pipeline("processing")
    if size > 1_000_000:
        sub.add_step(on_cluster)
    else:
        sub.add_step(in_memory)
    return sub


pipeline = Pipeline("adaptive").add_step(count_rows).add_step(plan_processing)
