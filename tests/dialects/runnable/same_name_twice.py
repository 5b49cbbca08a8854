from runnable import Pipeline, PythonTask, ShellTask


def clean_orders():
    return 10


def clean_items():
    return 20


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="clean", function=clean_orders, returns=["orders"]),
            PythonTask(name="clean", function=clean_items, returns=["items"]),
            ShellTask(name="show", command="echo $orders $items"),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
