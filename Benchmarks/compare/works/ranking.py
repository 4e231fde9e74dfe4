"""Four tables of Adult in the order of what `sklar evaluate` says of them and of what other programs say: independent
columns, our copula, a copy of the training rows, the held-out rows.

Nobody's numbers are taken for ours: shapes are SDMetrics', trends are counted here on bins over the training table's
range, the linear detector is SDMetrics', the trees and the model that is trained on the synthetic table are XGBoost's.
Two tables that either side tells apart clearly must not stand in the opposite order on the other."""
import json
import suite

TARGET = "income"
# Differences below these are called equal.
CLEAR = {"shape": 0.005, "trend": 0.005, "logistic": 0.05, "trees": 0.03, "utility": 0.02}
TITLES = {"shape": "column shapes", "trend": "pair trends, common bins", "logistic": "logistic detection, score",
          "trees": "detection by trees, AUC", "utility": "trained on it, tested on held-out rows, AUC"}


def ours(path):
    written = suite.fresh("evaluation.json")
    suite.sklar("evaluate", suite.TRAIN, path, "--holdout", suite.TEST, "--target", TARGET, "--json", written, "--quiet")
    report = json.loads(written.read_text())
    return dict(shape=report["fidelity"]["shapes"]["value"], trend=report["fidelity"]["trends"]["value"],
                logistic=report["detection"]["logistic"]["score"],
                trees=report["detection"]["trees"]["auc"]["value"],
                utility=report["utility"]["trained_on_synthetic"]["auc"])


class Outside:
    """The same measures by SDMetrics, scikit-learn and XGBoost."""

    def __init__(self, real, held_out):
        self.real, self.held_out = real, held_out
        self.levels = [name for name in real if real[name].dtype == object]
        self.metadata = {"columns": {
            name: {"sdtype": "categorical" if name in self.levels else "numerical"} for name in real}}

    def __call__(self, synthetic):
        import numpy
        from sdmetrics.reports.single_table import QualityReport
        from sdmetrics.single_table import LogisticDetection

        report = QualityReport()
        report.generate(self.real, synthetic, self.metadata, verbose=False)
        numpy.random.seed(0)
        return dict(
            shape=report.get_properties().set_index("Property")["Score"]["Column Shapes"],
            trend=self.trend(synthetic),
            logistic=LogisticDetection.compute(self.real.copy(), self.known(synthetic), self.metadata),
            trees=self.trees(synthetic), utility=self.utility(synthetic))

    def known(self, synthetic):
        """With the most frequent level for those that the training rows lack, which LogisticDetection refuses."""
        known = synthetic.copy()
        for name in self.levels:
            known[name] = known[name].where(known[name].isin(self.real[name]), self.real[name].mode()[0])
        return known

    def trend(self, synthetic):
        import itertools
        import numpy
        import pandas as pd

        def cells(name):
            if name in self.levels:
                return self.real[name], synthetic[name]
            edges = numpy.histogram_bin_edges(self.real[name], 10)[1:-1]
            low, high = self.real[name].min(), self.real[name].max()
            bins = lambda x: numpy.where(x < low, -1, numpy.where(x > high, 10, numpy.digitize(x, edges)))
            return pd.Series(bins(self.real[name])), pd.Series(bins(synthetic[name]))

        columns = {name: cells(name) for name in self.real}
        scores = []
        for a, b in itertools.combinations(self.real, 2):
            if a in self.levels or b in self.levels:
                shares = [pd.crosstab(columns[a][side], columns[b][side], normalize=True).stack() for side in (0, 1)]
                scores.append(1 - shares[0].sub(shares[1], fill_value=0).abs().sum() / 2)
            else:
                scores.append(1 - abs(self.real[a].corr(self.real[b]) - synthetic[a].corr(synthetic[b])) / 2)
        return float(numpy.mean(scores))

    def features(self, *tables):
        """With the same levels in each."""
        import pandas as pd

        types = {name: pd.CategoricalDtype(sorted(set().union(*(table[name] for table in (self.real, *tables)))))
                 for name in self.levels}
        return [table.astype(types) for table in tables]

    def classifier(self):
        import xgboost

        return xgboost.XGBClassifier(n_estimators=100, learning_rate=0.1, max_depth=6, tree_method="hist",
                                     enable_categorical=True, n_jobs=suite.THREADS, random_state=0)

    def trees(self, synthetic):
        import numpy
        import pandas as pd
        from sklearn.model_selection import StratifiedKFold, cross_val_score

        rows = min(len(self.real), len(synthetic))
        tables = self.features(self.real.sample(rows, random_state=0), synthetic.sample(rows, random_state=0))
        return float(cross_val_score(
            self.classifier(), pd.concat(tables, ignore_index=True), numpy.repeat([1, 0], rows), scoring="roc_auc",
            cv=StratifiedKFold(5, shuffle=True, random_state=0)).mean())

    def utility(self, synthetic):
        from sklearn.metrics import roc_auc_score

        train, test = self.features(synthetic, self.held_out)
        positive = self.real[TARGET].value_counts().index[-1]
        model = self.classifier().fit(train.drop(columns=TARGET), train[TARGET] == positive)
        return float(roc_auc_score(test[TARGET] == positive, model.predict_proba(test.drop(columns=TARGET))[:, 1]))


def tables(real):
    """Paths by name."""
    def independent(path):
        shuffled = real.copy()
        for seed, name in enumerate(real.columns):
            shuffled[name] = real[name].sample(frac=1, random_state=seed).to_numpy()
        shuffled.to_csv(path, index=False)

    return {
        "independent columns": suite.table("adult-independent.csv", independent),
        "our copula": suite.sampled("adult-32561.csv", suite.adult_model(), len(real), seed=1),
        "a copy of the training rows": suite.table("adult-copy.csv", lambda path: real.to_csv(path, index=False)),
        "the held-out rows": suite.TEST,
    }


def opposite(mine, peer):
    """Measures and pairs of tables on whose order the sides clearly disagree."""
    # No better than chance is as good as chance: a copy's rows are in both classes and mislead a model.
    level = lambda measure, value: max(value, 0.5) if measure == "trees" else value
    found = []
    for measure, clear in CLEAR.items():
        for a in mine:
            for b in mine:
                first = level(measure, mine[a][measure]) - level(measure, mine[b][measure])
                second = level(measure, peer[a][measure]) - level(measure, peer[b][measure])
                if first > clear and second < -clear:
                    found.append(f"{TITLES[measure]}: {a} and {b}")
    return found


def run():
    import pandas as pd

    real, held_out = pd.read_csv(suite.TRAIN), pd.read_csv(suite.TEST)
    paths = tables(real)
    outside = Outside(real, held_out)
    if suite.QUICK:
        outside = Outside(real.sample(2000, random_state=0).reset_index(drop=True), held_out)
    read = lambda path: pd.read_csv(path, nrows=suite.scaled(None, 2000))
    mine = {name: ours(path) for name, path in paths.items()}
    peer = {name: outside(read(path)) for name, path in paths.items()}
    measures = list(CLEAR)
    lines = ["## Four tables of Adult, in our measures and in others'", "",
             "Sklar's value / the other program's. Column shapes: SDMetrics; pair trends: counted by pandas; logistic "
             "detection: SDMetrics' LogisticDetection, 1 is good; AUC of trees: XGBoost, cross-validated, 0.5 is good; AUC of a "
             "model trained on the table and tested on the held-out rows: XGBoost.", "",
             "| table | " + " | ".join(TITLES[measure] for measure in measures) + " |", "|---" * (len(measures) + 1) + "|"]
    for name in paths:
        cells = [f"{mine[name][measure]:.4f} / {peer[name][measure]:.4f}" for measure in measures]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    text = "\n".join(lines)
    print(text)
    if (found := opposite(mine, peer)) and not suite.QUICK:
        raise RuntimeError("opposite order: " + "; ".join(found))
    return [dict(section=text)]
