import Foundation
import Testing

/// `sklar blend` and `sklar overfit`.
@Suite struct TrainingMixCommandTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  private func report(_ name: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: box.data(name)) as? [String: Any])
  }

  @Test func penguins() throws {
    try box.done("sample", try Fixtures.penguinsModel(), "-n", "1000", "-o", "rows.jsonl", "--quiet")
    let outcome = try box.done(
      "blend", "--real", Fixtures.penguinsData, "--synthetic", "rows.jsonl", "-o", "train.csv",
      "--validation",
      "validation.csv", "--test", "test.csv", "--test-share", "0.1", "--stratify", "species", "--ratio",
      "0.5",
      "--json", "r.json")
    #expect(outcome.text.contains("synthetic (50.0 %)"))
    let real = String(decoding: try Data(contentsOf: URL(filePath: Fixtures.penguinsData)), as: UTF8.self)
    let realLines = Set(real.split(separator: "\n"))
    let (train, validation, test) = (
      try box.text("train.csv").split(separator: "\n"), try box.text("validation.csv").split(separator: "\n"),
      try box.text("test.csv").split(separator: "\n")
    )
    // Byte for byte the real table's lines, header included.
    #expect(validation.allSatisfy(realLines.contains) && test.allSatisfy(realLines.contains))
    #expect(validation.count == 70 && test.count == 35 && validation[0] == train[0])
    #expect(
      Set(validation.dropFirst()).isDisjoint(with: train) && Set(test.dropFirst()).isDisjoint(with: train))
    let found = try report("r.json")
    #expect(found["schema_version"] as? Int == 1)
    #expect(abs((found["synthetic_ratio"] as? Double ?? 0) - 0.5) < 0.01)
    #expect((found["rows"] as? [String: Any])?["training"] as? Int == train.count - 1)
    let trained = train.dropFirst().count(where: realLines.contains)
    let copies = try #require(found["synthetic_copies_of_training"] as? Int)
    let fromReal = try #require((found["rows"] as? [String: Any])?["training_real"] as? Int)
    #expect(trained == fromReal + copies)
  }

  @Test func misuseOfBlend() throws {
    let real = Fixtures.penguinsData
    func blend(_ more: String...) throws -> Outcome {
      try box.run(
        try #require(Command.path),
        ["blend", "--real", real, "--synthetic", real, "-o", "t.csv", "--validation", "v.csv"] + more)
    }
    expectMisuse(try blend("--validation-share", "0"), ["above 0 and below 1"])
    expectMisuse(try blend("--validation-share", "1.5"), ["above 0 and below 1"])
    expectMisuse(
      try blend("--validation-share", "0.6", "--test", "x.csv", "--test-share", "0.4"), ["sum to less than 1"]
    )
    expectMisuse(try blend("--test-share", "0.1"), ["--test OUT"])
    expectMisuse(try blend("--ratio", "2"), ["between 0 and 1"])
    expectMisuse(try blend("--stratify", "specis"), ["species"])
    expectMisuse(try blend("--test", "t.csv"), ["same file"])
    expectMisuse(try blend("--json", real), ["would replace it"])
    // The synthetic table holds the real rows themselves: with a share of them held out, the rest stay.
    #expect(try blend("--quiet").status == 0)
    #expect(box.listing == ["t.csv", "v.csv"])
    try box.write("other.csv", "a,b\n1,2\n")
    let outcome = try box.sklar(
      "blend", "--real", real, "--synthetic", "other.csv", "-o", "n.csv", "--validation", "w.csv")
    expectRefusal(outcome, ["columns"])
    #expect(!box.listing.contains("n.csv"))
  }

  @Test func overfit() throws {
    try box.write(
      "losses.csv",
      "Epoch,train loss,real_val_loss,synthetic_val_loss\n1,0.9,0.8,0.75\n2,0.4,0.6,0.45\n3,0.09,0.7,0.3\n")
    let outcome = try box.done("overfit", "losses.csv", "--json", "r.json")
    for word in ["ARTEFACTS", "LEAKAGE", "epoch 2, by the real validation loss"] {
      #expect(outcome.text.contains(word), "\(outcome.text)")
    }
    let found = try report("r.json")
    #expect(found["warnings"] as? [String] == ["artefacts", "leakage"])
    #expect(found["best_epoch"] as? Double == 2 && found["first_warning"] as? Double == 3)
    // As trainers log: several lines an epoch, JSON.
    try box.write(
      "log.jsonl",
      "{\"epoch\":1,\"loss\":0.05}\n{\"epoch\":1,\"eval_loss\":0.7}\n{\"epoch\":2,\"loss\":0.04}\n{\"epoch\":2,\"eval_loss\":0.4}\n"
    )
    let log = try box.done("overfit", "log.jsonl", "--json", "log.json", "--fail-on-warning")
    #expect(log.text.contains("OK") && log.text.contains("1 of leakage"))
    let gate = try box.sklar("overfit", "losses.csv", "--fail-on-warning", "--quiet")
    #expect(gate.status == 3 && gate.errors.contains("artefacts, leakage"))
    try box.done("overfit", "losses.csv", "--fail-on-warning", "--max-gap", "0.5", "--low-training", "0.05")
    let values = try box.done(
      "overfit", "--training-loss", "0.3", "--real-validation-loss", "0.6", "--synthetic-validation-loss",
      "0.3")
    #expect(values.text.contains("ARTEFACTS"))
  }

  @Test func misuseOfOverfit() throws {
    try box.write("words.csv", "epoch,train_loss,val_loss\n1,0.5,0.6\n2,low,0.5\n")
    expectRefusal(try box.sklar("overfit", "words.csv"), ["words.csv:3", "train_loss", "no number"])
    try box.write("names.csv", "a,b\n1,2\n2,3\n")
    expectMisuse(try box.sklar("overfit", "names.csv"), ["--real-column", "a, b"])
    expectMisuse(try box.sklar("overfit", "names.csv", "--real-column", "c"), ["\"c\""])
    try box.done("overfit", "names.csv", "--real-column", "a", "--training-column", "b")
    expectMisuse(try box.sklar("overfit"), ["Give a file"])
    expectMisuse(try box.sklar("overfit", "names.csv", "--training-loss", "1"), ["not both"])
    expectMisuse(try box.sklar("overfit", "--training-loss", "1"), ["--real-validation-loss"])
    expectMisuse(try box.sklar("overfit", "--training-loss", "nan", "--real-validation-loss", "1"))
  }
}
