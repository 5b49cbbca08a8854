"""No Python but for the pipeline: variables in, exported variables out."""
from runnable import Catalog, Pipeline, ShellTask, metric


def mirror():
    pipeline = Pipeline(
        steps=[
            ShellTask(
                name="list",
                command="""
                export count=$(ls data | wc -l)
                export newest=$(ls data | head -1)
                """,
                returns=["count", "newest"],
            ),
            ShellTask(
                name="pack",
                command="tar czf mirror.tgz data && export size=$(wc -c < mirror.tgz) && echo ${newest}",
                returns=[metric("size")],
                catalog=Catalog(put=["mirror.tgz"]),
            ),
            ShellTask(
                name="check",
                command="tar tzf mirror.tgz | grep -c . && total=$((count + 1))",
                returns=["total"],
                catalog=Catalog(get=["*.tgz"]),
            ),
            ShellTask(name="say", command="echo $count files, $size bytes, $destination"),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    mirror()
