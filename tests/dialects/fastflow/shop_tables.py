"""The tables of a shop, which nothing executes."""

from fastflow import Edge, FlowEditor, TableNode, fastflow_headers
from fasthtml.common import *

app, rt = fast_app(hdrs=fastflow_headers())
KEY = {"name": "id", "type": "int", "key": "PK"}


def table(name: str, x: int, y: int, *columns: str) -> dict:
    return TableNode(name, x=x, y=y, label=name.title(), columns=[KEY, *({"name": c, "type": "text"} for c in columns)])


@rt
def index():
    return Titled(
        "Tables",
        FlowEditor(
            table("customers", 50, 50, "name", "city"),
            table("orders", 350, 50, "customer_id", "day"),
            table("goods", 350, 300, "name", "price"),
            Edge(source="customers", target="orders", relationship="1:N", label="places"),
            Edge(source="orders", target="goods", relationship="N:M", dashed=True),
            id="shop-tables",
            height="700px",
        ),
    )
