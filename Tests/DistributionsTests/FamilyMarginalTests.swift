import Distributions
import Foundation
import Kernels
import Testing

@Suite struct FamilyMarginalTests {
  private typealias Family = FamilyMarginal.Family

  /// The column's values at these latents.
  private func draw(_ marginal: FamilyMarginal, _ latents: [Double]) -> [Double] {
    let table = marginal.table(asIntegers: false)
    let input = table.takesUniform ? latents.map(StandardNormal.cdf) : latents
    return input.withUnsafeBufferPointer { z in
      [Double](unsafeUninitializedCapacity: z.count) { values, count in
        KernelSet.active.draw(
          table, from: z, into: UnsafeMutableBufferPointer(rebasing: values[..<z.count]))
        count = z.count
      }
    }
  }

  /// Each column has the distribution function of its family given the bounds, at every latent.
  @Test func truncationIsExact() throws {
    func normal(_ x: Double) -> Double { StandardNormal.cdf((x - 10) / 4) }
    func lognormal(_ x: Double) -> Double { x > 0 ? StandardNormal.cdf((log(x) - 1) / 0.5) : 0 }
    func exponential(_ x: Double) -> Double { x > 0 ? -expm1(-x / 5) : 0 }
    let cases: [(FamilyMarginal, (Double) -> Double)] = [
      (try FamilyMarginal(.normal(mean: 10, sd: 4)), normal),
      (try FamilyMarginal(.normal(mean: 10, sd: 4), minimum: 12), normal),
      (try FamilyMarginal(.normal(mean: 10, sd: 4), minimum: 5, maximum: 11), normal),
      (try FamilyMarginal(.normal(mean: 10, sd: 4), maximum: 0), normal),
      (try FamilyMarginal(.lognormal(logMean: 1, logSd: 0.5), minimum: 2), lognormal),
      (try FamilyMarginal(.lognormal(logMean: 1, logSd: 0.5), minimum: 0, maximum: 4), lognormal),
      (try FamilyMarginal(.exponential(mean: 5)), exponential),
      (try FamilyMarginal(.exponential(mean: 5), minimum: 3), exponential),
      (try FamilyMarginal(.exponential(mean: 5), minimum: 1, maximum: 9), exponential),
    ]
    let latents = stride(from: -5.0, through: 5, by: 0.01).map { $0 }
    for (marginal, function) in cases {
      let low = marginal.minimum.map(function) ?? 0
      let high = marginal.maximum.map(function) ?? 1
      for (z, x) in zip(latents, draw(marginal, latents)) {
        let reached = (function(x) - low) / (high - low)
        #expect(abs(reached - StandardNormal.cdf(z)) < 1e-9, "\(marginal) at \(z)")
      }
    }
  }

  /// In a tail far out the values follow the limit, an exponential of the cut's rate.
  @Test func farTails() throws {
    let tail = try FamilyMarginal(.normal(mean: 0, sd: 1), minimum: 6)
    let values = draw(tail, [-5, 0, 5])
    #expect(values == values.sorted() && values[0] >= 6)
    #expect(abs(values[1] - 6.111565061813439) < 1e-8)
    let mirrored = draw(try FamilyMarginal(.normal(mean: 0, sd: 1), maximum: -6), [-5, 0, 5])
    for (a, b) in zip(values, mirrored.reversed()) { #expect(abs(a + b) < 1e-9) }
  }

  /// Bounds of rounded values have their whole share.
  @Test func roundedUniformsAreUniform() throws {
    let marginal = try FamilyMarginal(.uniform, minimum: 0, maximum: 1, decimals: 1)
    let latents = (0..<11_000).map { StandardNormal.quantile((Double($0) + 0.5) / 11_000) }
    var counts: [Double: Int] = [:]
    for x in draw(marginal, latents) { counts[x, default: 0] += 1 }
    #expect(counts.count == 11)
    #expect(counts.values.allSatisfy { $0 == 1000 }, "\(counts)")
    #expect(counts[0.3] != nil, "multiples are the doubles that are spelt so")
  }

  @Test func parametersAreChecked() {
    func refused(
      _ parameter: String, _ family: Family, _ minimum: Double? = nil, _ maximum: Double? = nil,
      _ decimals: Int? = nil, location: SourceLocation = #_sourceLocation
    ) {
      do {
        _ = try FamilyMarginal(family, minimum: minimum, maximum: maximum, decimals: decimals)
        Issue.record("accepted", sourceLocation: location)
      } catch {
        #expect(error.parameter == parameter, "\(error)", sourceLocation: location)
      }
    }
    let normal = Family.normal(mean: 0, sd: 1)
    refused("mean", .normal(mean: .nan, sd: 1))
    refused("mean", .normal(mean: .infinity, sd: 1))
    refused("sd", .normal(mean: 0, sd: 0))
    refused("sd", .normal(mean: 0, sd: -1))
    refused("sd", .normal(mean: 0, sd: .nan))
    refused("log_mean", .lognormal(logMean: 1000, logSd: 1))
    refused("log_sd", .lognormal(logMean: 0, logSd: 0))
    refused("log_sd", .lognormal(logMean: 0, logSd: .infinity))
    refused("mean", .exponential(mean: 0))
    refused("mean", .exponential(mean: .nan))
    refused("minimum", .exponential(mean: 1), -1)
    refused("minimum", .exponential(mean: 1), 800)
    refused("maximum", .exponential(mean: 1), nil, -1)
    refused("maximum", .lognormal(logMean: 0, logSd: 1), nil, 0)
    refused("minimum", .uniform)
    refused("maximum", .uniform, 0)
    refused("minimum", .uniform, 1, 1)
    refused("minimum", normal, 2, 1)
    refused("minimum", normal, .nan)
    refused("maximum", normal, nil, .infinity)
    refused("minimum", normal, 9)
    refused("minimum", normal, 40, 41)
    refused("maximum", normal, nil, -9)
    refused("precision", normal, nil, nil, -1)
    refused("precision", normal, nil, nil, .max)
    refused("precision", normal, nil, nil, 19)
    refused("minimum", normal, 0.5, nil, 0)
    refused("minimum", .normal(mean: 1e18, sd: 1), 1e18, nil, 0)
    refused("maximum", .normal(mean: 0, sd: 1e16), nil, nil, 0)
    refused("maximum", .lognormal(logMean: 30, logSd: 1), nil, nil, 2)
  }

  @Test func modelFilesKeepThem() throws {
    let marginals = [
      Marginal.family(try FamilyMarginal(.normal(mean: 0.1, sd: 1e-3), minimum: 0, decimals: 4)),
      .family(try FamilyMarginal(.lognormal(logMean: -2, logSd: 0.7), maximum: 9)),
      .family(try FamilyMarginal(.uniform, minimum: -1, maximum: 1)),
      .family(try FamilyMarginal(.exponential(mean: 7))),
    ]
    for marginal in marginals {
      let bytes = try JSONEncoder().encode(marginal)
      #expect(try JSONDecoder().decode(Marginal.self, from: bytes) == marginal)
    }
    for text in [
      #"{"kind":"family","family":"normal","mean":0}"#,
      #"{"kind":"family","family":"normal","mean":0,"sd":-1}"#,
      #"{"kind":"family","family":"cauchy","mean":0,"sd":1}"#,
      #"{"kind":"family","family":"uniform","minimum":1,"maximum":0}"#,
      #"{"kind":"family","family":"normal","mean":0,"sd":1,"decimals":-3}"#,
    ] {
      #expect(throws: DecodingError.self, "\(text)") {
        _ = try JSONDecoder().decode(Marginal.self, from: Data(text.utf8))
      }
    }
  }
}
