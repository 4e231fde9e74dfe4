public import Tabular

extension ColumnMetrics {
  public init(_ field: Field, real: Column, synthetic: Column) {
    self.init()
  }
}
