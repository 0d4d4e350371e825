extension GoFunctionTable {
    /// `urlParse` and `urlJoin` with the rules of Go's `net/url`.
    mutating func addURLs() {
        add("urlParse", "s") { call in
            let text = call.string(0)
            do {
                let url = try GoURLParts(text)
                let origins = call.origins
                return .map(url.fields.mapValues { .string($0, origins) }, origins)
            } catch let fault as GoFault {
                let quoted = GoQuote.quote(GoText(text)).string
                throw GoFault("unable to parse url: parse \(quoted): \(fault.message)", id: fault.id)
            }
        }
        add("urlJoin", "m") { call in
            guard let map = call.args[0].mapping else { return .string("") }
            func part(_ name: String) throws -> String {
                guard let value = map[name] else { return "" }
                guard let text = value.text else {
                    throw GoFault(
                        value.isNothing
                            ? "runtime error: invalid memory address or nil pointer dereference"
                            : "unable to parse \(name) key, must be of type string, but \(value.kindName) found"
                    )
                }
                return text.string
            }
            var url = GoURLParts()
            url.scheme = try part("scheme")
            url.host = try part("host")
            url.path = try part("path")
            url.query = try part("query")
            url.opaque = try part("opaque")
            url.fragment = try part("fragment")
            let user = try part("userinfo")
            if !user.isEmpty { url.user = try GoURLParts("proto://\(user)@host").user }
            return .string(url.text, call.deepOrigins)
        }
    }
}

/// A URL taken apart.
struct GoURLParts {
    var scheme = ""
    var opaque = ""
    /// Name and password, unescaped.
    var user: (name: String, password: String?)?
    var host = ""
    var path = ""
    var query = ""
    var endsInQuestionMark = false
    var fragment = ""

    init() {}

    init(_ text: String) throws {
        if text.utf8.contains(where: { $0 < 32 || $0 == 127 }) {
            throw GoFault("net/url: invalid control character in URL")
        }
        var rest = text[...]
        if let hash = rest.firstIndex(of: "#") {
            fragment = try Self.unescape(rest[rest.index(after: hash)...], .fragment)
            rest = rest[..<hash]
        }
        if rest == "*" {
            path = "*"
            return
        }
        (scheme, rest) = try Self.scheme(rest)
        if rest.last == "?", rest.filter({ $0 == "?" }).count == 1 {
            endsInQuestionMark = true
            rest.removeLast()
        } else if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        if !rest.hasPrefix("/") {
            if !scheme.isEmpty {
                opaque = String(rest)
                return
            }
            if rest.prefix(while: { $0 != "/" }).contains(":") {
                throw GoFault("first path segment in URL cannot contain colon")
            }
        }
        if rest.hasPrefix("//"), !scheme.isEmpty || !rest.hasPrefix("///") {
            let authority = rest.dropFirst(2).prefix { $0 != "/" }
            rest = rest[authority.endIndex...]
            try readAuthority(authority)
        }
        path = try Self.unescape(rest, .path)
    }

    private static func scheme(_ text: Substring) throws -> (String, Substring) {
        for (index, character) in zip(text.indices, text) {
            switch character {
            case "a"..."z", "A"..."Z": continue
            case "0"..."9", "+", "-", ".": if index == text.startIndex { return ("", text) }
            case ":":
                if index == text.startIndex { throw GoFault("missing protocol scheme") }
                return (text[..<index].lowercased(), text[text.index(after: index)...])
            default: return ("", text)
            }
        }
        return ("", text)
    }

    private mutating func readAuthority(_ authority: Substring) throws {
        var hostText = authority
        if let at = authority.lastIndex(of: "@") {
            let info = authority[..<at]
            hostText = authority[authority.index(after: at)...]
            let allowed = "-._:~!$&'()*+,;=%@"
            guard info.utf8.allSatisfy({ $0.isLetterOrDigit || allowed.utf8.contains($0) }) else {
                throw GoFault("net/url: invalid userinfo")
            }
            if let colon = info.firstIndex(of: ":") {
                user = (
                    try Self.unescape(info[..<colon], .user),
                    try Self.unescape(info[info.index(after: colon)...], .user)
                )
            } else {
                user = (try Self.unescape(info, .user), nil)
            }
        }
        let port: Substring
        if hostText.hasPrefix("[") {
            guard let close = hostText.lastIndex(of: "]") else { throw GoFault("missing ']' in host") }
            port = hostText[hostText.index(after: close)...]
        } else {
            port = hostText.lastIndex(of: ":").map { hostText[$0...] } ?? ""
        }
        guard port.isEmpty || port.first == ":" && port.dropFirst().utf8.allSatisfy(GoCharacters.isDigit)
        else { throw GoFault("invalid port \(GoQuote.quote(GoText(String(port))).string) after host") }
        host = try Self.unescape(hostText, .host)
    }

    // MARK: Parts

    var hostname: String {
        if host.hasPrefix("["), let close = host.lastIndex(of: "]") {
            return String(host[host.index(after: host.startIndex)..<close])
        }
        guard let colon = host.lastIndex(of: ":"),
            host[host.index(after: colon)...].utf8.allSatisfy(GoCharacters.isDigit)
        else { return host }
        return String(host[..<colon])
    }

    private var userText: String {
        guard let user else { return "" }
        let name = Self.escape(user.name, .user)
        return user.password.map { name + ":" + Self.escape($0, .user) } ?? name
    }

    var fields: [String: String] {
        [
            "scheme": scheme, "host": host, "hostname": hostname, "path": path, "query": query,
            "opaque": opaque, "fragment": fragment, "userinfo": userText,
        ]
    }

    var text: String {
        var result = scheme.isEmpty ? "" : scheme + ":"
        if !opaque.isEmpty {
            result += opaque
        } else {
            if !scheme.isEmpty || !host.isEmpty || user != nil {
                if !host.isEmpty || !path.isEmpty || user != nil { result += "//" }
                if user != nil { result += userText + "@" }
                result += Self.escape(host, .host)
            }
            let escaped = path == "*" ? "*" : Self.escape(path, .path)
            if !escaped.isEmpty, !escaped.hasPrefix("/"), !host.isEmpty { result += "/" }
            if result.isEmpty, escaped.prefix(while: { $0 != "/" }).contains(":") { result += "./" }
            result += escaped
        }
        if endsInQuestionMark || !query.isEmpty { result += "?" + query }
        if !fragment.isEmpty { result += "#" + Self.escape(fragment, .fragment) }
        return result
    }

    // MARK: Escapes

    private enum Place { case path, user, host, fragment }

    private static func isPlain(_ byte: UInt8, _ place: Place) -> Bool {
        if byte.isLetterOrDigit || "-_.~".utf8.contains(byte) { return true }
        switch place {
        case .path: return "$&+,/:;=@".utf8.contains(byte)
        case .user: return "$&+,;=".utf8.contains(byte)
        case .fragment: return "$&+,/:;=?@!()*".utf8.contains(byte)
        case .host: return "!$&'()*+,;=:[]<>\"".utf8.contains(byte)
        }
    }

    private static func escape(_ text: String, _ place: Place) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte, place) {
                result.append(byte)
            } else {
                result += ("%" + GoQuote.hex(UInt32(byte), 2).uppercased()).utf8
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func unescape(_ text: Substring, _ place: Place) throws -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%") {
                let digits = String(decoding: bytes[index...].prefix(3), as: UTF8.self)
                guard digits.utf8.count == 3, let value = UInt8(digits.dropFirst(), radix: 16),
                    !digits.contains("+")
                else { throw GoFault("invalid URL escape \(GoQuote.quote(GoText(digits)).string)") }
                result.append(value)
                index += 3
                continue
            }
            if place == .host, byte < 0x80, !isPlain(byte, .host) {
                throw GoFault(
                    "invalid character \(GoQuote.quote(GoText([byte])).string) in host name")
            }
            result.append(byte)
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        GoCharacters.isDigit(self) || (self < 0x80 && GoCharacters.isLetter(self))
    }
}
