/// A regular expression as an automaton: matching takes time linear in the text, whatever the pattern (K. Thompson,
/// "Regular Expression Search Algorithm", 1968; the sets of states become a deterministic automaton as they come up).
///
/// A pattern matches whole texts. Literals, `.`, classes, `\d \w \s` (ASCII) and their complements, groups, `|`, `* + ?`
/// and `{n,m}`, `^` and `$`. Look-around, backreferences, word boundaries, Unicode properties, flags and possessive
/// quantifiers are refused by name. Limits: 4,096 characters, repetitions up to 1,000, 20,000 states.
public struct RegexAutomaton: Sendable {
  public let pattern: String
  private let states: [State]
  private let first: Int32
  /// Where classes of scalars start, ascending from 0: within a class, no set of the pattern tells scalars apart.
  private let starts: [UInt32]
  private let classOfASCII: [UInt16]

  enum State: Sendable {
    /// `classes` has a bit for each class that leads on.
    case scalars(classes: [UInt64], next: Int32)
    case split(Int32, Int32)
    case start(Int32)
    case end(Int32)
    case accept
  }

  static let mostStates = 20_000

  /// - Throws: `RegexError`, with the place in the pattern.
  public init(_ pattern: String) throws(RegexError) {
    var parsing = RegexParsing(pattern)
    let node = try parsing.whole()
    var boundaries = Set<UInt32>([0])
    Self.collect(node, &boundaries)
    let starts = boundaries.sorted()
    var building = Building(starts: starts)
    let accept = building.add(.accept)
    guard let first = building.states(node, to: accept) else {
      throw RegexError(
        pattern: pattern, column: 1,
        message:
          "Its repetitions unfold to more than \(Self.mostStates) states. Lower their bounds, or use * and +."
      )
    }
    self.pattern = pattern
    self.first = first
    self.starts = starts
    states = building.states
    classOfASCII = (0..<128).map { Self.place(UInt32($0), starts) }
  }

  private static func collect(_ node: RegexNode, _ boundaries: inout Set<UInt32>) {
    switch node {
    case .empty, .start, .end: break
    case .scalars(let set):
      for range in set.ranges {
        boundaries.insert(range.lowerBound)
        boundaries.insert(range.upperBound + 1)
      }
    case .sequence(let parts), .choice(let parts): for part in parts { collect(part, &boundaries) }
    case .repeated(let inner, _, _): collect(inner, &boundaries)
    }
  }

  private static func place(_ scalar: UInt32, _ starts: [UInt32]) -> UInt16 {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= scalar { low = middle } else { high = middle }
    }
    return UInt16(low)
  }

  private struct Building {
    let starts: [UInt32]
    var states: [State] = []

    mutating func add(_ state: State) -> Int32 {
      states.append(state)
      return Int32(states.count - 1)
    }

    /// States that match `node` and then go on to `next`; `nil` when there are too many.
    mutating func states(_ node: RegexNode, to next: Int32) -> Int32? {
      guard states.count < RegexAutomaton.mostStates else { return nil }
      switch node {
      case .empty: return next
      case .start: return add(.start(next))
      case .end: return add(.end(next))
      case .scalars(let set):
        var classes = [UInt64](repeating: 0, count: (starts.count + 63) / 64)
        for range in set.ranges {
          for place in RegexAutomaton.place(
            range.lowerBound, starts)...RegexAutomaton.place(range.upperBound, starts)
          {
            classes[Int(place) / 64] |= 1 << UInt64(place % 64)
          }
        }
        return add(.scalars(classes: classes, next: next))
      case .sequence(let parts):
        var next = next
        for part in parts.reversed() {
          guard let state = states(part, to: next) else { return nil }
          next = state
        }
        return next
      case .choice(let parts):
        var entry: Int32?
        for part in parts.reversed() {
          guard let state = states(part, to: next) else { return nil }
          entry = entry.map { add(.split(state, $0)) } ?? state
        }
        return entry
      case .repeated(let inner, let minimum, let maximum):
        var next = next
        if let maximum {
          let end = next
          for _ in 0..<(maximum - minimum) {
            guard let state = states(inner, to: next) else { return nil }
            next = add(.split(state, end))
          }
        } else {
          let loop = add(.split(0, next))
          guard let state = states(inner, to: loop) else { return nil }
          states[Int(loop)] = .split(state, next)
          next = loop
        }
        for _ in 0..<minimum {
          guard let state = states(inner, to: next) else { return nil }
          next = state
        }
        return next
      }
    }
  }

  /// A matcher with tables of its own.
  public func matcher() -> RegexMatcher { RegexMatcher(self) }

  fileprivate func scalarClass(_ scalar: UInt32) -> Int {
    scalar < 128 ? Int(classOfASCII[Int(scalar)]) : Int(Self.place(scalar, starts))
  }

  fileprivate var classCount: Int { starts.count }

  /// The states reached from `seeds` without reading, ascending; those that wait for the end stay in.
  fileprivate func closure(_ seeds: [Int32], atStart: Bool, atEnd: Bool) -> [Int32] {
    var seen = Set<Int32>()
    var stack = seeds
    while let state = stack.popLast() {
      guard seen.insert(state).inserted else { continue }
      switch states[Int(state)] {
      case .split(let left, let right): stack += [left, right]
      case .start(let next): if atStart { stack.append(next) }
      case .end(let next): if atEnd { stack.append(next) }
      case .scalars, .accept: break
      }
    }
    // Splits have done their work.
    return seen.filter {
      switch states[Int($0)] {
      case .split, .start: false
      default: true
      }
    }.sorted()
  }

  fileprivate var initial: [Int32] { closure([first], atStart: true, atEnd: false) }

  fileprivate func step(_ set: [Int32], _ scalarClass: Int) -> [Int32] {
    var next: [Int32] = []
    for state in set {
      if case .scalars(let classes, let target) = states[Int(state)],
        classes[scalarClass / 64] >> UInt64(scalarClass % 64) & 1 == 1
      {
        next.append(target)
      }
    }
    return closure(next, atStart: false, atEnd: false)
  }

  fileprivate func accepts(_ set: [Int32], isEmptyText: Bool) -> Bool {
    closure(set, atStart: isEmptyText, atEnd: true).contains {
      if case .accept = states[Int($0)] { true } else { false }
    }
  }
}

/// An automaton and the deterministic states that texts have led to so far: at most 2,000, then it starts anew.
public struct RegexMatcher: Sendable {
  static let mostStates = 2000

  private let automaton: RegexAutomaton
  private var sets: [[Int32]] = []
  private var places: [[Int32]: Int32] = [:]
  /// By state and class; -1 where nothing came by yet.
  private var steps: [Int32] = []
  private var accepting: [Bool] = []

  init(_ automaton: RegexAutomaton) { self.automaton = automaton }

  private mutating func place(_ set: [Int32]) -> Int32 {
    if let place = places[set] { return place }
    let place = Int32(sets.count)
    sets.append(set)
    places[set] = place
    steps += repeatElement(-1, count: automaton.classCount)
    accepting.append(automaton.accepts(set, isEmptyText: place == 0))
    return place
  }

  private mutating func clear() {
    sets.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    steps.removeAll(keepingCapacity: true)
    accepting.removeAll(keepingCapacity: true)
  }

  /// Whether the whole text matches. - Complexity: O(length), times the automaton's states where these are new.
  /// - Parameter text: UTF-8.
  public mutating func matches(_ text: some Collection<UInt8>) -> Bool {
    if sets.count > Self.mostStates { clear() }
    if sets.isEmpty { _ = place(automaton.initial) }
    var state: Int32 = 0
    var decoder = UTF8()
    var bytes = text.makeIterator()
    var read = false
    while true {
      let scalar: UInt32
      switch decoder.decode(&bytes) {
      case .scalarValue(let value): scalar = value.value
      case .error: scalar = 0xFFFD
      case .emptyInput:
        // The first state's own answer is that for the empty text.
        return state == 0 && read ? automaton.accepts(sets[0], isEmptyText: false) : accepting[Int(state)]
      }
      read = true
      let entry = Int(state) * automaton.classCount + automaton.scalarClass(scalar)
      if steps[entry] < 0 {
        let next = automaton.step(sets[Int(state)], automaton.scalarClass(scalar))
        if sets.count > Self.mostStates {
          clear()
          _ = place(automaton.initial)
          state = place(next)
          continue
        }
        steps[entry] = place(next)
      }
      state = steps[entry]
    }
  }
}
