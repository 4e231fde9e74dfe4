/// How much better an attack does against real rows than against held-out ones, of what the latter leave: 0 where it
/// does no better, 1 where it always succeeds.
///
/// With the Wilson rates a of the attack and c of the control, and their errors, the risk is (a - c) / (1 - c), its error
/// sqrt((e_a / (1 - c))^2 + ((a - 1) e_c / (1 - c)^2)^2); value and interval are held in 0...1.
/// - Source: M. Giomi, F. Boenisch, C. Wehmeyer, B. Tasnádi (2023), Proceedings on Privacy Enhancing Technologies
///   2023(2), 312-328.
public struct AttackRisk: Sendable, Hashable, Encodable {
  public var value: Double
  public var low: Double
  public var high: Double

  public init(attack: WilsonRate, control: WilsonRate) {
    let left = 1 - control.value
    let risk = (attack.value - control.value) / left
    let (first, second) = (attack.error / left, (attack.value - 1) * control.error / (left * left))
    let error = (first * first + second * second).squareRoot()
    func held(_ share: Double) -> Double { min(max(share, 0), 1) }
    (value, low, high) = (held(risk), held(risk - error), held(risk + error))
  }
}
