internal import Tabular
