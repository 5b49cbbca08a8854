"""Back up a folder. When the copy fails, clean up and end the run as failed."""
from runnable import Pipeline, PythonTask, ShellTask, Stub


def choose_folder(folder="data"):
    return folder


def count(source_folder: str):
    import os

    return len(os.listdir(source_folder))


def main():
    clean_up = Pipeline(
        steps=[
            ShellTask(name="remove partial copy", command="rm -rf backup.partial"),
            Stub(name="tell somebody", terminate_with_failure=True),
        ],
        name="clean up",
    )
    choose = PythonTask(name="choose", function=choose_folder, returns=["source_folder"])
    copy = ShellTask(
        name="copy",
        command="cp -r $source_folder backup.partial && mv backup.partial backup",
        on_failure=clean_up,
    )
    files = PythonTask(name="count", function=count, returns=["files"])

    pipeline = Pipeline(steps=[choose, copy, files])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
