import Foundation
import Sklar
import Testing

/// Any JSON value, with integers told from other numbers, so that a model file can be changed at will.
enum JSON: Codable, Sendable, Hashable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case unsigned(UInt64)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(UInt64.self) {
      self = .unsigned(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .boolean(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .unsigned(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  var elements: [JSON] {
    get { if case .array(let elements) = self { elements } else { [] } }
    set { self = .array(newValue) }
  }

  /// Changes every value under `key`, at any depth; says how many there were.
  mutating func change(_ key: String, _ body: (inout JSON) -> Void) -> Int {
    var count = 0
    switch self {
    case .object(var members):
      for name in members.keys.sorted() {
        if name == key {
          body(&members[name]!)
          count += 1
        } else {
          count += members[name]!.change(key, body)
        }
      }
      self = .object(members)
    case .array(var elements):
      for index in elements.indices { count += elements[index].change(key, body) }
      self = .array(elements)
    default: break
    }
    return count
  }
}

extension JSON {
  /// The `model` member of a model file.
  static func model(_ document: Data) throws -> JSON {
    let root = try JSONDecoder().decode(JSON.self, from: document)
    guard case .object(let members) = root, let model = members["model"] else { return .null }
    return model
  }

  /// A model file that holds this value under a checksum that fits.
  func sealed() throws -> Data {
    Data(try SealedDocument.encode(self, kind: "sklar-model", version: 1, path: "forged.model"))
  }
}
