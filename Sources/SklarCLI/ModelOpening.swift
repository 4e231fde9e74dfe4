import Sklar

/// A model that cannot be used, and the file it is in.
struct UnusableModel: Error, CustomStringConvertible {
  let path: String
  let error: ModelError

  var description: String {
    "\(path): the model contradicts itself: \(error). Fit it again, or take it from where it was whole."
  }
}

/// Reads a model and makes it ready to be sampled, which also checks that its parts agree.
func openModel(_ path: String, seed: Seed) throws -> (model: SynthesisModel, sampler: RowSampler) {
  let model = try SynthesisModel(contentsOf: path)
  do {
    return (model, try RowSampler(model, seed: seed))
  } catch let error as ModelError {
    throw UnusableModel(path: path, error: error)
  }
}

/// Writes to standard output, and says so if that fails, as `print` does not.
func printText(_ text: String) throws {
  let output = try OutputFile(path: "-")
  try output.write(Array(text.utf8))
  try output.commit()
}
