/// Strings stored as one run of UTF-8 bytes and their offsets (Arrow's layout).
///
/// The bytes are valid UTF-8; whoever appends them has checked that.
public struct StringArray: Sendable, Hashable {
  /// `count + 1` offsets into `utf8`; string `i` is `utf8[offsets[i]..<offsets[i + 1]]`.
  public private(set) var offsets: [Int]
  public private(set) var utf8: [UInt8]

  public init() {
    offsets = [0]
    utf8 = []
  }

  public init(_ strings: some Sequence<String>) {
    self.init()
    for string in strings { append(string.utf8) }
  }

  /// Takes over what a reader has laid out itself.
  /// - Precondition: `offsets` starts at 0, ascends, and ends at `utf8.count`.
  public init(offsets: [Int], utf8: [UInt8]) {
    precondition(offsets.first == 0 && offsets.last == utf8.count)
    self.offsets = offsets
    self.utf8 = utf8
  }

  public var count: Int { offsets.count - 1 }
  public var indices: Range<Int> { 0..<count }

  /// The bytes of string `index`. - Complexity: O(1).
  public subscript(index: Int) -> ArraySlice<UInt8> { utf8[offsets[index]..<offsets[index + 1]] }

  /// String `index` as a Swift string. - Complexity: O(length).
  public func string(_ index: Int) -> String { String(decoding: self[index], as: UTF8.self) }

  /// All strings, in order.
  public var strings: [String] { indices.map(string) }

  public mutating func append(_ bytes: some Sequence<UInt8>) {
    utf8.append(contentsOf: bytes)
    offsets.append(utf8.count)
  }

  public mutating func reserveCapacity(_ count: Int, bytes: Int) {
    offsets.reserveCapacity(count + 1)
    utf8.reserveCapacity(bytes)
  }
}
