#!/usr/bin/env python3
"""XGBoost on the tables of data/: what Tests/LearningTests holds our trees to, and how long it takes.

The same options as ours: 100 rounds of depth 6 at a learning rate of 0.1, 256 bins, categories as such, missing values
as such. Adult is tested on its own test rows, the others on every fourth row. Seconds are those of one processor, the
least of three runs, binning not counted. Needs pandas, numpy and xgboost 3.2; takes half a minute.
"""
import pathlib, time

import numpy as np
import pandas as pd
import xgboost

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
RUNS = 3


def table(*names):
    return pd.concat([pd.read_csv(DATA / f"{name}.csv.gz", na_values=["?"]) for name in names], ignore_index=True)


def area(scores, labels):
    """Under the ROC curve, by ranks; ties count half."""
    ranks = pd.Series(scores).rank().to_numpy()
    positive = labels.sum()
    return (ranks[labels == 1].sum() - positive * (positive + 1) / 2) / (positive * (len(labels) - positive))


def determination(predicted, values):
    return 1 - ((predicted - values) ** 2).sum() / ((values - values.mean()) ** 2).sum()


def measure(name, rows, target, test, level=None):
    features = rows.drop(columns=target)
    for column in features:
        if not pd.api.types.is_numeric_dtype(features[column]) or features[column].dtype == bool:
            features[column] = features[column].astype("string").astype(object).astype("category")
    response = rows[target].to_numpy(float) if level is None else (rows[target].astype(str) == level).to_numpy(float)
    train = xgboost.QuantileDMatrix(features[~test], response[~test], enable_categorical=True, max_bin=256, nthread=1)
    options = dict(objective="reg:squarederror" if level is None else "binary:logistic", eta=0.1, max_depth=6,
                   tree_method="hist", max_bin=256, nthread=1)
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        model = xgboost.train(options, train, 100)
        times.append(time.process_time() - start)
    predicted = model.predict(xgboost.DMatrix(features[test], enable_categorical=True))
    score = (determination if level is None else area)(predicted, response[test])
    print(f"{name:20} {'R2' if level is None else 'AUC':3} {score:.5f}  {min(times):.3f} s for {(~test).sum():,} rows")


def every_fourth(rows):
    return np.arange(len(rows)) % 4 == 3


if __name__ == "__main__":
    adult = table("adult_train", "adult_test")
    measure("adult", adult, "income", np.arange(len(adult)) >= 32_561, ">50K")
    bank = table("bank_marketing")
    measure("bank_marketing", bank, "y", every_fourth(bank), "yes")
    shoppers = table("online_shoppers")
    measure("online_shoppers", shoppers, "Revenue", every_fourth(shoppers), "True")
    housing = table("california_housing")
    measure("california_housing", housing, "median_house_value", every_fourth(housing))
