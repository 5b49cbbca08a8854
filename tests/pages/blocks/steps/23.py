# Good
@step(outputs=["cleaned_data"])
def remove_duplicates_and_nulls(raw_data):
    ...

# Bad
@step(outputs=["data"])
def process(data):
    ...
