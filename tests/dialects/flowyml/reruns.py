from flowyml import Pipeline, context, step


@step(outputs=["raw"])
def load(path: str):
    return open(path).read()


@step(inputs=["raw"], outputs=["parsed"])
def parse(raw, sep: str):
    return [line.split(sep) for line in raw.splitlines()]


@step(inputs=["parsed"], outputs=["n"])
def count(parsed, offset):
    return len(parsed) + offset


pipeline = Pipeline("csv_count", context=context(path="data.csv", sep=","))
pipeline.add_step(load).add_step(parse).add_step(count)

pipeline.build()
print(pipeline.dag.visualize())
pipeline.dry_run()

first = pipeline.run(inputs={"offset": 1}, debug=True)
second = pipeline.run(context={"sep": ";", "path": "other.csv"})
third = pipeline.run(context=context(sep="\t"), executor=None)

if not second.success:
    second = pipeline.rerun(run_id=second.run_id, from_step="parse")
assert first["n"] is not None
for name, one in second.step_results.items():
    print(name, one.cached, one.duration_seconds)
