internal import Diagnostics
internal import Foundation
internal import Ports

/// What keeps a program apart on this machine: the words that go before its own.
///
/// A program sees `/usr` and what the operator lets it read, the files of the commit, and nothing else of the machine: no
/// home, no keys, no sockets, no processes of others. It has no network and no privileges; what it may write is in memory.
enum SandboxHolder: String, CaseIterable {
    /// bubblewrap.
    case bubblewrap
    /// Namespaces that the kernel gives to anybody, through `unshare` and `setpriv` of util-linux.
    case namespaces

    /// What each needs, by the path that a base system gives it.
    private var programs: [String] {
        switch self {
        case .bubblewrap: ["bwrap", "prlimit"]
        case .namespaces: ["unshare", "setpriv", "prlimit", "mount", "pivot_root", "sh"]
        }
    }

    /// The first of its programs that is not there.
    var missing: String? { programs.first { ProgramPath.find($0, in: ProgramPath.directories) == nil } }

    /// The whole command line; `room` is an empty directory that a root can be built on.
    func commandLine(
        _ job: [String], checkout: String, room: String, readable: [String], limits: SandboxLimits
    ) -> [String] {
        let bound = ["/usr/bin/prlimit"] + SandboxHolder.resources(limits) + ["--"] + job
        // Root is nobody here: limits of processes do not hold for root, and what is nobody's needs no privileges.
        let nobody =
            geteuid() == 0
            ? [
                ProgramPath.find("setpriv", in: ProgramPath.directories) ?? "setpriv", "--reuid=65534",
                "--regid=65534", "--clear-groups", "--no-new-privs", "--",
            ] : []
        switch self {
        case .bubblewrap:
            return nobody + SandboxHolder.bubblewrap(checkout, readable, limits) + ["--"] + bound
        case .namespaces:
            return nobody + SandboxHolder.unshare
                + ["sh", room, checkout, "\(limits.scratch)", "\(readable.count)"] + readable + bound
        }
    }

    /// Limits that each of its processes inherits; that of memory together is watched from outside.
    private static func resources(_ limits: SandboxLimits) -> [String] {
        let seconds = max(1, Int(limits.seconds.rounded(.up)))
        return [
            "--nproc=\(limits.processes)", "--data=\(limits.memory)", "--as=\(limits.memory * 2 + (2 << 30))",
            "--fsize=\(limits.scratch)", "--nofile=1024", "--core=0", "--cpu=\(seconds)",
        ]
    }

    private static func bubblewrap(
        _ checkout: String, _ readable: [String], _ limits: SandboxLimits
    ) -> [String] {
        var words = [
            ProgramPath.find("bwrap", in: ProgramPath.directories) ?? "bwrap", "--unshare-all",
            "--unshare-user", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL",
            "--uid", "1000", "--gid", "1000", "--hostname", "gate", "--ro-bind", "/usr", "/usr",
        ]
        for name in ["bin", "sbin", "lib", "lib32", "lib64", "libx32"] {
            words += linked(name).map { ["--symlink", $0, "/\(name)"] } ?? bound("/\(name)")
        }
        for path in systemFiles + readable { words += bound(path) }
        words += [
            "--proc", "/proc", "--dev", "/dev", "--size", "\(limits.scratch)", "--tmpfs",
            SandboxPlace.scratch, "--ro-bind", checkout, SandboxPlace.checkout, "--chdir",
            SandboxPlace.checkout,
        ]
        return words + ["--remount-ro", "/dev", "--remount-ro", "/"]
    }

    private static func bound(_ path: String) -> [String] { ["--ro-bind-try", path, path] }

    /// Where a directory of the root leads, where it is a link: `usr/bin`.
    private static func linked(_ name: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/\(name)")
    }

    /// What dynamic linking and Debian's choice of programs need; none of it is anybody's secret.
    private static let systemFiles = [
        "/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
    ]

    /// Builds a root by hand in namespaces of its own, gives everything up, and runs what follows.
    private static let unshare = [
        ProgramPath.find("unshare", in: ProgramPath.directories) ?? "unshare", "--user", "--map-root-user",
        "--net", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child=SIGKILL", "--", "/bin/sh",
        "-c", script,
    ]

    private static let script = """
        set -eu
        room=$1 checkout=$2 size=$3 count=$4
        shift 4
        mount -t tmpfs -o size=1m,mode=755,nosuid,nodev tmpfs "$room"
        cd "$room"
        mkdir proc dev etc old .\(SandboxPlace.scratch) .\(SandboxPlace.checkout)
        show() {
            if [ -d "$1" ]; then mkdir -p ".$1"; else [ -e "$1" ] || return 0; mkdir -p ".${1%/*}"; : >".$1"; fi
            mount --bind "$1" ".$1"
            mount -o remount,bind,ro,nosuid,nodev ".$1"
        }
        show /usr
        for name in bin sbin lib lib32 lib64 libx32; do
            if [ -L "/$name" ]; then ln -s "usr/$name" "$name"; elif [ -d "/$name" ]; then show "/$name"; fi
        done
        for path in \(systemFiles.joined(separator: " ")); do show "$path"; done
        while [ "$count" -gt 0 ]; do
            show "$1"
            shift
            count=$((count - 1))
        done
        for name in null zero full random urandom; do : >"dev/$name"; mount --bind "/dev/$name" "dev/$name"; done
        ln -s /proc/self/fd dev/fd
        mount -t proc -o nosuid,nodev,noexec proc proc
        mount --bind "$checkout" .\(SandboxPlace.checkout)
        mount -o remount,bind,ro,nosuid,nodev,noexec .\(SandboxPlace.checkout)
        mount -t tmpfs -o "size=$size,mode=1777,nosuid,nodev" tmpfs .\(SandboxPlace.scratch)
        pivot_root . old
        cd /
        umount -l old
        rmdir old
        mount -o remount,bind,ro /
        cd \(SandboxPlace.checkout)
        exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all --ambient-caps=-all -- "$@"
        """
}

/// Finds programs without asking the environment.
enum ProgramPath {
    static let directories = SandboxPlace.path.split(separator: ":").map(String.init)

    /// The file of a program: by its name in `directories`, or the path that was given; nil when it cannot be run.
    static func find(_ name: String, in directories: [String]) -> String? {
        let candidates = name.contains("/") ? [name] : directories.map { "\($0)/\(name)" }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
