from pathlib import Path

from runnable import Catalog, Pipeline, PythonTask


def write_north():
    Path("north.csv").write_text("north,3")


def write_south():
    Path("south.csv").write_text("south,4")


def read():
    print(f"received: {Path('north.csv').read_text()!r} {Path('south.csv').read_text()!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="north", function=write_north, catalog=Catalog(put=["north.csv"])),
            PythonTask(name="south", function=write_south, catalog=Catalog(put=["south.csv"])),
            PythonTask(name="read", function=read, catalog=Catalog(get=["*.csv"])),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
