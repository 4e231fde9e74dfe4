internal import Mustache

/// The page's templates by name. They lie in the program itself, so that it may be moved.
enum Templates {
  static let sources = [
    "page": page, "overview": overview, "edges": edges, "findings": findings, "columns": columns,
    "associations": associations,
    "pairs": pairs, "detection": detection, "usefulness": usefulness, "nearness": nearness,
    "surroundings": surroundings, "numbers": numbers, "definitions": definitions, "table": table,
  ]

  static func library() throws -> MustacheLibrary {
    MustacheLibrary(templates: try sources.mapValues { try MustacheTemplate(string: $0) })
  }
}
