from pathlib import Path

from runnable import Catalog, Pipeline, PythonTask


def write_north():
    Path("rows.csv").write_text("north,3")


def write_south():
    Path("rows.csv").write_text("south,4")


def read():
    print(f"received: {Path('rows.csv').read_text()!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="north", function=write_north, catalog=Catalog(put=["rows.csv"])),
            PythonTask(name="south", function=write_south, catalog=Catalog(put=["rows.csv"])),
            PythonTask(name="read", function=read, catalog=Catalog(get=["rows.csv"])),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
