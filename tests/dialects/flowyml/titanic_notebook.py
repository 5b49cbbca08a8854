# %% [markdown]
# # Titanic, quick and dirty

# %%
import flowyml as fl
import numpy as np
import pandas as pd

# %%
@fl.step
def passengers():
    return pd.read_csv("https://example.org/titanic.csv")

passengers

# %%
@fl.step
def cleaned(passengers):
    df = passengers.dropna(subset=["Age", "Embarked"])
    return df[df.Fare > 0]

# %%
@fl.step()
def model(cleaned):
    from sklearn.linear_model import LogisticRegression
    X = cleaned[["Pclass", "Age", "Fare"]].to_numpy()
    return LogisticRegression(max_iter=500).fit(X, cleaned["Survived"])

# %%
@fl.step
def accuracy(model, cleaned):
    X = cleaned[["Pclass", "Age", "Fare"]].to_numpy()
    return float(np.mean(model.predict(X) == cleaned["Survived"]))

# %% put it together
p = fl.Pipeline("titanic")
for s in [passengers, cleaned, model, accuracy]:
    p.add_step(s)
p

# %%
res = p.run()
res["accuracy"]

# %%
print(p.visualize())
