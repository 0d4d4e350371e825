internal import Foundation

/// What a file of allowed signers says about one key, as far as it is plain.
enum AllowedSigners {
    /// What is known about a key.
    enum Standing: Equatable {
        /// Plainly allowed under this name, for any purpose at any time.
        case allowed(String)
        /// Not mentioned at all.
        case unknown
        /// Mentioned with options or patterns, which are for `ssh-keygen` to understand.
        case intricate
    }

    /// Looks for a key in the contents of a file.
    static func standing(of publicKey: [UInt8], in contents: String) -> Standing {
        let key = Data(publicKey).base64EncodedString()
        var principal: String?
        for line in contents.split(whereSeparator: \.isNewline) where line.contains(key) {
            guard !line.drop(while: \.isWhitespace).hasPrefix("#") else { continue }
            let fields = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard fields.count >= 3, fields[1] == "ssh-ed25519", fields[2] == key,
                !fields[0].contains(where: { "*?!\",".contains($0) })
            else { return .intricate }
            principal = principal ?? String(fields[0])
        }
        return principal.map { .allowed($0) } ?? .unknown
    }
}
