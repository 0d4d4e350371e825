/// A file of a chart.
public struct ChartFile: Sendable, Hashable {
    /// Its path in the chart: `templates/deployment.yaml`.
    public var name: String
    /// Its path in the repository, or what stands for one where it comes out of an archive.
    public var path: String
    /// Its bytes.
    public var bytes: [UInt8]

    /// Makes a file.
    public init(name: String, path: String, bytes: [UInt8]) {
        self.name = name
        self.path = path
        self.bytes = bytes
    }

    /// True where Git holds a pointer to the contents, which are on a server of Git LFS.
    var isLargeFilePointer: Bool {
        bytes.count < 1024 && bytes.starts(with: "version https://git-lfs.github.com/spec/".utf8)
    }

    /// `deployment.yaml` of `templates/deployment.yaml`.
    var baseName: Substring {
        name[(name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex)...]
    }
}

/// Bounds that make a hostile chart end in a diagnostic.
public struct ChartLimits: Sendable, Hashable {
    /// Bytes of all files of an archive together, unpacked.
    public var archiveBytes: Int
    /// Files of an archive.
    public var archiveFiles: Int
    /// Charts inside each other.
    public var depth: Int
    /// Bytes of a path in an archive.
    public var pathBytes: Int

    /// Makes limits; the defaults are generous for charts that people write.
    public init(
        archiveBytes: Int = 64 << 20, archiveFiles: Int = 5_000, depth: Int = 12, pathBytes: Int = 1_024
    ) {
        self.archiveBytes = archiveBytes
        self.archiveFiles = archiveFiles
        self.depth = depth
        self.pathBytes = pathBytes
    }
}

/// Why a chart, or a part of it, cannot be read.
public struct ChartProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of problem it is.
    public enum Kind: Sendable, Hashable {
        /// The chart is not well formed.
        case invalid
        /// A bound was reached.
        case limit
    }

    /// The kind.
    public var kind: Kind
    /// One sentence, beginning with the file.
    public var description: String
    /// True where whoever renders it surely refuses it as well.
    public var isCertain: Bool

    /// Makes a problem.
    public init(_ kind: Kind, _ description: String, isCertain: Bool = false) {
        self.kind = kind
        self.isCertain = isCertain
        self.description = description
    }
}
