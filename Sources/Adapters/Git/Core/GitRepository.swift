internal import CLibgit2
internal import Diagnostics
internal import Foundation
internal import Model

/// One Git repository, read and written through objects and references only.
///
/// The work tree, the index and `FETCH_HEAD` of the user are never touched. Of the checkout's own configuration only
/// remote URLs and format keys are used; no hook, filter program or credential program that it names is ever run.
/// Every method throws a `Failure`.
public actor GitRepository {
    private nonisolated let executor = RepositoryExecutor()
    let handle: RepositoryHandle
    /// What commits are signed with; nil leaves them unsigned, and then equal drafts give equal ids.
    public nonisolated let signing: SigningKey?

    /// The `.git` directory, or the repository itself when bare; ends with a slash.
    public nonisolated let gitDirectory: String
    /// The work tree, ending with a slash; nil when bare.
    public nonisolated let workDirectory: String?
    /// True when history was cut off: commits work, pushing does not.
    public nonisolated let isShallow: Bool

    /// The executor that owns the library's handles.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens the repository at `path`, or the one that contains it when `searchUpwards`.
    ///
    /// - Throws: A `Failure` that says how to mend it: no repository there, owned by another user, or in a format that
    ///   the library cannot read.
    public init(path: String, searchUpwards: Bool = true, signing: SigningKey? = nil) throws {
        let handle: RepositoryHandle
        do {
            try Libgit2.start()
            handle = try RepositoryHandle(opening: path, searchUpwards: searchUpwards)
        } catch {
            throw error.failure.during("opening repository \(path)")
        }
        gitDirectory = String(cString: git_repository_path(handle.pointer))
        workDirectory = git_repository_workdir(handle.pointer).map { String(cString: $0) }
        isShallow = git_repository_is_shallow(handle.pointer) == 1
        self.signing = signing
        self.handle = handle
    }

    /// Runs `body` and gives its error the outer activity and, for an object that is absent, the mend.
    func work<T>(_ activity: @autoclosure () -> String, _ body: () throws -> T) throws -> T {
        try edge(activity()) {
            do {
                return try body()
            } catch let error as GitError where error.kind == .missingObject {
                throw handle.explainMissing(error)
            }
        }
    }
}

extension RepositoryHandle {
    /// Opens the repository at `path`, or the one that contains it.
    init(opening path: String, searchUpwards: Bool) throws(GitError) {
        let flags = searchUpwards ? 0 : GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
        do {
            try self.init("reading its Git directory") { git_repository_open_ext($0, path, flags, nil) }
        } catch {
            throw Self.explain(error, path: path)
        }
        // What a reference log names when a reference moves; otherwise it would depend on the checkout's user.name.
        git_repository_set_ident(pointer, "trimtab", "trimtab@localhost")
    }

    private static func explain(_ error: GitError, path: String) -> GitError {
        var error = error
        if error.kind == .owner || error.message.contains("safe.directory") {
            error.kind = .owner
            // Git compares absolute paths only.
            let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
            error.message = """
                the repository is owned by another user; run as its owner, or trust it with \
                `git config --global --add safe.directory '\(absolute)'`
                """
        } else if error.kind == .notFound {
            error.message = "not a Git repository; give the path of one, or make one with `git init`"
        } else if error.message.contains("objectformat") {
            error.kind = .unsupported
            error.message = "the repository uses SHA-256 object names, which libgit2 cannot read yet"
        } else if error.message.contains("unsupported extension")
            || error.message.contains("repository version")
        {
            error.kind = .unsupported
        }
        return error
    }

    /// The same error with the command that brings absent objects.
    func explainMissing(_ error: GitError) -> GitError {
        var error = error
        if isPartialClone {
            error.message +=
                "; this is a partial clone: run `git fetch --refetch --no-filter` to get every object"
        } else if git_repository_is_shallow(pointer) == 1 {
            error.message += "; this is a shallow clone: run `git fetch --unshallow`"
        }
        return error
    }

    /// True when some objects were left at the remote on purpose (`git clone --filter=…`).
    var isPartialClone: Bool {
        let pattern = "^(extensions\\.partialclone|remote\\..*\\.promisor)$"
        return (try? checkoutConfiguration(matching: pattern))?.isEmpty == false
    }
}
