from runnable import Pipeline


def main():
    # TODO: add the steps
    pipeline = Pipeline(steps=[], name="later")
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
