# no maps: names are the same inside and outside
from flowyml import Pipeline, step


@step(outputs=["raw_data"])
def load():
    return [3, 1, None, 2]


@step(inputs=["raw_data"], outputs=["without_gaps"])
def drop_gaps(raw_data):
    return [x for x in raw_data if x is not None]


@step(inputs=["without_gaps"], outputs=["clean_data"])
def order(without_gaps):
    return sorted(without_gaps)


@step(inputs=["clean_data"], outputs=["median"])
def median(clean_data):
    return clean_data[len(clean_data) // 2]


cleaning = Pipeline("cleaning")
cleaning.add_step(drop_gaps).add_step(order)

statistics = Pipeline("statistics")
statistics.add_step(load)
statistics.add_sub_pipeline(cleaning, inputs=["raw_data"], outputs=["clean_data"])
statistics.add_step(median)
