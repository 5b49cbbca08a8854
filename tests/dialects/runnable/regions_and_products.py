"""A Map inside a Map: every product of every region. Both lists are parameters of the run.

runnable itself does the work of the inner Map and then cannot find where to put it.
"""
from runnable import Map, Pipeline, PythonTask


def price(region: str, product: str):
    return len(region) + len(product) / 10


def currency(region: str):
    return {"eu": "EUR", "us": "USD"}[region]


def table(price: list, currency: list, regions: list[str], products: list[str]):
    for region, prices, unit in zip(regions, price, currency):
        for product, amount in zip(products, prices):
            print(region, product, amount, unit)


def price_list():
    by_product = Pipeline(steps=[PythonTask(name="price", function=price, returns=["price"])])
    by_region = Pipeline(
        steps=[
            PythonTask(name="currency", function=currency, returns=["currency"]),
            Map(name="products", branch=by_product, iterate_on="products", iterate_as="product"),
        ]
    )
    pipeline = Pipeline(
        steps=[
            Map(name="regions", branch=by_region, iterate_on="regions", iterate_as="region"),
            PythonTask(name="table", function=table),
        ]
    )
    pipeline.execute(parameters_file="params/price_list.yaml")
    return pipeline


if __name__ == "__main__":
    price_list()
