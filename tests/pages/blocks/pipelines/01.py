# Good: Pure function, testable in isolation
@step(outputs=["processed"])
def clean_data(raw_data):
    return raw_data.dropna().reset_index(drop=True)
# Bad: Side effects, hard to test
@step
def clean_data():
    global df # Don't do this!
    df = df.dropna()
