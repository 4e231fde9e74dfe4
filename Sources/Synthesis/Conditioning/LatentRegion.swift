/// A part of the space of latents: boxes that do not overlap.
struct LatentRegion: Sendable, Hashable {
  /// A set for each latent that is confined; none of them empty.
  struct Box: Sendable, Hashable {
    private(set) var sets: [Int: LatentSet] = [:]

    static let all = Box()

    /// `nil` if nothing is left.
    func intersection(_ latent: Int, _ set: LatentSet) -> Box? {
      let left = self[latent].intersection(set)
      guard !left.isEmpty else { return nil }
      var box = self
      box.sets[latent] = left.isAll ? nil : left
      return box
    }

    func intersection(_ other: Box) -> Box? {
      var box = self
      for latent in other.latents {
        guard let next = box.intersection(latent, other[latent]) else { return nil }
        box = next
      }
      return box
    }

    /// What of the box lies outside another, as boxes.
    func subtracting(_ other: Box) -> [Box] {
      guard intersection(other) != nil else { return [self] }
      var parts: [Box] = []
      var inside = self
      for latent in other.latents {
        let outside = inside[latent].subtracting(other[latent])
        if !outside.isEmpty {
          var part = inside
          part.sets[latent] = outside.isAll ? nil : outside
          parts.append(part)
        }
        guard let next = inside.intersection(latent, other[latent]) else { break }
        inside = next
      }
      return parts
    }

    subscript(latent: Int) -> LatentSet { sets[latent] ?? .all }
    /// Ascending.
    var latents: [Int] { sets.keys.sorted() }
  }

  private(set) var boxes: [Box]

  static let all = LatentRegion(boxes: [.all])
  static let none = LatentRegion(boxes: [])

  /// More boxes than that, and a condition is taken apart by drawing instead.
  static let mostBoxes = 4096

  init(_ latent: Int, _ set: LatentSet) {
    boxes = Box.all.intersection(latent, set).map { [$0] } ?? []
  }

  private init(boxes: [Box]) { self.boxes = boxes }

  var isEmpty: Bool { boxes.isEmpty }
  var latents: [Int] { Set(boxes.flatMap(\.latents)).sorted() }

  /// `nil` if there would be too many boxes.
  func union(_ other: LatentRegion) -> LatentRegion? {
    if let joined = joined(other) { return joined }
    var all = boxes
    for box in other.boxes {
      var parts = [box]
      for taken in boxes {
        parts = parts.flatMap { $0.subtracting(taken) }
        guard parts.count <= Self.mostBoxes else { return nil }
      }
      all += parts
      guard all.count <= Self.mostBoxes else { return nil }
    }
    return LatentRegion(boxes: all)
  }

  /// The union of two regions of one latent.
  private func joined(_ other: LatentRegion) -> LatentRegion? {
    guard boxes.count == 1, other.boxes.count == 1, let latent = boxes[0].latents.first,
      boxes[0].latents == [latent], other.boxes[0].latents == [latent]
    else { return nil }
    return LatentRegion(latent, boxes[0][latent].union(other.boxes[0][latent]))
  }

  /// `nil` if there would be too many boxes.
  func intersection(_ other: LatentRegion) -> LatentRegion? {
    var all: [Box] = []
    for box in boxes {
      all += other.boxes.compactMap { box.intersection($0) }
      guard all.count <= Self.mostBoxes else { return nil }
    }
    return LatentRegion(boxes: all)
  }
}
