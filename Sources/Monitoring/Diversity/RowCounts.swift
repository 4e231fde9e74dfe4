internal import Scheduling

/// How often each row has come: a hash table of 128-bit hashes, in 64 shards that fill side by side.
///
/// 30 to 45 bytes for each distinct row; while a shard grows, its old part as well.
struct RowCounts: Sendable {
  private struct Entry {
    var hash: RowHasher.Hash
    /// 0: free.
    var count: UInt64
  }

  private struct Shard: Sendable {
    private var entries: [Entry] = []
    private(set) var used = 0

    mutating func add(_ hash: RowHasher.Hash, count: UInt64 = 1) {
      if used * 5 >= entries.count * 4 { grow() }
      let capacity = UInt64(entries.count)
      entries.withUnsafeMutableBufferPointer { entries in
        var slot = Int(hash.b.multipliedFullWidth(by: capacity).high)
        while entries[slot].count > 0 {
          if entries[slot].hash == hash {
            entries[slot].count += count
            return
          }
          slot += 1
          if slot == entries.count { slot = 0 }
        }
        entries[slot] = Entry(hash: hash, count: count)
        used += 1
      }
    }

    private mutating func grow() {
      let old = entries
      let none = Entry(hash: RowHasher.Hash(a: 0, b: 0), count: 0)
      entries = [Entry](repeating: none, count: max(64, old.count * 3 / 2))
      used = 0
      for entry in old where entry.count > 0 { add(entry.hash, count: entry.count) }
    }

    func forEachCount(_ body: (Int) -> Void) {
      for entry in entries where entry.count > 0 { body(Int(entry.count)) }
    }
  }

  private static let shardBits = 6
  private var shards = [Shard](repeating: Shard(), count: 1 << shardBits)

  var distinct: Int { shards.reduce(0) { $0 + $1.used } }

  private struct Open: @unchecked Sendable {
    // Each shard is filled by one task.
    let shards: UnsafeMutableBufferPointer<Shard>
  }

  /// Adds rows. - Parameter threads: The result does not depend on it.
  mutating func add(_ hashes: [RowHasher.Hash], threads: Int) {
    // Places of the rows of each shard.
    var ends = [Int](repeating: 0, count: shards.count + 1)
    for hash in hashes { ends[Int(hash.a >> (64 - Self.shardBits)) + 1] += 1 }
    for shard in shards.indices { ends[shard + 1] += ends[shard] }
    var next = ends
    let ordered = [RowHasher.Hash](unsafeUninitializedCapacity: hashes.count) { ordered, count in
      for hash in hashes {
        let shard = Int(hash.a >> (64 - Self.shardBits))
        ordered.initializeElement(at: next[shard], to: hash)
        next[shard] += 1
      }
      count = hashes.count
    }
    let places = ends
    shards.withUnsafeMutableBufferPointer { shards in
      let open = Open(shards: shards)
      Parallel.forEach(count: shards.count, threads: threads) { shard in
        for index in places[shard]..<places[shard + 1] { open.shards[shard].add(ordered[index]) }
      }
    }
  }

  /// How many rows come how often: `[times: rows]`.
  var multiplicities: [Int: Int] {
    var found: [Int: Int] = [:]
    for shard in shards { shard.forEachCount { found[$0, default: 0] += 1 } }
    return found
  }
}

/// How many distinct rows a part of a table is expected to have.
enum Rarefaction {
  /// The expected number of distinct rows among `sample` of the rows, drawn without replacement: Σ_m f_m (1 - C(N - m, n) / C(N, n)),
  /// f_m rows coming m times.
  ///
  /// Source: S. H. Hurlbert (1971), Ecology 52(4), 577-586.
  static func distinct(_ multiplicities: [Int: Int], sample: Int) -> Double {
    let total = multiplicities.reduce(0) { $0 + $1.key * $1.value }
    let distinct = multiplicities.reduce(0) { $0 + $1.value }
    guard sample < total else { return Double(distinct) }
    func logChoose(_ n: Int, _ k: Int) -> Double {
      LogGamma.value(Double(n + 1)) - LogGamma.value(Double(k + 1)) - LogGamma.value(Double(n - k + 1))
    }
    let all = logChoose(total, sample)
    return multiplicities.sorted { $0.key < $1.key }.reduce(0) { sum, row in
      let absent =
        row.key == 1
        ? 1 - Double(sample) / Double(total)
        : total - row.key < sample ? 0 : Exponential.of(logChoose(total - row.key, sample) - all)
      return sum + Double(row.value) * (1 - absent)
    }
  }
}
