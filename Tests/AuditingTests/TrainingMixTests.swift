import Auditing
import Tabular
import TabularIO
import Testing

/// What is validated on is never trained on.
@Suite struct TrainingMixTests {
  private func shoppers() throws -> Table {
    try TableReader(TableReader.Options(threads: 2, computesDigest: false)).read(
      path: repositoryData("online_shoppers.csv.gz")
    ).table
  }

  /// A row as text, without any identifier.
  private func texts(_ table: Table) -> [String] {
    (0..<table.rowCount).map { row in
      table.columns.map { column in
        if let validity = column.validity, !validity[row] { return "missing" }
        switch column.values {
        case .int64(let values): return "\(values[row])"
        case .float64(let values): return "\(values[row])"
        case .codes(let codes, let levels): return levels.string(Int(codes[row]))
        case .strings(let strings): return strings.string(row)
        }
      }.joined(separator: "|")
    }
  }

  /// The synthetic table holds real rows, so that there is something to leave out; the real one repeats rows itself.
  @Test func noHeldOutRowIsTrainedOn() throws {
    let real = try shoppers()
    let synthetic = real.rows((0..<4000).map { Int32($0 * 3) })
    let mix = try TrainingMix(
      real: real, synthetic: synthetic,
      options: TrainingMixOptions(
        validationShare: 0.2, testShare: 0.1, stratify: "Revenue", seed: 5, threads: 2))
    let training = Set(texts(mix.training))
    let held = (validation: texts(mix.validation), test: texts(mix.test))
    #expect(held.validation.allSatisfy { !training.contains($0) })
    #expect(held.test.allSatisfy { !training.contains($0) })
    #expect(Set(held.validation).isDisjoint(with: held.test))
    #expect(mix.report.realRepeats > 100)
    // Only real rows are held out, and no real row is lost.
    let all = Set(texts(real))
    #expect(held.validation.allSatisfy(all.contains) && held.test.allSatisfy(all.contains))
    let rows = mix.report.rows
    #expect(rows.trainingReal + rows.validation + rows.test == real.rowCount)
    #expect(rows.trainingSynthetic + mix.report.removed.syntheticCopies == 4000)
    #expect(mix.report.removed.syntheticCopies > 1000)
    #expect(rows.validation == 2466 && rows.test == 1233)
    #expect(mix.training.rowCount == rows.training && mix.validation.rowCount == rows.validation)
    // Stratified to a row.
    for stratum in try #require(mix.report.strata) {
      let total = Double(stratum.validation + stratum.test + stratum.trainingReal)
      #expect(abs(Double(stratum.validation) - 0.2 * total) <= 1)
      #expect(abs(Double(stratum.test) - 0.1 * total) <= 1)
    }
  }

  @Test func theSeedDecides() throws {
    let real = try shoppers().rows((0..<2000).map(Int32.init))
    func mix(_ seed: UInt64, threads: Int) throws -> TrainingMix {
      try TrainingMix(
        real: real, synthetic: real.rows((500..<900).map(Int32.init)),
        options: TrainingMixOptions(ratio: 0.1, seed: seed, threads: threads))
    }
    let (one, again, other) = (try mix(1, threads: 1), try mix(1, threads: 2), try mix(2, threads: 2))
    #expect(one.training == again.training && one.validation == again.validation)
    #expect(one.report == again.report)
    #expect(one.validation != other.validation)
    #expect(abs(one.report.syntheticRatio - 0.1) < 0.001)
    #expect(one.report.removed.syntheticForRatio > 0 && one.report.removed.realForRatio == 0)
  }

  /// Rows that differ in one number by a little are near, and only left out if asked.
  @Test func nearRows() throws {
    let real = people(600, seed: 3)
    guard case .float64(let wealth) = real.columns[0].values else { return }
    var columns = real.columns
    columns[0] = Column(.float64(wealth.map { $0 + 0.001 }))
    let synthetic = Table(schema: real.schema, rowCount: 600, columns: columns)
    let plain = try TrainingMix(real: real, synthetic: synthetic, options: TrainingMixOptions(threads: 2))
    #expect(plain.report.removed == .init() && plain.report.rows.trainingSynthetic == 600)
    let near = try TrainingMix(
      real: real, synthetic: synthetic, options: TrainingMixOptions(nearness: 0.001, threads: 2))
    #expect(near.report.removed.syntheticNear >= 120)
  }

  @Test func whatCannotBeMixed() {
    let real = people(3, seed: 1)
    func code(_ options: TrainingMixOptions) -> TrainingMixError.Code? {
      do {
        _ = try TrainingMix(real: real, synthetic: real, options: options)
        return nil
      } catch { return (error as? TrainingMixError)?.code }
    }
    #expect(code(TrainingMixOptions(validationShare: 0.1, threads: 1)) == .tooFewRows)
    #expect(code(TrainingMixOptions(stratify: "height", threads: 1)) == .noSuchColumn)
  }

  /// Rows that differ in free text only are other rows.
  @Test func textCounts() throws {
    let texts = (0..<40).map { "a text of its own, number \($0), long enough to be no level" }
    func table(_ texts: [String]) -> Table {
      Table(
        schema: Schema([
          Field(name: "kind", type: .categorical),
          Field(name: "text", type: .text(emission: .drop)),
        ]), rowCount: texts.count,
        columns: [
          Column(.codes(texts.indices.map { Int32($0 % 2) }, levels: StringArray(["a", "b"]))),
          Column(.codes(texts.indices.map(Int32.init), levels: StringArray(texts))),
        ])
    }
    let mix = try TrainingMix(
      real: table(texts), synthetic: table(texts.map { $0 + "!" }),
      options: TrainingMixOptions(validationShare: 0.25, threads: 1))
    #expect(mix.report.rows.training == 70 && mix.report.rows.validation == 10)
    #expect(mix.report.removed == .init())
  }
}
