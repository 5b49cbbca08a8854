@step(outputs=["data"])
def step_a():
    return [1, 2, 3]
@step(inputs=["data"], outputs=["result"])
def step_b(data):
    return sum(data)
# flowyml automatically determines step_a must run before step_b
