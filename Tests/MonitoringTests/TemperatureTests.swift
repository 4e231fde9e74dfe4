import Distributions
import Foundation
import Randomness
import Synthesis
import Tabular
import Testing

@testable import Monitoring

@Suite struct TemperatureTests {
  @Test func adaptive() {
    #expect(AdaptiveTemperature.value(uniqueRatio: 0.95) == 0.8)
    #expect(abs(AdaptiveTemperature.value(uniqueRatio: 0.75) - 0.9) < 1e-12)
    #expect(AdaptiveTemperature.value(uniqueRatio: 0) == 1)
    #expect(AdaptiveTemperature.value(uniqueRatio: 1) == 0.8)
  }

  /// Shares at T are p^(1/T); at 1 the model is the same.
  @Test func sharesOfLevels() throws {
    let model = try GaussianCopulaEstimator.fitted(table("data/penguins.csv"))
    #expect(try model.at(temperature: 1).columns == model.columns)
    let place = model.schema.index(of: "species")!
    let before = try shares(model, place)
    for temperature in [0.5, 2, 10] {
      let after = try shares(model.at(temperature: temperature), place)
      let powers = before.map { pow($0, 1 / temperature) }
      for (share, power) in zip(after, powers) {
        #expect(abs(share - power / powers.reduce(0, +)) < 1e-9)
      }
    }
  }

  private func shares(_ model: SynthesisModel, _ column: Int) throws -> [Double] {
    guard case .modelled(let marginal, _) = model.columns[column] else { throw CancellationError() }
    return zip(marginal.cuts, marginal.cuts.dropFirst()).map { $1 - $0 }
  }

  /// More temperature, more different rows; the same bytes on any number of threads.
  @Test func uniqueRatios() throws {
    let table = levels("c", (0..<1000).map { $0 % 100 == 0 ? Int32($0 / 100) : 0 }, (0..<10).map { "\($0)" })
    let model = try GaussianCopulaEstimator.fitted(table)
    #expect(model.possibleRows == 10)
    var ratios: [Double] = []
    for temperature in [0.3, 1, 3] {
      let sampler = try RowSampler(model.at(temperature: temperature), seed: Seed(3))
      let ratio = try UniqueRatio.of(sampler, rows: 0..<100, threads: 2)
      #expect(try UniqueRatio.of(sampler, rows: 0..<100, threads: 1) == ratio)
      ratios.append(ratio)
    }
    #expect(ratios[0] < ratios[1] && ratios[1] < ratios[2])
    #expect(UniqueSearch.impossible(target: 0.5, rows: 100, possibleRows: 10) != nil)
    #expect(UniqueSearch.impossible(target: 0.1, rows: 100, possibleRows: 10) == nil)
  }

  @Test func steps() {
    var search = UniqueSearch(target: 0.9)
    #expect(search.next(from: 1) == 1)
    search.add(temperature: 1, ratio: 0.5)
    #expect(abs(search.next(from: 1)! - 1.2) < 1e-12)
    search.add(temperature: 1.2, ratio: 0.88)
    #expect(abs(search.next(from: 1)! - 1.32) < 1e-12)
    search.add(temperature: 1.32, ratio: 0.9)
    #expect(search.next(from: 1) == nil && search.holds)
    var stuck = UniqueSearch(target: 1)
    while let next = stuck.next(from: 1) { stuck.add(temperature: next, ratio: 0.1) }
    #expect(
      stuck.steps.count <= UniqueSearch.mostSteps
        && stuck.steps.last!.temperature == SynthesisModel.mostTemperature)
  }
}
