/// What kind of difference costs a column or a pair its score, and what may help.
enum Loss: Sendable, Hashable {
  // Of columns.
  case spelling, missingness, levelsInvented, levelsAbsent, shares
  case atomsAbsent, pilesUp, rangeWide, rangeNarrow, distribution
  // Of pairs.
  case rule, dependenceLost, dependenceWeaker, dependenceInvented, notMonotone, form, correlation, extremes

  /// One sentence on what to try.
  var advice: String {
    switch self {
    case .spelling:
      "Probably a matter of format and not of the generator: give both tables one spelling and evaluate again."
    case .missingness:
      "Let the generator model whether a value is missing, as a level of its own, and check that both files write missing values alike."
    case .levelsInvented:
      "Restrict the generator to the levels of the real table, for instance by declaring the column categorical."
    case .levelsAbsent:
      "Let the generator keep rare levels apart instead of merging or dropping them, and draw enough rows for them to occur."
    case .shares:
      "Take the shares of the levels from the real table as they are, and check that nothing filters or rebalances the rows afterwards."
    case .atomsAbsent:
      "Keep values that are often repeated as values of their own, beside a distribution of the rest, instead of one smooth curve."
    case .pilesUp:
      "Look for a step that clips, rounds or fills in values, and draw again what falls outside instead of moving it to a bound."
    case .rangeWide:
      "Bound the column to the range of the real values, with a truncated or an empirical distribution, or add a rule for its range."
    case .rangeNarrow:
      "Let the distribution reach as far as the real values do: model the tails, and do not clip to inner quantiles."
    case .distribution:
      "Use more bins or an empirical distribution of this column instead of a parametric family."
    case .rule:
      "Add a rule that derives the one column from the other, or generate one column and look the other up."
    case .dependenceLost:
      "Use a generator that models both columns together, such as a copula or trees, and check that neither is drawn by itself or shuffled."
    case .dependenceWeaker:
      "Use trees, or strata by one of the two columns: a generator that puts the levels of a column in one order keeps only the part of a dependence that follows this order."
    case .correlation:
      "Fit the correlation of the two columns from all rows, by their ranks, and check that later steps such as noise, rounding or sorting do not change it."
    case .extremes:
      "Compare the largest and the smallest values of both columns: a few of them decide a correlation, so bound the columns or model their tails."
    case .dependenceInvented:
      "Look for what ties the two columns together: a level order that means nothing, a common filter, too few training rows, or one hidden cause for both."
    case .notMonotone:
      "A correlation cannot carry a dependence that rises and falls: use trees, or cut one of the columns into more bins and treat them as levels."
    case .form:
      "One correlation per pair cannot carry this form: use trees, or strata by a target column (`sklar fit --target` keeps the ties of one column before all others)."
    }
  }
}
