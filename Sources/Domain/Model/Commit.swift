internal import Crypto
internal import Diagnostics

/// The id of a Git object, 40 lower-case hex characters.
public struct ObjectID: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// 40 hex characters.
    public let rawValue: String
    /// Takes an id.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The hex text.
    public var description: String { rawValue }
    /// The first ten characters, for people.
    public var short: String { String(rawValue.prefix(10)) }

    /// The id that Git gives to a blob of these bytes.
    public init(ofBlob bytes: ArraySlice<UInt8>) {
        var hash = Insecure.SHA1()
        hash.update(data: Array("blob \(bytes.count)\0".utf8))
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        let hex = Array("0123456789abcdef".utf8)
        let text = hash.finalize().flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] }
        rawValue = String(decoding: text, as: UTF8.self)
    }
}

/// Who wrote a commit, and when.
public struct CommitIdentity: Hashable, Sendable, Codable {
    /// Name.
    public var name: String
    /// Mail address.
    public var email: String
    /// Time; Git keeps whole seconds.
    public var time: Timestamp
    /// Offset from UTC in minutes.
    public var offsetMinutes: Int

    /// Makes an identity.
    public init(name: String, email: String, time: Timestamp, offsetMinutes: Int = 0) {
        self.name = name
        self.email = email
        self.time = time
        self.offsetMinutes = offsetMinutes
    }
}

/// A commit as read.
public struct CommitRecord: Hashable, Sendable {
    /// Its id.
    public var id: ObjectID
    /// Its tree's id.
    public var tree: ObjectID
    /// Parents in order.
    public var parents: [ObjectID]
    /// Author.
    public var author: CommitIdentity
    /// Committer.
    public var committer: CommitIdentity
    /// Whole message.
    public var message: String

    /// Makes a record.
    public init(
        id: ObjectID, tree: ObjectID, parents: [ObjectID], author: CommitIdentity, committer: CommitIdentity,
        message: String
    ) {
        self.id = id
        self.tree = tree
        self.parents = parents
        self.author = author
        self.committer = committer
        self.message = message
    }

    /// The first line of the message.
    public var subject: String { PlainText.lines(of: message)[0] }

    /// The git trailers, name → value.
    ///
    /// They are the last paragraph, when it is not the first and has nothing but trailers; a line that starts with a
    /// space goes on with the value before it.
    public var trailers: [String: String] {
        var lines = PlainText.lines(of: message)
        while lines.last?.isBlank == true { lines.removeLast() }
        guard let gap = lines.lastIndex(where: \.isBlank), lines[..<gap].contains(where: { !$0.isBlank })
        else {
            return [:]
        }
        var result: [String: String] = [:]
        var last: String?
        for line in lines[(gap + 1)...] {
            if line.first == " " || line.first == "\t" {
                guard let name = last else { return [:] }
                result[name, default: ""] += " " + line.drop { $0 == " " || $0 == "\t" }
                continue
            }
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard parts.count == 2, CommitRecord.isTrailerName(name) else { return [:] }
            result[name] = String(parts[1].drop { $0 == " " })
            last = name
        }
        return result
    }

    private static func isTrailerName(_ text: String) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}

extension String {
    fileprivate var isBlank: Bool { allSatisfy { $0 == " " || $0 == "\t" } }
}

/// A file of a tree.
public struct TreeEntry: Hashable, Sendable {
    /// What the entry is.
    public enum Kind: Hashable, Sendable {
        case file, executable, symlink, submodule
    }

    /// Path relative to the root.
    public var path: String
    /// What it is.
    public var kind: Kind
    /// Object id of the blob, or of the submodule's commit.
    public var id: ObjectID

    /// Makes an entry.
    public init(path: String, kind: Kind, id: ObjectID) {
        self.path = path
        self.kind = kind
        self.id = id
    }
}

/// A commit that is to be made in memory: a base tree and the files that differ from it.
public struct CommitDraft: Sendable {
    /// What happens to one path.
    public enum Change: Sendable, Hashable {
        /// The file has these bytes; an existing file keeps its mode.
        case write([UInt8])
        /// The file goes.
        case delete
    }

    /// The commit whose tree is the base; nil starts from an empty tree.
    public var base: ObjectID?
    /// Parents of the new commit.
    public var parents: [ObjectID]
    /// Path → change.
    public var changes: [String: Change]
    /// Whole message.
    public var message: String
    /// Author.
    public var author: CommitIdentity
    /// Committer.
    public var committer: CommitIdentity
    /// False for commits that only carry data, whose content is signed or hashed otherwise.
    public var wantsSignature = true

    /// The same draft for a commit that only carries data.
    public var asData: CommitDraft {
        var draft = self
        draft.wantsSignature = false
        return draft
    }

    /// Makes a draft; parents default to the base.
    public init(
        base: ObjectID?, parents: [ObjectID]? = nil, changes: [String: Change], message: String,
        author: CommitIdentity, committer: CommitIdentity? = nil
    ) {
        self.base = base
        self.parents = parents ?? base.map { [$0] } ?? []
        self.changes = changes
        self.message = message
        self.author = author
        self.committer = committer ?? author
    }
}

/// A reference that is to move, and where it must stand now.
public struct ReferenceUpdate: Hashable, Sendable {
    /// Full name: `refs/heads/main`.
    public var name: String
    /// New target; nil deletes.
    public var new: ObjectID?
    /// Target it must have now; nil means it must not exist.
    public var expected: ObjectID?
    /// Another reference of the same remote that keeps what the name has now, where the new target does not descend from it.
    public var keptBy: String?

    /// Makes an update.
    public init(_ name: String, to new: ObjectID?, expecting expected: ObjectID?, keptBy: String? = nil) {
        self.name = name
        self.new = new
        self.expected = expected
        self.keptBy = keptBy
    }
}
