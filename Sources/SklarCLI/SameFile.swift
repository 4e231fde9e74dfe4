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
  guard a != "-", b != "-" else { return false }
  var first = stat()
  var second = stat()
  return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_mode & S_IFMT == S_IFREG
    && first.st_dev == second.st_dev && first.st_ino == second.st_ino
}

/// Whether something that is no regular file stands at the path: a pipe, a socket, a device.
func isStream(_ path: String) -> Bool {
  var status = stat()
  guard path != "-", stat(path, &status) == 0 else { return false }
  return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
}
