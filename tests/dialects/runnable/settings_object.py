# Everything that is not asked for by name comes in a Namespace, or in keywords.
from argparse import Namespace

from runnable import Pipeline, PythonTask, pickled


def connect(host: str, port: int, options: Namespace):
    print(host, port, options.timeout, options.retries)
    return {"host": host, "port": port}


def copy_tables(connection: dict, **settings):
    return [table for table in settings["tables"] if table not in settings.get("skip", [])]


def verify(copied: list[str], *ignored, strict: bool = True):
    if strict and not copied:
        raise RuntimeError("nothing was copied")
    return object()


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="connect", function=connect, returns=["connection"]),
            PythonTask(name="copy tables", function=copy_tables, returns=["copied"]),
            PythonTask(name="verify", function=verify, returns=[pickled("proof")]),
        ]
    )
    pipeline.execute(parameters_file="params/database.yaml")
    return pipeline


if __name__ == "__main__":
    main()
