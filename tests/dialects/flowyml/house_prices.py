# Student project - house prices.  Group 4
from flowyml import step, Pipeline
import pandas as pd

# the steps find their data by the names of the arguments

@step
def report(rmse, best_model):
    print("best:", best_model, "rmse:", rmse)

@step(outputs=["houses"])
def read():
    return pd.read_csv("houses.csv")

@step(outputs=["best_model", "rmse"])
def search(houses, folds=5):
    from sklearn.linear_model import Ridge
    from sklearn.model_selection import GridSearchCV
    g = GridSearchCV(Ridge(), {"alpha": [.1, 1, 10]}, cv=folds)
    g.fit(houses.drop("price", axis=1), houses["price"])
    return g.best_estimator_, -g.best_score_

p = Pipeline("house_prices")
p.add_step(report)
p.add_step(read)
p.add_step(search)
p.run()
