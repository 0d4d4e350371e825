internal import CLibgit2
internal import Model

extension CommitIdentity {
    init(_ raw: git_signature) {
        self.init(
            name: String(cString: raw.name), email: String(cString: raw.email),
            time: Timestamp(seconds: raw.when.time), offsetMinutes: Int(raw.when.offset))
    }

    /// How a commit names it: `Name <address> seconds +hhmm`, without what the library trims off both names.
    ///
    /// Name and address must not be empty nor hold characters that end them in a commit.
    func line() throws(GitError) -> String {
        for text in [name, email]
        where text.isEmpty || text.utf8.contains(where: { $0 < 0x20 || $0 == 0x3C || $0 == 0x3E }) {
            throw GitError(
                kind: .invalidName, activity: "writing an identity",
                message: "\"\(text)\" is empty or holds control characters or angle brackets")
        }
        var made: UnsafeMutablePointer<git_signature>?
        try check(
            "writing an identity", git_signature_new(&made, name, email, time.seconds, Int32(offsetMinutes)))
        guard let made else {
            throw GitError(
                kind: .library, activity: "writing an identity", message: "the library returned nothing")
        }
        defer { git_signature_free(made) }
        let minutes = abs(offsetMinutes)
        let zone =
            (offsetMinutes < 0 ? "-" : "+") + Self.twoDigits(minutes / 60) + Self.twoDigits(minutes % 60)
        return "\(String(cString: made.pointee.name)) <\(String(cString: made.pointee.email))> "
            + "\(time.seconds) \(zone)"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
