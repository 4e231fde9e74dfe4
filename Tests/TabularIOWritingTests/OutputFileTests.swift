import Foundation
import TabularIO
import Testing

/// Signals that would end the process are errors of the system call instead, as in the program.
private let signalsIgnored: Void = {
  signal(SIGPIPE, SIG_IGN)
  signal(SIGXFSZ, SIG_IGN)
}()

@Suite struct OutputFileTests {
  init() { signalsIgnored }

  private func write(_ content: String, to path: String) throws {
    let output = try OutputFile(path: path)
    try output.write(Array(content.utf8))
    try output.commit()
  }

  private func read(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  private func mode(_ path: String) throws -> Int {
    try (FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as! NSNumber).intValue
  }

  @Test func appearsOnlyWhenCommitted() throws {
    let workshop = try Workshop()
    let path = try workshop.file("out.csv")
    let output = try OutputFile(path: path)
    try output.write(Array("a".utf8))
    try output.write([])
    #expect(!FileManager.default.fileExists(atPath: path))
    try output.write(Array("b\n".utf8))
    try output.commit()
    #expect(try read(path) == "ab\n")
    #expect(workshop.names == ["out.csv"])
  }

  @Test func anAbandonedOutputLeavesTheOldFile() throws {
    let workshop = try Workshop()
    let path = try workshop.file("out.csv", "old")
    do {
      let output = try OutputFile(path: path)
      try output.write(Array("new".utf8))
    }
    let discarded = try OutputFile(path: path)
    try discarded.write(Array("new".utf8))
    discarded.discard()
    #expect(try read(path) == "old")
    #expect(workshop.names == ["out.csv"])
  }

  @Test func modesAreKept() throws {
    let workshop = try Workshop()
    for wanted in [0o600, 0o644, 0o666, 0o750, 0o222] {
      let path = try workshop.file("m\(wanted)", "old")
      chmod(path, mode_t(wanted))
      try write("new", to: path)
      #expect(try mode(path) == wanted)
      #expect(try read(path) == "new")
    }
    let mask = umask(0)
    umask(mask)
    let path = try workshop.file("fresh")
    try write("x", to: path)
    #expect(try mode(path) == 0o666 & ~Int(mask))
  }

  @Test func theTargetOfALinkIsReplaced() throws {
    let workshop = try Workshop()
    let target = try workshop.file("target.csv", "old")
    let link = try workshop.file("link.csv")
    symlink("target.csv", link)
    try write("new", to: link)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "target.csv")
    #expect(try read(target) == "new")
    let dangling = try workshop.file("dangling.csv")
    symlink("later.csv", dangling)
    try write("later", to: dangling)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: dangling) == "later.csv")
    #expect(try read(workshop.file("later.csv")) == "later")
    let loop = try workshop.file("loop.csv")
    symlink("loop.csv", loop)
    #expect(throws: OutputError.self) { try OutputFile(path: loop) }
  }

  @Test func refusedAtOpening() throws {
    let workshop = try Workshop()
    func code(_ path: String) -> OutputError.Code? {
      do {
        _ = try OutputFile(path: path)
        return nil
      } catch {
        #expect(error.path == path)
        #expect(error.description.hasPrefix(path + ": "))
        return error.code
      }
    }
    let protected = try workshop.file("protected.csv", "old")
    chmod(protected, 0o444)
    #expect(code(protected) == .permissionDenied)
    #expect(try read(protected) == "old")
    #expect(code(workshop.path) == .isDirectory)
    #expect(code(workshop.path + "/absent/out.csv") == .noDirectory)
    #expect(code(protected + "/out.csv") == .noDirectory)
    #expect(code(workshop.path + "/new/") == .noDirectory)
    #expect(code("") == .noDirectory)
    #expect(code("/proc/sklar.csv") != nil)
    #expect(workshop.names == ["protected.csv"])
  }

  @Test func relativePaths() throws {
    let name = "sklar-test-\(UUID().uuidString).csv"
    try write("x", to: name)
    #expect(try read(name) == "x")
    unlink(name)
  }

  @Test func devicesStayDevices() throws {
    try write("gone", to: "/dev/null")
    var status = stat()
    #expect(stat("/dev/null", &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFCHR)
    let full = try OutputFile(path: "/dev/full")
    let error = #expect(throws: OutputError.self) { try full.write([1]) }
    #expect(error?.code == .diskFull)
    #expect(error?.path == "/dev/full")
  }

  @Test func aNamedPipeIsWrittenDirectly() throws {
    let workshop = try Workshop()
    let path = try workshop.file("fifo")
    #expect(mkfifo(path, 0o600) == 0)
    let reader = open(path, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try write("through", to: path)
    var buffer = [UInt8](repeating: 0, count: 16)
    let count = Glibc.read(reader, &buffer, buffer.count)
    #expect(text(Array(buffer[..<count])) == "through")
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
  }

  @Test func aClosedPipeIsAnError() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let output = try OutputFile(path: "/dev/fd/\(ends[1])")
    close(ends[1])
    close(ends[0])
    let error = #expect(throws: OutputError.self) { try output.write([1]) }
    #expect(error?.code == .closedPipe)
    #expect(throws: OutputError.self) { try OutputFile(path: "/dev/fd/9999") }
  }

  @Test func aSlowReaderOfANonBlockingPipeGetsEverything() async throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #expect(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0)
    let source = ends[0]
    let received = Task.detached { () -> Int in
      var total = 0
      var buffer = [UInt8](repeating: 0, count: 4096)
      while case let count = Glibc.read(source, &buffer, buffer.count), count > 0 { total += count }
      return total
    }
    try writeAll(to: ends[1])
    #expect(await received.value == 1_000_000)
    close(source)
  }

  /// Files are written on one thread: the output lives in here, not in the asynchronous test.
  private func writeAll(to descriptor: Int32) throws {
    let output = try OutputFile(path: "/dev/fd/\(descriptor)")
    close(descriptor)
    try output.write([UInt8](repeating: 7, count: 1_000_000))
    try output.commit()
  }

  @Test func aUnixSocketIsWrittenDirectly() throws {
    let workshop = try Workshop()
    let path = try workshop.file("socket")
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(bound == 0 && listen(listener, 1) == 0)
    try write("hello", to: path)
    let connection = accept(listener, nil, nil)
    defer { close(connection) }
    var buffer = [UInt8](repeating: 0, count: 16)
    let count = Glibc.read(connection, &buffer, buffer.count)
    #expect(text(Array(buffer[..<max(0, count)])) == "hello")
  }
}
