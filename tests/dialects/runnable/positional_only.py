from runnable import Pipeline, PythonTask


def sizes():
    return 3, 4


def area(width, height, /):
    return width * height


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="sizes", function=sizes, returns=["width", "height"]),
            PythonTask(name="area", function=area, returns=["area"]),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
