internal import CLibgit2
internal import Foundation

/// The library below us: started once per process, its version checked before the first use.
public enum Libgit2 {
    /// The oldest version whose functions and fixes (SSH host keys are checked) this module relies on.
    static let oldest: [Int32] = [1, 5, 1]

    private static let startup: Result<String, GitError> = {
        guard git_libgit2_init() >= 0 else {
            return .failure(GitError.last(GIT_ERROR.rawValue, "starting libgit2"))
        }
        var (major, minor, revision): (Int32, Int32, Int32) = (0, 0, 0)
        git_libgit2_version(&major, &minor, &revision)
        let version = [major, minor, revision]
        let name = version.map(String.init).joined(separator: ".")
        guard !version.lexicographicallyPrecedes(oldest) else {
            let wanted = oldest.map(String.init).joined(separator: ".")
            return .failure(
                GitError(
                    kind: .library, activity: "starting libgit2", message: "version \(name), need \(wanted)"))
        }
        acceptFormatExtensions()
        takeCertificateFile()
        return .success(name)
    }()

    /// The version of the linked library, such as `1.5.1`; starts the library.
    ///
    /// - Throws: A `Failure` when the library is older than 1.5.1.
    public static func version() throws -> String {
        try edge("starting libgit2") { try start() }
    }

    /// Starts the library if it is not running yet.
    @discardableResult
    static func start() throws(GitError) -> String { try startup.get() }

    /// Makes the process blind to the configuration files of the user and the machine.
    ///
    /// Process-global: for tests, before the first repository is opened.
    public static func ignoreUserConfiguration() throws {
        try edge("isolating libgit2 from the user's configuration") {
            try start()
            let levels = [
                GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG,
                GIT_CONFIG_LEVEL_GLOBAL,
            ]
            for level in levels {
                try check("emptying a search path", clibgit2_set_search_path(level.rawValue, ""))
            }
        }
    }

    /// Extensions that change nothing for who only reads committed objects and moves references.
    private static func acceptFormatExtensions() {
        let names = ["partialclone", "preciousobjects", "worktreeconfig"]
        withCStrings(names) { pointers in
            var pointers = pointers
            _ = clibgit2_set_extensions(&pointers, names.count)
        }
    }

    /// `SSL_CERT_FILE` is how other tools are told about a private certificate authority.
    private static func takeCertificateFile() {
        guard let file = ProcessInfo.processInfo.environment["SSL_CERT_FILE"], !file.isEmpty else { return }
        _ = clibgit2_set_certificate_locations(file, nil)
    }
}

/// Lends C copies of the strings for the duration of `body`.
func withCStrings<T>(_ strings: [String], _ body: ([UnsafePointer<CChar>?]) throws -> T) rethrows -> T {
    let copies = strings.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    return try body(copies.map { UnsafePointer($0) })
}
