internal import Dispatch
internal import Synchronization

/// Values that several threads need, by number, each dear to make and the same whoever makes it.
///
/// A value is made by the first thread that asks for it; one that asks meanwhile makes a later value, or waits. The values
/// used last are kept.
public final class SharedValues<Value: Sendable>: Sendable {
  private struct Entry {
    /// `nil` while it is made.
    var value: Value?
    var lastUse: UInt64
    /// Left when the value is there.
    let made: DispatchGroup
  }

  private struct State {
    var entries: [Int: Entry] = [:]
    var uses: UInt64 = 0
  }

  private let numbers: Range<Int>
  private let ahead: Int
  private let capacity: Int
  private let make: @Sendable (Int) -> Value
  private let state = Mutex(State())

  /// - Parameters:
  ///   - numbers: Of the values that will be asked for; no other is made ahead.
  ///   - threads: How many ask. A value for each of them, which may be at different places of a run, and three to nine more are
  ///     kept, besides those that are made. No more are made ahead than the machine has processors.
  public convenience init(numbers: Range<Int>, threads: Int, make: @escaping @Sendable (Int) -> Value) {
    self.init(numbers: numbers, threads: threads, processors: Parallel.processorCount, make: make)
  }

  init(
    numbers: Range<Int>, threads: Int, processors: Int, make: @escaping @Sendable (Int) -> Value
  ) {
    precondition(threads > 0 && processors > 0)
    self.numbers = numbers
    ahead = min(threads, processors)
    capacity = threads + min(threads, 7) + 2
    self.make = make
  }

  private enum Found {
    case value(Value)
    case toMake(Int)
    case toAwait(DispatchGroup)
  }

  /// Value `number`, any number: those outside `numbers` are not made ahead.
  public func callAsFunction(_ number: Int) -> Value {
    while true {
      switch find(number) {
      case .value(let value): return value
      case .toAwait(let made): made.wait()
      case .toMake(let other):
        let value = make(other)
        store(value, other)
        if other == number { return value }
      }
    }
  }

  private func find(_ number: Int) -> Found {
    state.withLock { state in
      state.uses += 1
      if let entry = state.entries[number] {
        state.entries[number]!.lastUse = state.uses
        if let value = entry.value { return .value(value) }
        let later = (number + 1)..<max(number + 1, min(numbers.upperBound, number + ahead))
        guard let next = later.first(where: { state.entries[$0] == nil }) else { return .toAwait(entry.made) }
        Self.begin(next, &state)
        return .toMake(next)
      }
      Self.begin(number, &state)
      return .toMake(number)
    }
  }

  private static func begin(_ number: Int, _ state: inout State) {
    let made = DispatchGroup()
    made.enter()
    state.entries[number] = Entry(value: nil, lastUse: state.uses, made: made)
  }

  private func store(_ value: Value, _ number: Int) {
    let made = state.withLock { state in
      let made = state.entries[number]!.made
      state.entries[number]!.value = value
      let finished = state.entries.filter { $0.value.value != nil }
      if finished.count > capacity, let oldest = finished.min(by: { $0.value.lastUse < $1.value.lastUse }) {
        state.entries[oldest.key] = nil
      }
      return made
    }
    made.leave()
  }
}
