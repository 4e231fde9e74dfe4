internal import CKernels

/// One variable of a table of rows that is drawn under log-weights which its own counts change.
///
/// `codes` holds every variable's states, a byte each. The log-weight of state x in a row is `single[x]` plus, for each
/// neighbour, `tables[offset + y * width + x]`, y being the neighbour's state in that row and `width` the number of
/// states rounded up to a multiple of ``KernelSet/fieldLanes``.
public struct FieldVariable {
  public let rows: Int
  public let width: Int
  /// Where each neighbour's states stand in `codes`.
  public let places: UnsafeBufferPointer<Int64>
  /// Where each neighbour's table begins in `tables`.
  public let offsets: UnsafeBufferPointer<Int64>
  /// How far one row in a cell lowers that cell's entry, for each neighbour.
  public let steps: UnsafeBufferPointer<Float>
  /// The same for `single`.
  public let step: Float
  /// The sum of all steps.
  public let total: Float

  public init(
    rows: Int, width: Int, places: UnsafeBufferPointer<Int64>, offsets: UnsafeBufferPointer<Int64>,
    steps: UnsafeBufferPointer<Float>, step: Float, total: Float
  ) {
    precondition(places.count == offsets.count && places.count == steps.count)
    precondition(width > 0 && width <= 256 && width.isMultiple(of: KernelSet.fieldLanes))
    self.rows = rows
    self.width = width
    self.places = places
    self.offsets = offsets
    self.steps = steps
    self.step = step
    self.total = total
  }
}

extension KernelSet {
  /// Floats to a multiple of which the states of a variable are padded.
  public static let fieldLanes = 8

  /// Draws one variable in every row, given the others and the counts of the rows so far: Gibbs sampling. A row that
  /// changes state raises the entries that it leaves, and lowers those that it enters, by their steps; its own share in
  /// them does not count while it is drawn. Rows are drawn four at a time from one state of the tables.
  ///
  /// - Parameters:
  ///   - own: The variable's part of `codes`.
  ///   - single: -1e30 for padding and for states that are never to be drawn.
  ///   - bits: Random bits, one word a row.
  /// - Returns: How many rows changed.
  /// - Precondition: Every code lies within the states of its variable; nothing here checks it.
  @discardableResult
  public func fieldPass(
    _ variable: FieldVariable, own: UnsafeMutablePointer<UInt8>, codes: UnsafePointer<UInt8>,
    single: UnsafeMutablePointer<Float>, tables: UnsafeMutablePointer<Float>, bits: UnsafePointer<UInt64>
  ) -> Int {
    var argument = sk_field_variable(
      rows: Int64(variable.rows), vectors: Int64(variable.width / KernelSet.fieldLanes),
      neighbours: Int64(variable.places.count), places: variable.places.baseAddress,
      offsets: variable.offsets.baseAddress, steps: variable.steps.baseAddress, step: variable.step,
      self: variable.total, own: own, codes: codes, single: single, tables: tables, bits: bits)
    return Int(table.pointee.field_pass(&argument))
  }
}
