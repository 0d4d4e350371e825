internal import CLibgit2

extension GitRepository {
    /// The URL of a remote as the checkout's configuration has it, before any rewriting; nil when there is none.
    ///
    /// A `pushurl` is returned when `forPushing` and there is one.
    public func remoteURL(_ name: String, forPushing: Bool = false) throws -> String? {
        try work("reading the URL of remote \(name)") {
            let entries = try handle.checkoutConfiguration(matching: "^remote\\..*\\.(url|pushurl)$")
            func value(_ key: String) -> String? {
                entries.first { $0.name == "remote.\(name).\(key)" }?.value
            }
            return (forPushing ? value("pushurl") : nil) ?? value("url")
        }
    }

    /// True when some objects were left at the remote on purpose (`git clone --filter=…`).
    public var isPartialClone: Bool { handle.isPartialClone }
}

extension RepositoryHandle {
    /// The entries of the checkout's own configuration file whose name matches.
    ///
    /// Only this level, and only for remote URLs and format keys: anything else in it is the checkout's opinion.
    func checkoutConfiguration(matching pattern: String) throws(GitError) -> [(name: String, value: String)] {
        let all = try ConfigHandle("reading the configuration") {
            git_repository_config_snapshot($0, pointer)
        }
        let own = try ConfigHandle("reading the checkout's configuration") {
            git_config_open_level($0, all.pointer, GIT_CONFIG_LEVEL_LOCAL)
        }
        return try own.entries(matching: pattern)
    }
}

extension ConfigHandle {
    /// Name and value of the entries whose name matches, in file order.
    func entries(matching pattern: String) throws(GitError) -> [(name: String, value: String)] {
        let activity = "listing configuration entries"
        let iterator = try ConfigIteratorHandle(activity) {
            git_config_iterator_glob_new($0, pointer, pattern)
        }
        var found: [(name: String, value: String)] = []
        while true {
            var entry: UnsafeMutablePointer<git_config_entry>?
            let status = git_config_next(&entry, iterator.pointer)
            if status == GIT_ITEROVER.rawValue { break }
            try check(activity, status)
            guard let entry = entry?.pointee, let name = entry.name else { continue }
            found.append((String(cString: name), entry.value.map { String(cString: $0) } ?? "true"))
        }
        git_error_clear()
        return found
    }
}
