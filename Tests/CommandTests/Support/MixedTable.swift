import Foundation
import Testing

/// A table with a column of every type.
enum MixedTable {
  static let csv: String = {
    var generator = TestGenerator(11)
    var text = "id,when,at,x,flag,note,amount,level,big\n"
    for row in 0..<400 {
      let x = generator.normal()
      let day = 10 + Int(generator.next() % 18)
      let amount = generator.next() % 9 == 0 ? "" : String(format: "%.2f", 10 * x)
      let words = String(repeating: "and more ", count: row % 5)
      text += String(format: "C-%06d,", row * 7919 % 999_983)
      text += "2021-\(10 + row % 3)-\(day),2021-03-\(day)T\(10 + row % 12):0\(row % 10):07Z,\(x),"
      text += "\(x > 0 ? "TRUE" : "FALSE"),\"note \(words), \(row)\",\(amount),"
      text += "\(["low", "\"\"\"mid\"\", or so\"", "high"][Int(generator.next() % 3)]),"
      text += "\(1_152_921_504_606_846_976 + Int(generator.next() % 1_000_000))\n"
    }
    return text
  }()
}
