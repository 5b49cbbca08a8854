from flowyml import parallel_map
@step
def process_batch(items):
    return parallel_map(expensive_function, items, num_workers=4)
