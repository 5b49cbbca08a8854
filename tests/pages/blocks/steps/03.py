# Good: Clear inputs/outputs
@step(inputs=["raw_data"], outputs=["clean_data"])
def clean(raw_data):
    return process(raw_data)

# Less clear: flowyml can't validate dependencies
@step
def clean(data):
    return process(data)
