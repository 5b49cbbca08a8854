"""Thumbnails in parallel processes: the configuration turns them on, secrets come from a .env file."""
import os

from runnable import Map, Pipeline, PythonTask


def folders():
    return ["cats", "dogs", "birds"]


def thumbnails(folder: str):
    assert os.environ["API_TOKEN"] == "neither"
    return len(folder) * 12


def add_up(made: int):
    print(made, "thumbnails")


def main():
    each = Pipeline(
        steps=[PythonTask(name="thumbnails", function=thumbnails, returns=["made"], secrets=["API_TOKEN"])]
    )
    pipeline = Pipeline(
        steps=[
            PythonTask(name="folders", function=folders, returns=["all_folders"]),
            Map(
                name="each folder",
                branch=each,
                iterate_on="all_folders",
                iterate_as="folder",
                reducer="lambda *made: sum(made)",
            ),
            PythonTask(name="add up", function=add_up),
        ]
    )
    pipeline.execute("configs/dotenv.yaml")
    return pipeline


if __name__ == "__main__":
    main()
