from flowyml import Pipeline, step


@step(outputs=["scans"])
def load():
    return ["a", "b"]


@step(inputs=["images"], outputs=["masks"])
def segment(images):
    return [f"mask of {i}" for i in images]


@step(inputs=["masks"], outputs=["areas"])
def measure(masks):
    return [len(m) for m in masks]


inner = Pipeline("segmentation").add_step(segment)

outer = Pipeline("measurement")
outer.add_step(load)
outer.add_sub_pipeline(inner, inputs=["scans"], outputs=["masks"], input_mapping={"scans": "image"}, output_mapping={"mask": "masks"})
outer.add_step(measure)
