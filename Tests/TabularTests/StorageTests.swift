import Tabular
import Testing

@Suite struct BitmapTests {
  @Test(arguments: [0, 1, 63, 64, 65, 128, 1000]) func bitsAreWhatWasAsked(count: Int) {
    let odd = Bitmap(count: count) { $0 % 3 == 1 }
    #expect((0..<count).allSatisfy { odd[$0] == ($0 % 3 == 1) })
    #expect(odd.setCount == (0..<count).filter { $0 % 3 == 1 }.count)
    #expect(odd.count == count)
    #expect(odd.words.count == (count + 63) / 64)
  }

  @Test(arguments: [0, 1, 63, 64, 65, 130]) func bitsBeyondTheCountAreZero(count: Int) {
    let full = Bitmap(repeating: true, count: count)
    #expect(full.isFull && full.setCount == count)
    #expect(full == Bitmap(count: count) { _ in true })
    #expect(Bitmap(repeating: false, count: count).setCount == 0)
    if count % 64 != 0 { #expect(full.words.last! >> UInt64(count % 64) == 0) }
  }

  @Test func bitsCanBeSetAndCleared() {
    var bits = Bitmap(repeating: false, count: 130)
    for index in [0, 63, 64, 129] { bits[index] = true }
    #expect(bits.setCount == 4 && bits[129] && !bits[128])
    bits[64] = false
    bits[64] = false
    #expect(bits.setCount == 3 && !bits[64] && bits[63])
    #expect(bits == Bitmap(count: 130) { [0, 63, 129].contains($0) })
  }
}

@Suite struct StringArrayTests {
  @Test func stringsRoundTrip() {
    let strings = ["", "a", "Grüße", "", "日本", "🙂"]
    let array = StringArray(strings)
    #expect(array.strings == strings)
    #expect(array.count == 6 && array.indices == 0..<6)
    #expect(array.offsets.count == 7 && array.offsets.last == array.utf8.count)
    #expect(Array(array[1]) == [0x61] && array[3].isEmpty)
    #expect(StringArray(offsets: array.offsets, utf8: array.utf8) == array)
    #expect(StringArray([]).count == 0 && StringArray().strings.isEmpty)
  }

  @Test func appendingKeepsWhatIsThere() {
    var array = StringArray(["x"])
    array.reserveCapacity(10, bytes: 100)
    array.append("yz".utf8)
    array.append([])
    #expect(array.strings == ["x", "yz", ""])
  }
}

@Suite struct ColumnTests {
  @Test func presentValuesAreCounted() {
    let validity = Bitmap(count: 4) { $0 != 2 }
    #expect(Column(.int64([1, 2, 3, 4]), validity: validity).presentCount == 3)
    #expect(Column(.float64([1, 2])).presentCount == 2)
    #expect(Column(.codes([0, 0, 0], levels: StringArray(["a"]))).count == 3)
    #expect(Column(.strings(StringArray(["a", "b"]))).count == 2)
  }

  @Test func fieldsAreFoundByName() {
    let schema = Schema([Field(name: "a", type: .int64), Field(name: "b", type: .boolean)])
    #expect(schema.index(of: "b") == 1)
    #expect(schema.index(of: "c") == nil)
  }
}
