internal import CLibgit2
internal import Foundation
internal import Model

/// What a remote says it has.
struct RemoteListing: Sendable {
    var references: [String: ObjectID] = [:]
    var head: String?
}

extension GitRepository {
    func listRemote(_ plan: RemotePlan) throws(GitError) -> RemoteListing {
        let session = RemoteSession(plan)
        let remote = try handle.remote(plan)
        try remote.connect(session, GIT_DIRECTION_FETCH)
        defer { git_remote_disconnect(remote.pointer) }
        return try remote.listing()
    }

    func fetch(_ plan: RemotePlan, _ refspecs: [String]) throws(GitError) {
        let session = RemoteSession(plan)
        let remote = try handle.remote(plan)
        do {
            try remote.fetch(session, refspecs)
        } catch {
            throw error.kind == .missingObject ? handle.explainMissing(error) : error
        }
        let present = try remote.listing().references
        try handle.mirror(refspecs, present: present)
        try handle.prune(refspecs, present: present)
    }
}

extension RepositoryHandle {
    /// A remote that only has a URL: neither `insteadOf` nor a proxy nor a refspec of the checkout applies.
    func remote(_ plan: RemotePlan) throws(GitError) -> RemoteHandle {
        if case .local(let path) = plan.url.transport {
            // The library takes a path without a repository for a URL of an unknown kind.
            do {
                _ = try RepositoryHandle(opening: path, searchUpwards: false)
            } catch {
                throw error.kind == .notFound ? Self.absentRemote(path) : error
            }
        }
        var options = git_remote_create_options()
        try check(
            "preparing a remote",
            git_remote_create_options_init(&options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION)))
        options.repository = pointer
        options.flags =
            GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC.rawValue
        return try RemoteHandle("reading the URL") {
            git_remote_create_with_opts($0, plan.url.text, &options)
        }
    }

    /// A remote on this machine that is not where the checkout says.
    private static func absentRemote(_ path: String) -> GitError {
        let isThere = access(path, F_OK) == 0
        return GitError(
            kind: .notFound, activity: "opening the remote's directory",
            message: isThere
                ? "it is not a Git repository; `git remote set-url` names another"
                : "it is gone; restore or mount it, or name where it is now with `git remote set-url`")
    }

    /// Moves the local names that the refspecs give to what is there.
    ///
    /// The library's own way of doing so empties the user's `FETCH_HEAD`.
    func mirror(_ refspecs: [String], present: [String: ObjectID]) throws(GitError) {
        for text in refspecs {
            let refspec = try RefspecHandle("reading refspec \(text)") { git_refspec_parse($0, text, 1) }
            for (name, new) in present where git_refspec_src_matches(refspec.pointer, name) == 1 {
                var buffer = LibraryBuffer()
                try check("mirroring \(name)", git_refspec_transform(&buffer.raw, refspec.pointer, name))
                let mirror = String(decoding: buffer.bytes, as: UTF8.self)
                let old = try target(of: mirror)
                guard old != new else { continue }
                if let old, git_refspec_force(refspec.pointer) == 0, try !isAncestor(old, of: new) {
                    throw GitError(
                        kind: .conflict, activity: "mirroring \(name)",
                        message: "\(mirror) has commits that the remote does not have")
                }
                try refuseCheckedOut(mirror)
                try update(ReferenceUpdate(mirror, to: new, expecting: old), message: "fetch")
            }
        }
    }

    /// Deletes the mirrors below `refs/remotes/` whose origin is gone.
    func prune(_ refspecs: [String], present: [String: ObjectID]) throws(GitError) {
        for refspec in refspecs {
            let parts = refspec.drop { $0 == "+" }.split(separator: ":").map(String.init)
            guard parts.count == 2, parts[1].hasPrefix("refs/remotes/"), parts[0].hasSuffix("/*"),
                parts[1].hasSuffix("/*")
            else { continue }
            let origin = parts[0].dropLast()
            let mirror = String(parts[1].dropLast())
            for (name, target) in try references(prefix: mirror) {
                let original = origin + name.dropFirst(mirror.count)
                guard present[String(original)] == nil, name != mirror + "HEAD" else { continue }
                try update(
                    ReferenceUpdate(name, to: nil, expecting: target), message: "fetch: gone at the remote")
            }
        }
    }
}

extension RemoteHandle {
    func connect(_ session: RemoteSession, _ direction: git_direction) throws(GitError) {
        var options = git_remote_connect_options()
        try check(
            "preparing a connection",
            git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION)))
        // Credentials are for the host that was named, not for wherever it sends us.
        options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
        options.proxy_opts = session.proxyOptions
        try session.run("connecting") { callbacks in
            options.callbacks = callbacks
            return git_remote_connect_ext(pointer, direction, &options)
        }
    }

    func listing() throws(GitError) -> RemoteListing {
        var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try check("listing references", git_remote_ls(&heads, &count, pointer))
        var listing = RemoteListing()
        for case .some(let head) in UnsafeBufferPointer(start: heads, count: count) {
            let name = String(cString: head.pointee.name)
            if name == "HEAD", let target = head.pointee.symref_target {
                listing.head = String(cString: target)
            }
            guard name.hasPrefix("refs/"), !name.hasSuffix("^{}") else { continue }
            listing.references[name] = ObjectID(head.pointee.oid)
        }
        return listing
    }

    func fetch(_ session: RemoteSession, _ refspecs: [String]) throws(GitError) {
        var options = git_fetch_options()
        try check("preparing a fetch", git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION)))
        options.update_fetchhead = 0
        options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
        options.prune = GIT_FETCH_NO_PRUNE
        options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
        options.proxy_opts = session.proxyOptions
        try session.run("fetching") { callbacks in
            options.callbacks = callbacks
            return withStringArray(refspecs) { git_remote_download(pointer, $0, &options) }
        }
    }

    /// Sends what the refspecs name; the session learns what the server refused.
    func push(_ session: RemoteSession, _ refspecs: [String]) throws(GitError) {
        var options = git_push_options()
        try check("preparing a push", git_push_options_init(&options, UInt32(GIT_PUSH_OPTIONS_VERSION)))
        options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
        options.proxy_opts = session.proxyOptions
        try session.run("sending") { callbacks in
            options.callbacks = callbacks
            return withStringArray(refspecs) { git_remote_push(pointer, $0, &options) }
        }
    }
}

/// Lends the library's form of a list of strings.
private func withStringArray<T>(_ strings: [String], _ body: (UnsafePointer<git_strarray>) -> T) -> T {
    withCStrings(strings) { pointers in
        var pointers = pointers.map { UnsafeMutablePointer(mutating: $0) }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            var list = git_strarray(strings: buffer.baseAddress, count: buffer.count)
            return body(&list)
        }
    }
}
