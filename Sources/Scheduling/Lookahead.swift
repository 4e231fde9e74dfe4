internal import Dispatch
internal import Synchronization

/// Values made one after the other, each while the one before it is used.
///
/// One value is made ahead, on a thread of its own; with a single thread, each is made when it is asked for.
public final class Lookahead<Value: Sendable>: Sendable {
  private let make: @Sendable () throws -> Value?
  private let queue: DispatchQueue?
  private let made = DispatchSemaphore(value: 0)
  private let slot = Mutex<Result<Value?, any Error>?>(nil)
  private let hasEnded = Atomic<Bool>(false)

  /// - Parameter make: The next value; `nil` at the end. It is never called by two threads at once, and not again after the end
  ///   or an error.
  public init(threads: Int, make: @escaping @Sendable () throws -> Value?) {
    precondition(threads > 0)
    self.make = make
    queue = threads > 1 ? DispatchQueue(label: "sklar.lookahead") : nil
    begin()
  }

  /// The next value; `nil` after the last. One thread asks.
  public func next() throws -> Value? {
    if hasEnded.load(ordering: .relaxed) { return nil }
    let result: Result<Value?, any Error>
    if queue == nil {
      result = Result { try make() }
    } else {
      made.wait()
      result = slot.withLock { slot in
        defer { slot = nil }
        return slot!
      }
    }
    if case .success(.some) = result { begin() } else { hasEnded.store(true, ordering: .relaxed) }
    return try result.get()
  }

  private func begin() {
    queue?.async { [self] in
      let result = Result { try make() }
      slot.withLock { $0 = result }
      made.signal()
    }
  }
}
