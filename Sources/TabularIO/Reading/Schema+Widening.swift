internal import Tabular

extension Schema {
  /// With the missing spellings of another block where there was none before.
  func withMissing(of other: Schema) -> Schema {
    var schema = self
    for index in schema.fields.indices where schema.fields[index].missing == nil {
      schema.fields[index].missing = other.fields[index].missing
    }
    return schema
  }

  /// With the spelling of numbers of another block that was read by these types: it may have fewer digits after the
  /// point, or none. The stored values are the same.
  func spelled(alsoAs spelled: [SpelledType]) -> Schema {
    var schema = self
    for (index, spelling) in spelled.enumerated() {
      switch (schema.fields[index].type, spelling) {
      case (.decimal(let scale, let digits), .decimal(_, let fewer)):
        schema.fields[index].type = .decimal(scale: scale, minimumDigits: min(digits, fewer))
      case (.decimal(let scale, _), .int64):
        schema.fields[index].type = .decimal(scale: scale, minimumDigits: 0)
      case (.float64, .int64), (.float64, .float64(plainIntegers: true)):
        schema.fields[index].type = .float64(plainIntegers: true)
      default: break
      }
    }
    return schema
  }

  /// Types wide enough for the values of both blocks.
  func widened(by other: Schema) -> Schema {
    var schema = withMissing(of: other)
    for index in schema.fields.indices {
      schema.fields[index].type = schema.fields[index].type.widened(by: other.fields[index].type)
    }
    return schema
  }
}

extension FieldType {
  func widened(by other: FieldType) -> FieldType {
    if self == other { return self }
    switch (self, other) {
    case (.identifier(.integers(let a)), .identifier(.integers(let b))):
      return .identifier(space: .integers(minimum: min(a, b)))
    case (.identifier(.integers), let number), (let number, .identifier(.integers)):
      return FieldType.int64 == number ? .int64 : FieldType.int64.widened(by: number)
    case (.int64, .decimal(let scale, _)), (.decimal(let scale, _), .int64):
      return .decimal(scale: scale, minimumDigits: 0)
    case (.int64, .float64), (.float64, .int64): return .float64(plainIntegers: true)
    case (.decimal, .float64): return other
    case (.float64, .decimal): return self
    case (.decimal(let scale, let digits), .decimal(let scale2, let digits2)):
      return .decimal(scale: max(scale, scale2), minimumDigits: min(digits, digits2))
    case (.float64(let plain), .float64(let plain2)): return .float64(plainIntegers: plain || plain2)
    case (.text, _): return self
    case (_, .text): return other
    default: return .categorical
    }
  }
}
