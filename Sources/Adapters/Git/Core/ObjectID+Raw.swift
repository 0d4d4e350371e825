internal import CLibgit2
internal import Model

extension ObjectID {
    /// The tree without entries, the same in every repository.
    static let emptyTree = ObjectID(rawValue: "4b825dc642cb6eb9a060e54bf8d69288fbee4904")

    init(_ raw: git_oid) {
        let hex = String(unsafeUninitializedCapacity: 40) { text in
            var place = 0
            withUnsafeBytes(of: raw.id) { bytes in
                for byte in bytes {
                    text[place] = Self.digit(byte >> 4)
                    text[place + 1] = Self.digit(byte & 15)
                    place += 2
                }
            }
            return place
        }
        self.init(rawValue: hex)
    }

    init(_ raw: UnsafePointer<git_oid>) { self.init(raw.pointee) }

    /// The library's form of the same name.
    var raw: git_oid {
        get throws(GitError) {
            var oid = git_oid()
            guard rawValue.utf8.count == 40, git_oid_fromstr(&oid, rawValue) == 0 else {
                git_error_clear()
                throw GitError(
                    kind: .invalidName, activity: "reading an object id",
                    message: "\"\(rawValue)\" is not one")
            }
            return oid
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}
