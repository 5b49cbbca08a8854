"""Three pipelines that share steps; the command line picks one."""
import sys

from flowyml import Pipeline, context, step


@step(outputs=["orders"])
def load_orders(day: str):
    return [{"id": 1, "total": 10.0, "country": "AT"}]


@step(inputs=["orders"], outputs=["revenue"])
def revenue(orders):
    return sum(o["total"] for o in orders)


@step(inputs=["orders"], outputs=["by_country"])
def per_country(orders):
    found = {}
    for o in orders:
        found[o["country"]] = found.get(o["country"], 0) + o["total"]
    return found


@step(inputs=["by_country"])
def send_mail(by_country, recipient: str):
    print("to", recipient, by_country)


ctx = context(day="today", recipient="sales@example.org")

PIPELINES = {
    "revenue": Pipeline("revenue", context=ctx).add_step(load_orders).add_step(revenue),
    "countries": Pipeline("countries", context=ctx).add_step(load_orders).add_step(per_country),
    "mail": Pipeline("mail", context=ctx).add_step(load_orders).add_step(per_country).add_step(send_mail),
}

if __name__ == "__main__":
    name = sys.argv[1] if len(sys.argv) > 1 else "revenue"
    PIPELINES[name].run()
