/// A country's code of E.164, and how many digits follow it.
struct CallingCode {
  let value: Int
  /// Digits of the code.
  let length: Int
  let country: String
  let nationalLengths: ClosedRange<Int>

  /// The code that the digits from `start` on begin with; `nil` if it is given to nobody.
  init?(_ digits: Digits, from start: Int) {
    for length in 1...3 where start + length < digits.count {
      let code = digits.number(start..<(start + length))
      guard let found = Self.countries[code] else { continue }
      (value, self.length, country) = (code, length, found.0)
      nationalLengths = found.1
      return
    }
    return nil
  }

  private static let countries: [Int: (String, ClosedRange<Int>)] = {
    var countries: [Int: (String, ClosedRange<Int>)] = [
      1: ("US", 10...10), 7: ("RU", 10...10), 20: ("EG", 8...10), 27: ("ZA", 9...9), 30: ("GR", 10...10),
      31: ("NL", 9...9), 32: ("BE", 8...9), 33: ("FR", 9...9), 34: ("ES", 9...9), 36: ("HU", 8...9),
      39: ("IT", 8...11), 40: ("RO", 9...9), 41: ("CH", 9...9), 43: ("AT", 7...13), 44: ("UK", 9...10),
      45: ("DK", 8...8), 46: ("SE", 7...10), 47: ("NO", 8...8), 48: ("PL", 9...9), 49: ("DE", 7...12),
      51: ("PE", 8...9), 52: ("MX", 10...10), 54: ("AR", 10...11), 55: ("BR", 10...11), 56: ("CL", 9...9),
      57: ("CO", 8...10), 60: ("MY", 7...10), 61: ("AU", 9...9), 62: ("ID", 8...12), 63: ("PH", 8...10),
      64: ("NZ", 8...10), 65: ("SG", 8...8), 66: ("TH", 8...9), 81: ("JP", 9...10), 82: ("KR", 8...10),
      84: ("VN", 9...10), 86: ("CN", 10...11), 90: ("TR", 10...10), 91: ("IN", 10...10), 92: ("PK", 9...10),
      351: ("PT", 9...9), 352: ("LU", 6...11), 353: ("IE", 7...9), 358: ("FI", 6...11), 385: ("HR", 8...9),
      386: ("SI", 8...8), 420: ("CZ", 9...9), 421: ("SK", 9...9), 852: ("HK", 8...8), 971: ("AE", 8...9),
      972: ("IL", 8...9),
    ]
    let others =
      [53, 58, 93, 94, 95, 98] + Array(211...213) + [216, 218] + Array(220...258) + Array(260...269)
      + [290, 291, 297, 298, 299] + Array(350...389) + [423] + Array(500...509) + Array(590...599)
      + Array(670...692) + [850, 853, 855, 856, 880, 886] + Array(960...977) + Array(992...998)
    for code in others where countries[code] == nil { countries[code] = ("", 6...12) }
    return countries
  }()
}

/// Ranges that regulators keep for films and books.
enum FictionalPhones {
  private static let prefixes: [Int: [[UInt8]]] = {
    let written: [Int: String] = [
      // Ofcom.
      44:
        "7700900 1632960 2079460 1134960 1144960 1154960 1164960 1174960 1184960 1214960 1314960 1414960 1514960 1614960 1914980 8081570 3069990 2896496 2920180",
      // Arcep.
      33: "19900 26191 35301 46571 53649 63998",
      // Bundesnetzagentur.
      49: "3023125 6990009 4066969 2214710 8999998 15228817 17139200 1729925904 17699904",
      61: "255501 255570 491570 755501 855501",
    ]
    return written.mapValues { list in list.split(separator: " ").map { $0.utf8.map { $0 - 0x30 } } }
  }()

  /// Whether the national number that begins with digit `start` lies in one.
  static func contain(_ digits: Digits, _ start: Int, country: Int) -> Bool {
    guard let prefixes = prefixes[country] else { return false }
    return prefixes.contains { prefix in
      digits.count >= start + prefix.count
        && prefix.indices.allSatisfy { digits[start + $0] == Int(prefix[$0]) }
    }
  }
}
