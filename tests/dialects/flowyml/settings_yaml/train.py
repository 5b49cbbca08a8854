from pathlib import Path

import yaml

from flowyml import Pipeline, context, step

CONFIG = Path(__file__).parent / "config" / "train.yaml"

with open(CONFIG) as f:
    cfg = yaml.safe_load(f)


@step(outputs=["table"])
def load(data_path: str, features: list[str]):
    import pandas as pd
    return pd.read_parquet(data_path, columns=[*features, "default"])


@step(inputs=["table"], outputs=["model"])
def train(table, learning_rate: float, max_depth: int):
    import xgboost
    return xgboost.XGBClassifier(learning_rate=learning_rate, max_depth=max_depth).fit(
        table.drop(columns="default"), table["default"]
    )


pipeline = Pipeline(cfg["pipeline"]["name"], context=context(**cfg["params"]), version=cfg["pipeline"]["version"])
pipeline.add_step(load)
pipeline.add_step(train)

if __name__ == "__main__":
    pipeline.run()
