internal import Diagnostics
internal import Foundation

/// The keys by which an SSH server may be known.
struct KnownHosts: Sendable {
    var trusted: Set<[UInt8]> = []
    var revoked: Set<[UInt8]> = []
    /// True when the operator named the file, so that nothing else counts.
    var isPinned = false

    /// Collects the entries for a server from the operator's file, or from the user's and the machine's.
    ///
    /// `ssh-keygen` does the search, because names in these files may be hashed.
    static func lookUp(host: String, port: Int, file: String?) async throws -> KnownHosts {
        let home = NSString(string: "~/.ssh/known_hosts").expandingTildeInPath
        let files = file.map { [$0] } ?? [home, "/etc/ssh/ssh_known_hosts"]
        var found = KnownHosts(isPinned: file != nil)
        let name = port == 22 ? host : "[\(host)]:\(port)"
        for file in files where FileManager.default.isReadableFile(atPath: file) {
            let answer = try await Tool(name: "ssh-keygen").run(
                ["-F", name, "-f", file], activity: "looking up \(name) in \(file)")
            for line in answer.text.split(separator: "\n") where !line.hasPrefix("#") { found.add(line) }
        }
        return found
    }

    private mutating func add(_ line: Substring) {
        var fields = line.split(separator: " ")
        let marker = fields.first.flatMap { $0.hasPrefix("@") ? String($0) : nil }
        if marker != nil { fields.removeFirst() }
        guard fields.count >= 3, let key = Data(base64Encoded: String(fields[2])) else { return }
        switch marker {
        case nil: trusted.insert([UInt8](key))
        case "@revoked": revoked.insert([UInt8](key))
        default: break
        }
    }
}
