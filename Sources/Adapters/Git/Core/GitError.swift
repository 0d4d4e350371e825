internal import CLibgit2
public import Diagnostics

/// What went wrong inside this module; becomes a `Failure` at the module's edge.
struct GitError: Error, CustomStringConvertible {
    /// What a caller can act upon; everything else is `library`.
    enum Kind: Equatable {
        case notFound, exists, changed, locked, unauthorized, certificate, owner, invalidName
        case conflict, unborn, network, unsupported, missingObject, outside, wantsCredentials, refused,
            library
    }

    var kind: Kind
    var activity: String
    var message: String

    var description: String { "\(activity): \(message)" }

    /// Reads and clears the thread's last error; must follow the C call with nothing in between.
    static func last(_ status: Int32, _ activity: String) -> GitError {
        var message = "status \(status)"
        var domain: Int32 = 0
        if let error = git_error_last() {
            domain = error.pointee.klass
            if let text = error.pointee.message { message = String(cString: text) }
        }
        git_error_clear()
        return GitError(kind: Kind(status: status, domain: domain), activity: activity, message: message)
    }

    /// The error as other modules see it.
    var failure: Failure { Failure(code, activity, message, disposition) }

    private var code: Failure.Code {
        switch kind {
        case .notFound, .missingObject: .notFound
        case .exists, .changed, .locked, .conflict: .conflict
        case .unauthorized, .wantsCredentials: .unauthorized
        case .network: .unavailable
        case .owner, .certificate, .unsupported, .unborn: .configuration
        case .invalidName, .outside: .badInput
        case .refused: .refusedByRemote
        case .library: .git
        }
    }

    private var disposition: Disposition {
        switch kind {
        case .changed, .locked: .retry(afterSeconds: 1)
        case .network: .retry(afterSeconds: 30)
        case .owner, .certificate, .unsupported, .unborn, .unauthorized, .missingObject,
            .wantsCredentials, .refused:
            .needsHuman
        case .notFound, .exists, .conflict, .invalidName, .outside, .library: .giveUp
        }
    }
}

extension Failure.Code {
    /// The remote's own rules refused a reference: a hook, a protected branch.
    public static let refusedByRemote: Failure.Code = "refused-by-remote"
    /// Git could not do it for a reason that nothing else names.
    public static let git: Failure.Code = "git"
}

extension GitError.Kind {
    /// libgit2 says what in the status and where in the class; the network says only where.
    init(status: Int32, domain: Int32) {
        self =
            switch status {
            case GIT_ENOTFOUND.rawValue: domain == Int32(GIT_ERROR_ODB.rawValue) ? .missingObject : .notFound
            case GIT_EEXISTS.rawValue: .exists
            case GIT_EMODIFIED.rawValue, GIT_ENONFASTFORWARD.rawValue: .changed
            case GIT_ELOCKED.rawValue: .locked
            case GIT_EAUTH.rawValue: .unauthorized
            case GIT_ECERTIFICATE.rawValue: .certificate
            case GIT_EOWNER.rawValue: .owner
            case GIT_EINVALIDSPEC.rawValue, GIT_EAMBIGUOUS.rawValue: .invalidName
            case GIT_EMERGECONFLICT.rawValue, GIT_ECONFLICT.rawValue, GIT_EUNMERGED.rawValue: .conflict
            case GIT_EUNBORNBRANCH.rawValue: .unborn
            default:
                switch UInt32(bitPattern: domain) {
                case GIT_ERROR_NET.rawValue, GIT_ERROR_SSH.rawValue, GIT_ERROR_HTTP.rawValue: .network
                case GIT_ERROR_SSL.rawValue: .certificate
                default: .library
                }
            }
    }
}

/// Turns a negative status into the error that the library left on this thread.
@discardableResult
func check(_ activity: @autoclosure () -> String, _ status: Int32) throws(GitError) -> Int32 {
    guard status < 0 else { return status }
    throw GitError.last(status, activity())
}

/// The edge of the module: whatever the body throws leaves as a `Failure`.
func edge<T>(_ activity: @autoclosure () -> String, _ body: () throws -> T) throws -> T {
    do {
        return try body()
    } catch let error as GitError {
        var error = error
        let outer = activity()
        if error.activity != outer { error.activity = "\(outer): \(error.activity)" }
        throw error.failure
    }
}
