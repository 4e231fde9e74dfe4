import Copulas
import Foundation
import LinearAlgebra
import Testing

@Suite struct GaussianCopulaTests {
  @Test(arguments: [0, 1, 2, 5]) func modelsRoundTripExactly(order: Int) throws {
    var correlation = Matrix.identity(order)
    for i in 0..<order {
      for j in 0..<order where i != j { correlation[i, j] = (i + j) % 2 == 0 ? 0.31 : -0.17 }
    }
    let copula = try GaussianCopula(correlation: correlation)
    let data = try JSONEncoder().encode(copula)
    let decoded = try JSONDecoder().decode(GaussianCopula.self, from: data)
    #expect(decoded == copula)
    #expect(decoded.factor.lower.elements.map(\.bitPattern) == copula.factor.lower.elements.map(\.bitPattern))
    #expect(decoded.dimension == order)
  }

  @Test func whatIsNotDefiniteIsRefused() {
    #expect(throws: LinearAlgebraError.self) {
      try GaussianCopula(correlation: Matrix(rows: 2, columns: 2, elements: [1, 1.1, 1.1, 1]))
    }
  }

  @Test func aFactorOfTheCorrelationsIsTaken() throws {
    let json = #"{"correlation": [[1], [0.6, 1]], "factor": [[1], [0.6, 0.8]]}"#
    let copula = try JSONDecoder().decode(GaussianCopula.self, from: Data(json.utf8))
    #expect(copula.correlation.elements == [1, 0.6, 0.6, 1])
    #expect(copula.factor.lower.elements == [1, 0, 0.6, 0.8])
  }

  @Test(arguments: [
    // Wrong triangles.
    #"{"correlation": [[1], [0.6]], "factor": [[1], [0.6, 0.8]]}"#,
    #"{"correlation": [[1, 0.6], [0.6, 1]], "factor": [[1], [0.6, 0.8]]}"#,
    #"{"correlation": [[1], [0.6, 1]], "factor": [[1]]}"#,
    #"{"correlation": [[1], [0.6, 1]], "factor": [[1], [0.6, 0.8], [0, 0, 1]]}"#,
    #"{"correlation": [[1], [0.6, 1], []], "factor": [[1], [0.6, 0.8], []]}"#,
    // Not the factor: another correlation, a negative or a zero diagonal.
    #"{"correlation": [[1], [0.5, 1]], "factor": [[1], [0.6, 0.8]]}"#,
    #"{"correlation": [[1], [0.6, 1]], "factor": [[1], [0.6, 0.80001]]}"#,
    #"{"correlation": [[1], [0.6, 1]], "factor": [[1], [0.6, -0.8]]}"#,
    #"{"correlation": [[1], [1, 1]], "factor": [[1], [1, 0]]}"#,
    // Not a correlation.
    #"{"correlation": [[4], [0.6, 1]], "factor": [[2], [0.3, 0.9539392014169456]]}"#,
    // Not numbers, or beyond the range of doubles.
    #"{"correlation": [[1], ["NaN", 1]], "factor": [[1], [0.6, 0.8]]}"#,
    #"{"correlation": [[1], [1e999, 1]], "factor": [[1], [0.6, 0.8]]}"#,
    #"{"correlation": [[1], [null, 1]], "factor": [[1], [0.6, 0.8]]}"#,
    #"{"correlation": [[1], [0.6, 1]]}"#, #"{"factor": [[1]]}"#, "[]",
  ])
  func damagedModelsAreRefused(json: String) {
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(GaussianCopula.self, from: Data(json.utf8))
    }
  }

  /// NaN and infinity, as a decoder that spells them lets them through.
  @Test(arguments: ["nan", "inf"]) func numbersThatAreNoneAreRefused(spelling: String) {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    for json in [
      #"{"correlation": [[1], ["\#(spelling)", 1]], "factor": [[1], [0.6, 0.8]]}"#,
      #"{"correlation": [[1], [0.6, 1]], "factor": [[1], [0.6, "\#(spelling)"]]}"#,
    ] {
      #expect(throws: DecodingError.self) {
        try decoder.decode(GaussianCopula.self, from: Data(json.utf8))
      }
    }
  }
}
