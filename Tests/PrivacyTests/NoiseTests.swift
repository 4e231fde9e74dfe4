import Foundation
import Kernels
import Privacy
import Testing

@Suite struct NoiseTests {
  private static let kernelSets: [KernelSet] = InstructionSet.allCases.compactMap { KernelSet($0) }

  /// The same numbers from the same bits, whichever loop makes them; with draws enough that first bits often do not
  /// decide, and counts that are no multiples of a block.
  @Test func everyInstructionSetAgrees() {
    let gaussians = [Ratio(1, 9), Ratio(9, 2), Ratio(40_000)].map { DiscreteGaussian(variance: $0) }
    let laplaces = [Ratio(1, 5), Ratio(3), Ratio(150), Ratio(400), Ratio(1_000_003, 2), Ratio(1 << 40)].map {
      DiscreteLaplace(scale: $0)
    }
    let split = [(Ratio(1), 1), (Ratio(500_000), 20)].map { DiscreteLaplace(scale: $0, lowBits: $1) }
    for count in [0, 1, 63, 64, 65, 1023, 1025, 40_000] {
      func draws(_ add: (UnsafeMutableBufferPointer<Int64>, inout SeededBits) -> Void) -> [Int64] {
        var bits = SeededBits(UInt64(count))
        var values = (0..<Int64(count)).map { $0 - 7 }
        values.withUnsafeMutableBufferPointer { add($0, &bits) }
        // Where the source stands now.
        return values + [Int64(bitPattern: bits.word())]
      }
      for noise in gaussians {
        let plain = draws { noise.add(to: $0, using: &$1, kernels: nil) }
        for set in Self.kernelSets { #expect(draws { noise.add(to: $0, using: &$1, kernels: set) } == plain) }
      }
      for noise in laplaces + split {
        let plain = draws { noise.add(to: $0, using: &$1, kernels: nil) }
        for set in Self.kernelSets { #expect(draws { noise.add(to: $0, using: &$1, kernels: set) } == plain) }
      }
    }
  }

  @Test func drawsAreAdded() {
    var values: [Int64] = [10, -20, Int64.max]
    var bits = SeededBits(5)
    let noise = DiscreteLaplace(scale: Ratio(1))
    noise.add(to: &values, using: &bits)
    var again = SeededBits(5)
    let draws = noise.draw(count: 3, using: &again)
    #expect(values == [10 &+ draws[0], -20 &+ draws[1], Int64.max &+ draws[2]])
  }

  @Test func ratios() {
    #expect(Ratio(6, 4) == Ratio(3, 2))
    #expect(Ratio(exactly: 0.75) == Ratio(3, 4))
    #expect(Ratio(exactly: 0x1p90) == Ratio(UInt128(1) << 90))
    #expect(Ratio(exactly: 3) == Ratio(3))
    #expect(Ratio(exactly: 0.1).map(\.value) == 0.1)
    for value in [0, -1, .nan, .infinity, 0x1p128, 0x1p-64] { #expect(Ratio(exactly: value) == nil) }
  }

  /// σ², Z, P[0], P[1], variance; 50 digits, as doubles.
  @Test(arguments: [
    (Ratio(1, 4), 1.2713415221890152, 0.7865707070419479, 0.10645076942314472, 0.21501267508813849),
    (Ratio(1, 2), 1.7726372048266522, 0.56413122621884207, 0.20753228024874813, 0.49897913083282046),
    (Ratio(1), 2.5066282880429055, 0.39894227826686171, 0.24197072322446061, 0.99999978876772808),
    (Ratio(2), 3.5449077018110321, 0.28209479177387814, 0.2196956447338612, 1.9999999999999977),
    (Ratio(4), 5.013256549262001, 0.19947114020071634, 0.17603266338214974, 4.0),
    (Ratio(100), 25.066282746310005, 0.039894228040143268, 0.039695254747701177, 100.0),
  ])
  func gaussianVectors(_ vector: (Ratio, Double, Double, Double, Double)) {
    let p = sizes(DiscreteGaussian(variance: vector.0).sizeWeights!)
    #expect(isNear(1 / p[0], vector.1))
    #expect(isNear(p[0], vector.2))
    #expect(isNear(p[1] / 2, vector.3))
    #expect(isNear(variance(p), vector.4))
  }

  @Test func gaussianProbabilities() {
    let p = sizes(DiscreteGaussian(variance: Ratio(1)).sizeWeights!)
    let expected = [
      0.398942278266862, 0.241970723224461, 0.0539909662243053, 0.00443184838822507, 0.000133830225048817,
      1.48671950677949e-6, 6.07588281731381e-9,
    ]
    for (k, value) in expected.enumerated() { #expect(isNear(k == 0 ? p[0] : p[k] / 2, value)) }
    for (sigma, at, tail) in [
      (1, 3, 0.0045671714178), (10, 30, 0.00158255899629), (100, 300, 0.00137216806879),
    ] {
      let p = sizes(DiscreteGaussian(variance: Ratio(sigma * sigma)).sizeWeights!)
      #expect(isNear(p[at...].reduce(0, +) / 2, tail, 1e-10))
    }
  }

  /// Scale, P[0], variance, P[X >= 10].
  @Test(arguments: [
    (Ratio(1, 2), 0.7615941559557649, 0.3620308304831552, 1.81545808791e-9),
    (Ratio(1), 0.4621171572600098, 1.841347188415585, 3.31900081221e-5),
    (Ratio(2), 0.2449186624037091, 7.835396178065528, 0.00419409798272),
    (Ratio(10), 0.04995837495787997, 199.8334166336095, 0.193129050116),
    (Ratio(100), 0.004999958333749996, 19999.83333416666, 0.454680783712),
  ])
  func laplaceVectors(_ vector: (Ratio, Double, Double, Double)) {
    let p = sizes(DiscreteLaplace(scale: vector.0).sizeWeights!)
    #expect(isNear(p[0], vector.1))
    #expect(isNear(variance(p), vector.2))
    #expect(isNear(p[10...].reduce(0, +) / 2, vector.3, 1e-11))
  }

  /// The exact probabilities times 2^128, rounded down, from another program (90 digits).
  @Test func weightsOfAnotherProgram() {
    let gaussians: [(Ratio, [(Int, UInt128)])] = [
      (
        Ratio(1, 4),
        [
          (0, 267_656_141_942_910_110_908_720_444_190_042_276_494),
          (1, 72_446_639_559_725_499_900_934_907_837_622_232_986),
          (2, 179_577_265_500_832_693_334_070_514_243_953_182),
          (3, 8_152_795_240_676_898_342_815_490_970_236),
        ]
      ),
      (
        Ratio(9, 2),
        [
          (0, 63_994_588_960_589_690_496_193_094_575_722_567_275),
          (1, 114_529_748_530_620_977_173_064_870_174_400_844_138),
          (5, 7_957_922_195_587_128_417_455_188_952_694_325_304),
          (12, 14_403_284_499_534_262_704_123_978_683_219),
        ]
      ),
      (
        Ratio(10_000),
        [
          (0, 1_357_530_234_398_362_321_625_910_071_757_854_619),
          (1, 2_714_924_719_167_053_829_962_836_684_814_670_599),
          (137, 1_062_223_364_671_989_964_586_468_213_102_288_820),
          (600, 41_350_315_945_444_089_666_165_840_392),
        ]
      ),
      (
        Ratio(4096 * 4096),
        [
          (0, 33_142_827_988_241_267_617_820_070_111_275_747),
          (1000, 64_339_335_970_029_056_391_150_915_671_769_038),
          (30000, 148_844_850_332_538_922_121_366),
        ]
      ),
    ]
    for (variance, entries) in gaussians {
      let weights = DiscreteGaussian(variance: variance).sizeWeights!
      for (k, exact) in entries { #expect(difference(weights[k], exact) <= (k == 0 ? 1 << 18 : 2)) }
    }
    let laplaces: [(Ratio, [(Int, UInt128)])] = [
      (
        Ratio(1, 3),
        [
          (0, 308_005_990_164_629_117_277_344_145_296_154_271_653),
          (1, 30_669_430_580_076_038_119_768_268_626_805_371_827),
          (5, 188_439_494_239_645_155_504_389_649_011_222), (20, 5_394_115_535_703),
        ]
      ),
      (
        Ratio(1),
        [
          (0, 157_250_320_067_211_662_553_353_584_792_769_279_209),
          (1, 115_698_319_740_712_537_585_540_592_681_696_207_888),
          (2, 42_563_033_210_688_181_809_709_138_129_351_211_075), (40, 1_336_110_132_807_006_030_875),
        ]
      ),
      (
        Ratio(22, 7),
        [
          (0, 53_683_683_605_895_745_993_352_286_064_391_864_413),
          (3, 41_335_051_221_919_963_111_091_459_105_395_582_454),
          (100, 1_630_840_604_527_762_390_730_862),
        ]
      ),
      (
        Ratio(100),
        [
          (0, 1_701_397_656_314_520_163_056_873_212_599_112_730),
          (7, 3_172_745_319_900_246_226_612_691_814_755_308_878),
          (777, 1_436_705_325_227_698_235_365_105_208_968_949), (5000, 656_314_094_188_559),
        ]
      ),
    ]
    for (scale, entries) in laplaces {
      let weights = DiscreteLaplace(scale: scale).sizeWeights!
      for (k, exact) in entries { #expect(difference(weights[k], exact) <= (k == 0 ? 1 << 18 : 2)) }
    }
  }

  /// Scale; that no bit from 0, from the middle one and from the highest on is cleared; the high part 0, 1 and 1000.
  @Test(arguments: [
    (
      Ratio(1_000_000), 13, 338_890_642_786_118_597_007_877_334_752_776_560_431 as UInt128,
      338_901_318_067_325_282_685_440_217_567_045_993_276 as UInt128,
      339_585_469_607_817_171_718_335_123_202_110_510_445 as UInt128,
      2_776_206_283_226_771_427_137_577_432_658_636_123 as UInt128,
      2_753_556_501_527_038_125_487_833_362_190_705_943 as UInt128,
      768_619_391_436_175_323_160_535_575_560_406 as UInt128
    ),
    (
      Ratio(1 << 50), 43, 338_954_869_689_012_586_450_799_506_087_019_455_952,
      338_954_870_004_688_758_037_821_989_139_201_098_590,
      339_617_753_768_145_116_160_192_456_688_573_041_471, 2_648_098_388_329_213_945_630_493_809_686_863_504,
      2_627_490_723_178_286_351_275_199_324_915_059_788, 1_071_540_220_738_082_897_471_952_670_137_408
    ),
    (
      Ratio(1000, 3), 1, 339_771_943_753_374_374_018_652_582_943_525_867_643,
      339_771_943_753_374_374_018_652_582_943_525_867_643,
      339_771_943_753_374_374_018_652_582_943_525_867_643, 2_035_581_350_733_043_494_457_104_039_153_322_096,
      2_023_404_429_921_819_420_944_446_953_158_415_985, 5_045_701_703_910_977_535_842_813_312_497_465
    ),
  ])
  func splitWeightsOfAnotherProgram(
    _ vector: (Ratio, Int, UInt128, UInt128, UInt128, UInt128, UInt128, UInt128)
  ) {
    let (high, quiet) = DiscreteLaplace(scale: vector.0).splitWeights!
    #expect(quiet.count == vector.1)
    for (value, exact) in [
      (quiet[0], vector.2), (quiet[vector.1 / 2], vector.3), (quiet[vector.1 - 1], vector.4),
    ] {
      #expect(difference(value, exact) <= 2)
    }
    for (k, exact) in [(0, vector.5), (1, vector.6), (1000, vector.7)] {
      #expect(difference(high[k], exact) <= (k == 0 ? 1 << 18 : 2))
    }
  }

  /// A column's threshold that is off by 2^-10 changes the weights visibly: the comparison above has the power to see it.
  @Test func wrongThresholdIsSeen() {
    let exact = DiscreteGaussian(variance: Ratio(9, 2)).sizeWeights!
    var wrong = exact
    let slip = UInt128(1) << (128 - 10 - UInt128(exact.count.trailingZeroBitCount))
    wrong[1] += slip
    wrong[5] -= slip
    #expect(!isNear(sizes(wrong)[5], sizes(exact)[5]))
    #expect(difference(wrong[1], 114_529_748_530_620_977_173_064_870_174_400_844_138) > 2)
  }

  @Test func extremeParameters() {
    var bits = SeededBits(9)
    #expect(DiscreteLaplace(scale: Ratio(1, 1 << 60)).draw(count: 1000, using: &bits).allSatisfy { $0 == 0 })
    #expect(
      DiscreteGaussian(variance: Ratio(1, 1 << 60)).draw(count: 1000, using: &bits).allSatisfy { $0 == 0 })
    #expect(
      DiscreteGaussian(variance: Ratio(UInt128(1) << 90)).draw(count: 10, using: &bits).contains { $0 != 0 })
    #expect(DiscreteLaplace(scale: Ratio(1 << 50)).draw(count: 10, using: &bits).contains { $0 != 0 })
  }

  private func sizes(_ weights: [UInt128]) -> [Double] { weights.map { Double($0) * 0x1p-128 } }

  private func variance(_ p: [Double]) -> Double {
    p.enumerated().reversed().reduce(0) { $0 + Double($1.offset * $1.offset) * $1.element }
  }

  private func isNear(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
    abs(a - b) <= tolerance * abs(b)
  }

  private func difference(_ a: UInt128, _ b: UInt128) -> UInt128 { a > b ? a - b : b - a }
}
