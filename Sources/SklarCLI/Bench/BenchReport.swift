import Foundation
import Sklar

/// The rates of this machine, as a table and as JSON.
struct BenchReport: Encodable {
  var schemaVersion = 1
  var version = sklarVersion
  var processor: String
  var processors: Int
  var instructionSet: String
  var rates: [Rate] = []

  /// One measured rate.
  struct Rate: Encodable {
    /// Stable, for programs.
    var name: String
    /// For people.
    var work: String
    var threads: Int
    /// What `perSecond` counts: bytes, values or rows.
    var unit: String
    /// In the median pass, and in the fastest one.
    var perSecond: Double
    var bestPerSecond: Double
    /// Bytes of a unit in memory; of a file of text, read or written, in the file.
    var bytesPerUnit: Double
    /// How many units one pass did, and how many passes there were.
    var unitsPerPass: Int
    var passes: Int
    /// How many times the time that setting the same bytes takes the same threads; `nil` for that itself.
    var timesMemset: Double?

    enum CodingKeys: String, CodingKey {
      case name, work, threads, unit, passes
      case perSecond = "per_second"
      case bestPerSecond = "best_per_second"
      case bytesPerUnit = "bytes_per_unit"
      case unitsPerPass = "units_per_pass"
      case timesMemset = "times_memset"
    }
  }

  enum CodingKeys: String, CodingKey {
    case version, processor, processors, rates
    case schemaVersion = "schema_version"
    case instructionSet = "instruction_set"
  }

  /// Adds a rate, compared with the memset of its threads that was added before.
  mutating func add(
    _ name: String, _ work: String, threads: Int, unit: String, bytesPerUnit: Double,
    _ measurement: Measurement
  ) {
    let limit = rates.first { $0.name == "memset_chunk" && $0.threads == threads }
    let bytes = bytesPerUnit / measurement.seconds
    rates.append(
      Rate(
        name: name, work: work, threads: threads, unit: unit, perSecond: 1 / measurement.seconds,
        bestPerSecond: 1 / measurement.best, bytesPerUnit: bytesPerUnit, unitsPerPass: measurement.units,
        passes: measurement.passes, timesMemset: limit.map { $0.perSecond / bytes }))
  }

  /// As lines that fit a screen.
  var table: String {
    var lines = [
      "Sklar \(version), \(processor), \(processors) processor\(processors == 1 ? "" : "s"), "
        + "instructions \(instructionSet)", "",
      "work".padding(46) + "threads".padding(9, right: true) + "rate".padding(22, right: true)
        + "ns/unit".padding(10, right: true) + "x memset".padding(10, right: true),
    ]
    for rate in rates {
      lines.append(
        rate.work.padding(46) + String(rate.threads).padding(9, right: true)
          + rate.shown.padding(22, right: true)
          + (rate.unit == "bytes" ? "" : fixed(1e9 / rate.perSecond, 2)).padding(10, right: true)
          + (rate.timesMemset.map { fixed($0, 1) } ?? "").padding(10, right: true))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
  }
}

extension BenchReport.Rate {
  /// `31.20 GB/s`, `402 MB/s`, `512.3 M values/s`, `5,038,400 rows/s`.
  fileprivate var shown: String {
    switch unit {
    case "bytes" where perSecond >= 1e10: "\(fixed(perSecond / 1e9, 1)) GB/s"
    case "bytes": "\(quantity(Int(perSecond / 1e6))) MB/s"
    case "values": "\(fixed(perSecond / 1e6, 1)) M values/s"
    default: "\(quantity(Int(perSecond))) \(unit)/s"
    }
  }
}

extension String {
  fileprivate func padding(_ width: Int, right: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - count))
    return right ? space + self : self + space
  }
}
