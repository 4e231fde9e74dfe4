/// What a column's name, or a word before a number, says about it.
public enum TextContext: Sendable, Hashable {
  case email
  case phone
  case card
  case iban
  /// A national identifier; `nil`: whichever.
  case identifier(NationalIdentifier?)
  case ipAddress
  case macAddress
  case address
  case name(NamePart)
  case birth
  /// Numbers of things: orders, books, versions, moments, amounts, places.
  case reference

  public enum NamePart: Sendable, Hashable {
    case given, family, full
    /// `name` alone, which may be anything's.
    case unclear
  }

  private static let words: [String: TextContext] = {
    var words: [String: TextContext] = [:]
    func add(_ context: TextContext, _ list: String) {
      for word in list.split(separator: " ") { words[String(word)] = context }
    }
    add(.email, "email mail emails correo")
    add(
      .phone,
      "phone phones tel telephone telefon telefono teléfono telefone mobile cell cellphone celular call fax handy mobil portable ring dial whatsapp sms text msisdn landline contact reach móvil movil téléphone"
    )
    add(
      .card, "card cards visa mastercard amex creditcard cc karte carte tarjeta cartão cartao kreditkarte pan"
    )
    add(.iban, "iban")
    add(.identifier(nil), "identifier nationalid national passport taxid")
    add(.identifier(.usSSN), "ssn socialsecurity")
    add(.identifier(.ukNINO), "nino")
    add(.identifier(.ukNHS), "nhs")
    add(.identifier(.deTaxID), "steuer steuerid idnr steueridentifikationsnummer steuernummer")
    add(.identifier(.frNIR), "nir insee secu sécu")
    add(.identifier(.itCodiceFiscale), "codicefiscale fiscale")
    add(.identifier(.esDNI), "dni nif")
    add(.identifier(.esNIE), "nie")
    add(.identifier(.brCPF), "cpf")
    add(.identifier(.inAadhaar), "aadhaar aadhar uidai")
    add(.identifier(.nlBSN), "bsn burgerservicenummer")
    add(.identifier(.sePersonnummer), "personnummer pnr")
    add(.identifier(.caSIN), "sin")
    add(.identifier(.plPESEL), "pesel")
    add(.identifier(.chAHV), "ahv avs")
    add(.ipAddress, "ip ipv4 ipv6 ipaddress host")
    add(.macAddress, "mac macaddress")
    add(
      .address, "address street addr strasse straße adresse direccion dirección indirizzo endereco endereço")
    add(
      .birth,
      "dob birth birthdate birthday born geboren geburtsdatum naissance né née nacimiento nascita nascimento dateofbirth"
    )
    add(
      .reference,
      "order orders ord invoice inv isbn isbn13 isbn10 issn ticket tracking ref reference sku part version v ver build release firmware serial model item uuid guid hash sha sha256 md5 lat lon lng latitude longitude coordinates timestamp epoch ts price amount total eur usd gbp barcode ean upc gtin batch lot po rfc article doi case parcel shipment parts revision rev bestellung bestellnummer rechnung commande facture pedido factura ordine fattura id kernel v1 v2 chapter section transaction session request job asset product score measured value reading"
    )
    return words
  }()

  /// What the last words before `start` say; the nearest one that says anything.
  static func before(_ start: Int, in text: TextBytes) -> TextContext? {
    var end = start
    let limit = max(0, start - 40)
    for place in 0..<5 {
      while end > limit, !text[end - 1].isWord {
        // Another sentence, another subject.
        if [UInt8(ascii: ";"), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: "|"), 0x0A].contains(
          text[end - 1])
        {
          return nil
        }
        // So does a full stop, but not that of `tel.` and `no.`
        if text[end - 1] == UInt8(ascii: "."), end < start, text[end] == 0x20,
          place > 0 || wordLength(text, end - 1) > 4
        {
          return nil
        }
        end -= 1
      }
      var begin = end
      while begin > limit, text[begin - 1].isWord { begin -= 1 }
      if begin == end { return nil }
      let word = text.lowered(begin..<end)
      if let context = words[word] {
        // `order id`, `social security number`: what stands before says more.
        if word == "id" || word == "national" {
          end = begin
          if let closer = before(begin, in: text) { return closer }
          return context
        }
        // `order` three words ago is a thing's number; farther away it is talk.
        return context == .reference && place > 2 ? nil : context
      }
      if word == "security" || word == "social" { return .identifier(.usSSN) }
      if word == "insurance" { return .identifier(nil) }
      // A number between: what the word before it says is about that one.
      if text[begin].isDigit, end - begin > 3 { return nil }
      end = begin
    }
    return nil
  }

  /// What announces a number in a sentence, and as a column's name says nothing.
  private static let verbs: Set<String> = [
    "text", "call", "ring", "dial", "reach", "contact", "cell", "host", "pan", "portable", "handy", "card",
    "cards",
  ]

  private static func wordLength(_ text: TextBytes, _ end: Int) -> Int {
    var begin = end
    while begin > 0, text[begin - 1].isWord { begin -= 1 }
    return end - begin
  }

  /// What the name of a column says.
  public init?(columnName: String) {
    let tokens = ColumnTokens(columnName)
    if let name = tokens.namePart {
      self = .name(name)
      return
    }
    if tokens.has("ip", "address") || tokens.has("ip", "addr") {
      self = .ipAddress
    } else if tokens.has("mac", "address") || tokens.has("mac", "addr") {
      self = .macAddress
    } else if tokens.has("date", "birth") || tokens.has("birth", "day") || tokens.has("geburts", "datum")
      || tokens.has("birth", "date")
    {
      self = .birth
    } else if tokens.has("social", "security") {
      self = .identifier(.usSSN)
    } else if tokens.has("codice", "fiscale") {
      self = .identifier(.itCodiceFiscale)
    } else if tokens.has("national", "insurance") {
      self = .identifier(.ukNINO)
    } else if tokens.has("tax", "id") || tokens.has("national", "id") || tokens.has("citizen", "id") {
      self = .identifier(nil)
    } else if tokens.has("credit", "card") || tokens.has("card", "number") || tokens.has("card", "no") {
      self = .card
    } else {
      var found: TextContext?
      for word in tokens.words {
        guard let context = Self.words[word], !Self.verbs.contains(word) else { continue }
        // `order_phone` is a phone's, `phone_model` is not a phone's number.
        if found == nil || context != .reference { found = context }
        if word == "model" || word == "brand" || word == "type" { return nil }
      }
      if case .birth? = found,
        tokens.has("place") || tokens.has("country") || tokens.has("order") || tokens.has("weight")
      {
        found = nil
      }
      guard let found else { return nil }
      self = found
    }
  }
}

/// The words of a column's name: cut at signs, blanks and capitals, in lower case.
struct ColumnTokens {
  let words: [String]

  init(_ name: String) {
    var words: [String] = []
    var word = ""
    var wasLower = false
    for character in name {
      if !character.isLetter && !character.isNumber {
        if !word.isEmpty { words.append(word) }
        word = ""
        wasLower = false
        continue
      }
      if character.isUppercase, wasLower {
        words.append(word)
        word = ""
      }
      wasLower = character.isLowercase
      word += character.lowercased()
    }
    if !word.isEmpty { words.append(word) }
    self.words = words
  }

  func has(_ wanted: String...) -> Bool { wanted.allSatisfy(words.contains) }

  private static let people: Set<String> = [
    "customer", "client", "patient", "person", "employee", "student", "user", "member", "contact", "holder",
    "cardholder", "owner", "passenger", "guest", "applicant", "doctor", "teacher", "author", "buyer",
    "seller",
    "recipient", "sender", "manager", "spouse", "mother", "father", "parent", "child", "insured", "billing",
    "shipping",
  ]

  /// What part of a person's name the column holds, if its name says so.
  var namePart: TextContext.NamePart? {
    let joined = words.joined()
    switch joined {
    case "firstname", "givenname", "forename", "fname", "vorname", "prenom", "prénom", "nome", "middlename":
      return .given
    case "lastname", "surname", "familyname", "lname", "nachname", "apellido", "apellidos", "cognome",
      "sobrenome",
      "secondname", "maidenname", "nomdefamille":
      return .family
    case "fullname", "personname", "realname", "nombre", "nombrecompleto", "nomecompleto", "displayname",
      "legalname":
      return .full
    case "name", "names", "nom": return .unclear
    default: break
    }
    guard let last = words.last else { return nil }
    if words.contains("name") || last == "surname" {
      if words.contains("first") || words.contains("given") || words.contains("middle") { return .given }
      if words.contains("last") || words.contains("family") || words.contains("maiden") { return .family }
      if words.contains("full") || words.contains("legal") { return .full }
      if last == "surname" { return .family }
      if last == "name", words.dropLast().contains(where: Self.people.contains) { return .full }
    }
    return nil
  }
}
