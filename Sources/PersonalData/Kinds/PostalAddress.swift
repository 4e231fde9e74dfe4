/// Lines of postal addresses: a house number and a street by the words that streets are called in some languages.
enum PostalAddress {
  /// Words that follow a street's name.
  private static let after: Set<String> = [
    "street", "st", "avenue", "ave", "road", "rd", "boulevard", "blvd", "lane", "ln", "drive", "dr", "court",
    "ct",
    "place", "pl", "square", "sq", "terrace", "way", "parkway", "pkwy", "circle", "cir", "highway", "hwy",
    "close",
    "crescent", "gardens", "grove", "mews", "row", "walk", "hill", "trail", "trl", "marg", "nagar", "layout",
    "alley",
    "strasse", "straße", "str", "weg", "platz", "allee", "gasse", "ring", "damm", "ufer",
  ]
  /// Words that stand before it.
  private static let before: Set<String> = [
    "rue", "avenue", "boulevard", "place", "impasse", "chemin", "allée", "allee", "quai", "cours", "route",
    "via",
    "viale", "piazza", "piazzale", "corso", "largo", "vicolo", "calle", "avenida", "avda", "plaza", "paseo",
    "carrer", "camino", "ronda", "rua", "travessa", "alameda", "praça", "rodovia", "estrada", "c",
  ]
  /// Ends of words that are streets' names in one.
  private static let endings: [StaticString] = [
    "straße", "strasse", "gasse", "platz", "allee", "straat", "laan", "plein", "gracht", "damm", "weg",
    "gatan", "vägen",
    "str", "ufer", "kade",
  ]

  private struct Word {
    var range: Range<Int>
    var text: String
    var isNumber: Bool
    var isCapital: Bool
  }

  /// The address in the text, if there is one. - Complexity: O(length).
  static func match(_ text: TextBytes, _ context: TextContext?) -> PersonalDataMatch? {
    guard mayHoldStreet(text) else { return nil }
    let words = words(text)
    for (index, word) in words.enumerated() where !word.isNumber {
      if let range = line(words, index, text) {
        return PersonalDataMatch(
          .postalAddress, "", range, .medium, isFake: FakeWords.areFake(text.string(range)))
      }
    }
    return nil
  }

  /// Hashes of the words above, in a table of 65,536: most texts hold none, and are not cut into words.
  private static let filter: [Bool] = {
    var filter = [Bool](repeating: false, count: 1 << 16)
    for word in after.union(before) {
      var hash: UInt32 = 2_166_136_261
      for byte in word.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
      filter[Int(hash >> 16)] = true
    }
    return filter
  }()

  /// Whether one of the words may be a street's.
  private static func mayHoldStreet(_ text: TextBytes) -> Bool {
    filter.withUnsafeBufferPointer { filter in
      var index = 0
      while index < text.count {
        guard text[index].isLetter || text[index] >= 0x80 else {
          index += 1
          continue
        }
        let isCapital = !text[index].isLower
        let start = index
        var hash: UInt32 = 2_166_136_261
        while index < text.count, text[index].isWord {
          hash = (hash ^ UInt32(text[index].lowered)) &* 16_777_619
          index += 1
        }
        if filter[Int(hash >> 16)] { return true }
        if isCapital, index - start >= 5,
          endings.contains(where: { text.starts(index - $0.utf8CodeUnitCount, with: $0) })
        {
          return true
        }
      }
      return false
    }
  }

  private static func words(_ text: TextBytes) -> [Word] {
    var words: [Word] = []
    var index = 0
    while index < text.count, words.count < 200 {
      guard text[index].isWord else {
        index += 1
        continue
      }
      let end = text.endOfWord(index)
      words.append(
        Word(
          range: index..<end, text: text.string(index..<end).lowercased(), isNumber: text[index].isDigit,
          isCapital: text[index].isUpper || text[index] >= 0x80))
      index = end
    }
    return words
  }

  /// The line that a street's word at `index` makes.
  private static func line(_ words: [Word], _ index: Int, _ text: TextBytes) -> Range<Int>? {
    let word = words[index]
    // 12 Oak Street: a number at most four capital words before.
    if after.contains(word.text), word.isCapital, index >= 2 {
      var first = index - 1
      while first > 0, index - first < 5,
        words[first].isCapital || isOrdinal(words[first]) || words[first].text == "s",
        !isHouseNumber(words[first]),
        isNear(text, words[first - 1], words[first], ",")
      {
        first -= 1
      }
      if isHouseNumber(words[first]), first < index - 0, index - first >= 2,
        isNear(text, words[first], words[first + 1], ",")
      {
        return extended(words, first, index, text)
      }
    }
    // Lindenstraße 12, Lange Straße 12.
    let isJoined = endings.contains { ending in
      let length = ending.utf8CodeUnitCount
      return word.range.count >= length + 2 && text.starts(word.range.upperBound - length, with: ending)
    }
    if word.isCapital, index + 1 < words.count,
      isJoined
        || (after.contains(word.text) && index > 0 && words[index - 1].isCapital && isGerman(word.text)),
      let number = houseNumber(words, index, text)
    {
      let first = isJoined || index == 0 ? index : index - 1
      return extended(words, first, number, text)
    }
    // 12 rue de la Paix, Via Roma 12, Calle Mayor, 12, Rua das Flores, 123.
    if before.contains(word.text), index + 1 < words.count {
      if index > 0, isHouseNumber(words[index - 1]) || ["bis", "ter"].contains(words[index - 1].text),
        isNear(text, words[index - 1], word, ",")
      {
        let first = isHouseNumber(words[index - 1]) ? index - 1 : max(0, index - 2)
        if let last = nameEnd(words, index, text) { return extended(words, first, last, text) }
      }
      if word.isCapital, let last = nameEnd(words, index, text), let number = houseNumber(words, last, text) {
        return extended(words, index, number, text)
      }
    }
    return nil
  }

  private static func isGerman(_ word: String) -> Bool {
    ["strasse", "straße", "str", "weg", "platz", "allee", "gasse", "ring", "damm", "ufer"].contains(word)
  }

  private static func isHouseNumber(_ word: Word) -> Bool {
    word.isNumber && word.text.utf8.count <= 6 && word.text.utf8.filter(\.isDigit).count <= 5
      && !isOrdinal(word)
      && word.text.utf8.count(where: { !$0.isDigit }) <= 1
  }

  private static func isOrdinal(_ word: Word) -> Bool {
    word.isNumber && ["st", "nd", "rd", "th"].contains { word.text.hasSuffix($0) }
  }

  /// Whether nothing but blanks and at most one of the signs lies between.
  private static func isNear(_ text: TextBytes, _ a: Word, _ b: Word, _ signs: String) -> Bool {
    let gap = a.range.upperBound..<b.range.lowerBound
    return gap.count <= 3
      && gap.allSatisfy { text[$0] == 0x20 || ".'-".utf8.contains(text[$0]) || signs.utf8.contains(text[$0]) }
  }

  /// The house number after the word, perhaps behind a comma or `n°`.
  private static func houseNumber(_ words: [Word], _ index: Int, _ text: TextBytes) -> Int? {
    var next = index + 1
    guard next < words.count else { return nil }
    if ["n", "nº", "n°", "no", "nr", "num"].contains(words[next].text), next + 1 < words.count { next += 1 }
    guard isHouseNumber(words[next]), words[next].range.lowerBound - words[index].range.upperBound <= 8 else {
      return nil
    }
    let gap = words[index].range.upperBound..<words[next].range.lowerBound
    return gap.contains {
      [UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "(")].contains(text[$0])
    } ? nil : next
  }

  /// The last word of the name that follows the street's word: up to five words, the last of them capital.
  private static func nameEnd(_ words: [Word], _ index: Int, _ text: TextBytes) -> Int? {
    let small: Set<String> = [
      "de", "la", "le", "les", "du", "des", "del", "della", "dei", "di", "das", "dos", "da", "do", "l", "d",
      "los", "las", "el",
    ]
    var last: Int?
    var next = index + 1
    while next < words.count, next <= index + 5,
      isNear(text, words[next - 1], words[next], next == index + 1 ? "/" : "")
    {
      if words[next].isNumber { break }
      if words[next].isCapital { last = next } else if !small.contains(words[next].text) { break }
      next += 1
    }
    return last
  }

  /// The line with what follows of it: unit, postcode and town, as far as numbers and capital words go on.
  private static func extended(_ words: [Word], _ first: Int, _ last: Int, _ text: TextBytes) -> Range<Int> {
    var last = last
    while last + 1 < words.count, last - first < 14, words[last + 1].isCapital || words[last + 1].isNumber,
      isNear(text, words[last], words[last + 1], ",#")
    {
      last += 1
    }
    return words[first].range.lowerBound..<words[last].range.upperBound
  }
}
