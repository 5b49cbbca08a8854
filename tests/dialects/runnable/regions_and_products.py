"""A Map inside a Map: every product of every region. Both lists are parameters of the run.

runnable itself does the work of the inner Map and then cannot find where to put it.
"""
from runnable import Map, Pipeline, PythonTask


def price(region: str, product: str):
    amount = len(region) + len(product) / 10
    print(region, product, amount)
    return amount


def currency(region: str):
    return {"eu": "EUR", "us": "USD"}[region]


def table(currency: list, regions: list[str], products: list[str]):
    # the prices stay inside: a Map collects what its own tasks return, not what another Map in it has collected
    for region, unit in zip(regions, currency):
        print(region, unit, products)


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
