"""Three sources are read beside each other; each branch gives a name of its own."""
from runnable import Parallel, Pipeline, PythonTask, pickled


def read_shop():
    return [("tea", 4), ("cup", 2)]


def read_web():
    return [("tea", 9)]


def read_phone() -> list[tuple[str, int]]:
    return [("pot", 1)]


def clean(web_raw):
    return [(name.strip(), count) for name, count in web_raw]


def total(shop, web, phone):
    sold = {}
    for source in (shop, web, phone):
        for name, count in source:
            sold[name] = sold.get(name, 0) + count
    return sold


shop_branch = PythonTask(name="shop", function=read_shop, returns=["shop"]).as_pipeline()

web_branch = Pipeline(
    steps=[
        PythonTask(name="web", function=read_web, returns=["web_raw"]),
        PythonTask(name="clean", function=clean, returns=["web"]),
    ]
)

phone_branch = PythonTask(name="phone", function=read_phone, returns=[pickled("phone")]).as_pipeline()


def sales():
    pipeline = Pipeline(
        steps=[
            Parallel(name="sources", branches=dict(shop=shop_branch, web=web_branch, phone=phone_branch)),
            PythonTask(name="total", function=total, returns=["sold"]),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    sales()
