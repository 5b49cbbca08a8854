from flowyml import Pipeline, step, freeze_pipeline, context

CTX = context(threshold=0.7)


@step(outputs=["tickets"])
def load_tickets():
    return ["printer on fire", "cannot log in"]


@step(inputs=["tickets"], outputs=["routes"])
def route(tickets, threshold: float):
    return {ticket: "hardware" if "printer" in ticket else "accounts" for ticket in tickets}


@step(inputs=["routes"], outputs=["load"])
def count(routes):
    from collections import Counter
    return Counter(routes.values())


v1 = Pipeline("ticket_routing", context=CTX, version="v1.0.0", versions_dir=".versions")
v1.add_step(load_tickets).add_step(route)
v1.save_version(metadata={"author": "mara"})

v2 = Pipeline("ticket_routing", context=CTX, version="v1.1.0", versions_dir=".versions")
v2.add_step(load_tickets).add_step(route).add_step(count)
v2.save_version()

diff = v2.compare_with("v1.0.0")
print("added:", diff["added_steps"])

snapshot = freeze_pipeline(v2)
print(snapshot.snapshot_hash)
assert snapshot.verify()

try:
    v2.rollback("v1.0.0")
except NotImplementedError:
    print("no rollback yet")
