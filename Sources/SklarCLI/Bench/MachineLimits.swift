import Glibc
import Scheduling
import Sklar

/// What the machine itself can do: the floor under every rate of ours.
enum MachineLimits {
  /// Sets `bytes` bytes again and again on each of `threads` threads; a unit is one time on each of them.
  ///
  /// - Parameter bytes: Fewer than a cache holds measure the cache, many more the memory.
  static func memset(bytes: Int, threads: Int, budget: Double) throws -> Measurement {
    let areas = (0..<threads).map { _ in
      UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 1 << 12)
    }
    defer { for area in areas { area.deallocate() } }
    // Pages are given to the process when they are first written: not part of any pass.
    for area in areas { area.initializeMemory(as: UInt8.self, repeating: 0) }
    nonisolated(unsafe) let shared = areas
    return try Measurement(budget: budget) { units in
      _ = try Parallel.map(count: threads, threads: threads) { thread in
        for unit in 0..<units {
          Glibc.memset(shared[thread].baseAddress!, Int32(truncatingIfNeeded: unit), bytes)
        }
      }
    }
  }

  /// Writes blocks of 1 MiB to an output of ours in `folder`, which is never committed; a unit is a block.
  ///
  /// What a written file costs until the system has taken it, which is how `sample` writes; the disk itself may
  /// lag behind by what memory holds.
  static func fileWrite(folder: String, budget: Double) throws -> Measurement {
    let block = [UInt8](repeating: 0x2E, count: 1 << 20)
    return try Measurement(budget: budget, limit: 1 << 9) { units in
      let file = try OutputFile(path: folder + "/sklar-bench.csv")
      for _ in 0..<units { try file.write(block) }
      file.discard()
    }
  }

  /// The processor's name; the architecture where the system does not say.
  static var processor: String {
    var names = utsname()
    uname(&names)
    let machine = withUnsafeBytes(of: &names.machine) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    guard let file = fopen("/proc/cpuinfo", "r") else { return machine }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 1024)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard text.hasPrefix("model name"), let colon = text.firstIndex(of: ":") else { continue }
      return String(text[text.index(after: colon)...].trimmingPrefix(" ").prefix { $0 != "\n" })
    }
    return machine
  }
}
