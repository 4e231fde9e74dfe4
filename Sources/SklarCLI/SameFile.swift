import ArgumentParser
import Glibc

/// Refuses an output that is the command's own input, which it would replace.
func refuseOverwriting(_ input: String, with output: String) throws {
  if isSameFile(input, output) {
    throw ValidationError("The output is the input, \(input), and would replace it. Name another file.")
  }
}

/// Whether both paths lead to the same regular file.
func isSameFile(_ a: String, _ b: String) -> Bool {
  guard a != "-", b != "-", let first = FileStatus(a), let second = FileStatus(b) else { return false }
  return first.kind == S_IFREG && first == second
}

/// Whether what is written to one of the two outputs would replace or run into what is written to the other: one
/// file, there already or not yet, or one stream.
func isSameOutput(_ a: String, _ b: String) -> Bool {
  func status(_ path: String) -> FileStatus? {
    namesStandardOutput(path) ? FileStatus(descriptor: STDOUT_FILENO) : FileStatus(path)
  }
  if namesStandardOutput(a), namesStandardOutput(b) { return true }
  switch (status(a), status(b)) {
  // A device such as /dev/null takes both.
  case (let first?, let second?): return first == second && first.kind != S_IFCHR
  case (nil, nil):
    guard let first = placeOfNewFile(a), let second = placeOfNewFile(b) else { return false }
    return first == second
  default: return false
  }
}

/// Whether what is written there goes where standard output goes.
func isStandardOutput(_ path: String) -> Bool {
  if namesStandardOutput(path) { return true }
  guard let status = FileStatus(path) else { return false }
  return status == FileStatus(descriptor: STDOUT_FILENO)
}

private func namesStandardOutput(_ path: String) -> Bool {
  ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].contains(path)
}

/// Where a file of this name would come to stand, without links; `nil` if something is there, or no directory.
private func placeOfNewFile(_ path: String) -> String? {
  var path = path
  // As many links as the system itself follows.
  for _ in 0..<40 {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    guard !name.isEmpty, let resolved = realpath(folder, nil) else { return nil }
    defer { free(resolved) }
    let place = String(cString: resolved) + "/" + name
    let link = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
      count = buffer.withMemoryRebound(to: CChar.self) {
        max(0, readlink(place, $0.baseAddress!, $0.count))
      }
    }
    if link.isEmpty { return place }
    let target = String(decoding: link, as: UTF8.self)
    path = target.hasPrefix("/") ? target : String(cString: resolved) + "/" + target
  }
  return nil
}

/// Which file, stream or device it is.
private struct FileStatus: Equatable {
  private let device: dev_t
  private let number: ino_t
  let kind: mode_t

  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    (device, number, kind) = (status.st_dev, status.st_ino, status.st_mode & S_IFMT)
  }
}

/// Whether something that is no regular file stands at the path: a pipe, a socket, a device.
func isStream(_ path: String) -> Bool {
  guard path != "-", let status = FileStatus(path) else { return false }
  return ![S_IFREG, S_IFDIR].contains(status.kind)
}
