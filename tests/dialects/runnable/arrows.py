# The arrows of other systems: runnable links the list again and then complains.
from runnable import Pipeline, PythonTask


def fetch():
    return "text"


def store(page: str):
    print(page)


def main():
    fetching = PythonTask(name="fetch", function=fetch, returns=["page"])
    storing = PythonTask(name="store", function=store)
    fetching >> storing

    pipeline = Pipeline(steps=[fetching, storing])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
