# Good - pure function
@step
def transform(data):
    return [x * 2 for x in data]

# Be careful - side effects
@step
def transform_with_side_effect(data):
    global counter
    counter += 1  # Side effect
    return [x * 2 for x in data]
