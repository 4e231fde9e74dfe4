import Kernels
import Privacy
import Randomness
import Synthesis
import Tabular
import Testing

/// Integer columns of confidential rows, fitted.
struct PrivateFixture {
  var columns: [[UInt16]]
  var cells: [Int]
  var nullable: [Bool]

  init(_ columns: [[UInt16]], cells: Int, nullable: Bool = false) {
    self.columns = columns
    self.cells = columns.map { _ in cells }
    self.nullable = columns.map { _ in nullable }
  }

  func model(epsilon: Double, delta: Double = 1e-6, replaceOne: Bool = false) throws -> SynthesisModel {
    let names = columns.indices.map { "c\($0)" }
    let domains = columns.indices.map { index in
      PublicDomain(
        .integers(
          lower: (0..<(cells[index] - (nullable[index] ? 1 : 0))).map { Int64($0) },
          maximum: Int64(cells[index] - (nullable[index] ? 2 : 1))), isNullable: nullable[index])
    }
    let records = ConfidentialRecords(names: names, cardinalities: cells, codes: columns)
    let schema = Schema(
      zip(names, nullable).map { Field(name: $0, type: .int64, missing: $1 ? "" : nil) })
    var budget = try PrivacyBudget(
      PrivacyParameters(
        epsilon: epsilon, delta: delta, neighbouring: replaceOne ? .replaceOne : .addRemove))
    var model = try PrivateCopulaEstimator(seed: Seed(7), threads: 2).model(
      records, domains: domains, columns: Array(columns.indices), schema: schema, budget: &budget
    ) { rows in
      SynthesisModel.Provenance(
        rows: rows, columns: names.count, sha256: nil, program: "test", options: [:])
    }
    #expect(budget.spent <= budget.total)
    model.privacy = budget.close()
    return model
  }
}

/// Rows of correlated normals cut into equally likely cells.
func cutNormals(_ rows: Int, correlation rho: Double, columns: Int, cells: Int, seed: UInt64) -> [[UInt16]] {
  var random = TestRandom(seed)
  var result = [[UInt16]](repeating: [], count: columns)
  for _ in 0..<rows {
    let common = random.normal()
    for column in 0..<columns {
      let z = rho.squareRoot() * common + (1 - rho).squareRoot() * random.normal()
      result[column].append(UInt16(min(Int(StandardNormal.cdf(z) * Double(cells)), cells - 1)))
    }
  }
  return result
}
