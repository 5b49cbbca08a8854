from flowyml import step, Model, Dataset

@step
def train_model(data: pd.DataFrame) -> Model:
    # ... training logic ...
    return Model(trained_obj, name="my_classifier")

@step
def load_data() -> Dataset:
    # ... loading logic ...
    return Dataset(df, name="raw_data")
