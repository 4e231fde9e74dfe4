import ArgumentParser
import Glibc

/// Refuses an output that is the command's own input, which it would replace.
func refuseOverwriting(_ input: String, with output: String) throws {
  guard input != "-", output != "-" else { return }
  var first = stat()
  var second = stat()
  guard stat(input, &first) == 0, stat(output, &second) == 0, first.st_mode & S_IFMT == S_IFREG,
    first.st_dev == second.st_dev, first.st_ino == second.st_ino
  else { return }
  throw ValidationError("The output is the input, \(input), and would replace it. Name another file.")
}

/// Whether something that is no regular file stands at the path: a pipe, a socket, a device.
func isStream(_ path: String) -> Bool {
  var status = stat()
  guard path != "-", stat(path, &status) == 0 else { return false }
  return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
}
