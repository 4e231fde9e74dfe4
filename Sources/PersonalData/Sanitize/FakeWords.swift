/// Words that made-up names and addresses are made of: rare enough that a text of nothing else is recognised as made up.
enum FakeWords {
  static let given = words(
    "Abelina Adelmo Albrica Aldora Amberic Amyntas Anselka Ardith Arvida Aurelio Averil Balthora Bedrich Belvina Berengar Brisela Cadmus Calixta Casimir Celandine Cerdic Corisande Cosmin Dacian Delfina Demelza Eadwin Edric Eldora Elowen Emeric Endora Ermina Esteve Eudora Faustine Fenella Ferran Fiorenza Galiena Garrick Giselda Godiva Gunther Halcyon Hedda Hesper Idalia Ilario Isaura Isolde Jocasta Jorund Juvenal Kasimira Kerensa Ladislas Leofric Leontyne Lisandro Lorcan Lucasta Malvina Marcellin Melisende Merrick Mirabel Morwenna Nerissa Nicanor Odalys Odran Olimpia Ondine Orsino Osmond Ottoline Pelagia Perpetua Petronel Philander Quillon Ragnild Reinhild Romilly Sabela Seraphin Sidony Sigurd Sunniva Tancred Thaddea Theodric Tibor Ulrika Urbain Valdemar Venetia Wendelin Wilmot Xanthe Yolande Ysolt Zenobia"
  )
  static let family = words(
    "Abberline Achterberg Aldington Alverstone Amberley Ashdowne Averbeck Barrowclough Bellingrath Birkenhall Blackmoor Bramwitz Brandreth Brightwater Cavendale Chatterley Clavering Coldbrook Corvalan Cranleigh Dalgleish Delacorte Dunsinane Eastermann Eckhardt Elderfield Ellerbrock Falkenrath Fenwicke Finsterwald Fotheringay Galbraith Gildersleeve Glanville Goldfinch Grunewald Hallowell Harrowgate Hawksworth Heatherstone Hollingsworth Huxtable Inglewood Jessamine Kestrel Kilbourne Kirchwald Lamberton Lanfranc Lindqvarn Lockridge Lovelace Maddoxe Marchbanks Merriweather Mondragon Nethercott Oakenshaw Ostermark Penhaligon Quartermain Quiller Ravensdale Redfernan Ringwald Rosencranz Rutherglen Saltonstall Sandringham Severin Silverlock Stapleford Steinbrenner Summerfield Tattersall Thistlewood Thornbury Tremayne Umberleigh Underhill Valcourt Vandermolen Verlinden Waldgrave Weatherby Wetherell Whitlocke Wintersmith Wolverton Wychwood Yarborough Zimmerwald"
  )

  private static func words(_ list: String) -> [String] { list.split(separator: " ").map(String.init) }

  private static let all = Set((given + family).map { $0.lowercased() })
  /// What may stand beside them in an address, without a meaning of its own.
  private static let plain: Set<String> = ["street", "springhaven"]

  /// Whether every word of letters is one of these.
  static func areFake(_ text: String) -> Bool {
    var found = false
    for word in text.lowercased().split(whereSeparator: { !$0.isLetter }) {
      if plain.contains(String(word)) { continue }
      guard all.contains(String(word)) else { return false }
      found = true
    }
    return found
  }
}
