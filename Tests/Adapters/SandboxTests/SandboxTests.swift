import Diagnostics
import Foundation
import Git
import Model
import Ports
import Testing
import TestSupport

@testable import Sandbox

/// Programs that mean no good, in each way of holding them that works on this machine.
///
/// The limits of the tests are low; what is not held would run for hours, or not end at all.
@Suite(.serialized)
struct SandboxTests {
    private static let limits = SandboxLimits(
        seconds: 300, memory: 1 << 30, processes: 40, output: 200_000, scratch: 8 << 20)

    /// The ways that work here; none of them is a visible skip.
    static let holders: [SandboxHolder] = SandboxHolder.allCases.filter { holder in
        guard holder.missing == nil, let checkout = try? Checkout.empty() else { return false }
        defer { checkout.remove() }
        let words = holder.commandLine(
            ["/usr/bin/true"], checkout: checkout.files, room: checkout.room, readable: [], limits: limits)
        return HeldProcess(words: words, limits: limits).wait().end == .exited(0)
    }

    private static let why: Comment = "neither bubblewrap nor unprivileged namespaces work here"

    private func run(
        _ script: String, _ holder: SandboxHolder, limits: SandboxLimits = limits, readable: [String] = [],
        files: [String: String] = ["main.tf": "a = 1\n", "deep/er/file.txt": "text\n"]
    ) async throws -> (end: SandboxResult.End, text: String) {
        let repository = try TemporaryRepository()
        let commit = try repository.commit(files)
        let git = try GitRepository(path: repository.path)
        let sandbox = LinuxSandbox(limits: limits, readable: readable, among: [holder])
        let results = try await sandbox.run(
            [SandboxJob(["sh", "-c", script])], over: ObjectID(rawValue: commit), of: git)
        return (results[0].end, String(decoding: results[0].output, as: UTF8.self))
    }

    @Test(.enabled(if: !holders.isEmpty, why), arguments: holders)
    func seesTheFilesOfTheCommit(_ holder: SandboxHolder) async throws {
        let (end, text) = try await run("pwd; find . -type f | sort; cat main.tf; ls -A /", holder)
        #expect(end == .exited(0), "\(text)")
        #expect(text.hasPrefix("/checkout\n./deep/er/file.txt\n./main.tf\na = 1\n"), "\(text)")
        for name in ["home", "root", "run", "var", "work", "tmp", "srv"] {
            #expect(!text.split(separator: "\n").contains(Substring(name)), "\(name) is there")
        }
    }

    @Test(.enabled(if: !holders.isEmpty, why), arguments: holders)
    func tellsTheStatusAndWhatWasSaid(_ holder: SandboxHolder) async throws {
        let (end, text) = try await run("echo out; echo err >&2; exit 7", holder)
        #expect(end == .exited(7))
        #expect(text.contains("out") && text.contains("err"))
    }

    @Test(.enabled(if: !holders.isEmpty, why), arguments: holders)
    func hasNoVariablesOfOurs(_ holder: SandboxHolder) async throws {
        setenv("TRIMTAB_CANARY_TOKEN", "ghp_0123456789abcdefghij0123456789abcdef", 1)
        let (end, text) = try await run("env; cat /proc/*/environ | tr '\\0' '\\n'; true", holder)
        #expect(end == .exited(0))
        #expect(text.contains("HOME=/scratch"))
        #expect(!text.contains("CANARY") && !text.contains("ghp_"), "\(text)")
    }

    @Test(.enabled(if: !holders.isEmpty, why), arguments: holders)
    func seesNoFileOfTheOperator(_ holder: SandboxHolder) async throws {
        let secret = try TemporaryDirectory()
        try Data("canary-of-the-operator".utf8).write(to: URL(fileURLWithPath: secret.path + "/key"))
        chmod(secret.path + "/key", 0o644)
        let (_, text) = try await run(
            "cat \(secret.path)/key /etc/passwd /root/.ssh/* ~/.ssh/* link; ls /proc/1/root/ /old", holder,
            files: ["a": "b"])
        #expect(!text.contains("canary-of-the-operator"), "\(text)")
        #expect(!text.contains("root:x:0"), "\(text)")
    }

    @Test(.enabled(if: !holders.isEmpty, why), arguments: holders)
    func aLinkOutOfTheTreeLeadsNowhere(_ holder: SandboxHolder) async throws {
        let repository = try TemporaryRepository()
        let secret = try TemporaryDirectory()
        try Data("canary-behind-a-link".utf8).write(to: URL(fileURLWithPath: secret.path + "/key"))
        try repository.write("a", "b")
        try FileManager.default.createSymbolicLink(
            atPath: repository.path + "/link", withDestinationPath: secret.path + "/key")
        try FileManager.default.createSymbolicLink(
            atPath: repository.path + "/up", withDestinationPath: "../../../../../../.." + secret.path)
        let commit = try repository.commit([:])
        let sandbox = LinuxSandbox(limits: Self.limits, among: [holder])
        let result = try await sandbox.run(
            [SandboxJob(["cat", "link", "up/key"])], over: ObjectID(rawValue: commit),
            of: try GitRepository(path: repository.path))
        #expect(result[0].end == .exited(1))
        #expect(!String(decoding: result[0].output, as: UTF8.self).contains("canary"))
    }

    @Test(.enabled(if: !holders.isEmpty && Tool.path("python3") != nil, why), arguments: holders)
    func reachesNoNetwork(_ holder: SandboxHolder) async throws {
        let server = try Listener()
        let script = """
            python3 - <<'EOF'
            import socket
            for address in [("127.0.0.1", \(server.port)), ("10.0.0.1", 80), ("1.1.1.1", 53)]:
                try:
                    socket.create_connection(address, timeout=5).close()
                    print("REACHED", address)
                except OSError as error:
                    print("no", error)
            EOF
            """
        let (end, text) = try await run(script, holder)
        #expect(end == .exited(0), "\(text)")
        #expect(!text.contains("REACHED") && text.contains("no "), "\(text)")
        #expect(!server.wasReached)
    }

    @Test(.enabled(if: !holders.isEmpty, why), arguments: holders)
    func writesNothingButItsScratch(_ holder: SandboxHolder) async throws {
        let script = """
            for path in /checkout/main.tf /checkout/new /usr/bin/new /new /etc/new /dev/new; do
                if (echo x >>$path) 2>/dev/null; then echo WROTE $path; fi
            done
            mount -o remount,rw /checkout 2>/dev/null && echo REMOUNTED
            mount -o remount,bind,rw /checkout 2>/dev/null && echo REMOUNTED
            unshare --user --map-root-user --mount mount -o remount,bind,rw /checkout 2>/dev/null && echo REMOUNTED
            unshare --user --map-root-user --mount umount /checkout 2>/dev/null && echo UNMOUNTED
            chmod 777 main.tf 2>/dev/null && echo CHANGED
            rm -rf deep 2>/dev/null; [ -e deep/er/file.txt ] || echo REMOVED
            echo x >/scratch/fine && echo scratch
            """
        let (_, text) = try await run(script, holder)
        #expect(text == "scratch\n", "\(text)")
    }

    @Test(.enabled(if: !holders.isEmpty, why), arguments: holders)
    func fillsNoDisk(_ holder: SandboxHolder) async throws {
        let (end, text) = try await run(
            "for i in 1 2 3 4; do head -c 4000000 /dev/zero >/scratch/$i || exit 9; done", holder)
        #expect(end == .exited(9), "\(text)")
        #expect(text.contains("No space"), "\(text)")
    }

    @Test(.enabled(if: !holders.isEmpty, why), arguments: holders)
    func aForkBombIsBounded(_ holder: SandboxHolder) async throws {
        var limits = Self.limits
        limits.seconds = 5
        let (end, text) = try await run("f() { f | f & f; }; f; sleep 100000", holder, limits: limits)
        #expect([.outOfTime, .tooMuchOutput, .exited(2), .exited(254)].contains(end), "\(end) \(text)")
        #expect(text.contains("fork"), "\(text)")
    }

    @Test(.enabled(if: !holders.isEmpty, why), arguments: holders)
    func aGigabyteOfOutputIsCut(_ holder: SandboxHolder) async throws {
        let (end, text) = try await run("yes spam | head -c 1000000000; sleep 100000", holder)
        #expect(end == .tooMuchOutput)
        #expect(text.utf8.count <= HeldProcess.kept)
        #expect(text.contains("spam"))
    }

    @Test(.enabled(if: !holders.isEmpty, why), arguments: holders)
    func whatSleepsForeverIsStoppedWithAllItStarted(_ holder: SandboxHolder) async throws {
        var limits = Self.limits
        limits.seconds = 1
        let mark = "\(100_000 + Int.random(in: 0..<900_000))"
        let (end, _) = try await run(
            "trap '' TERM HUP INT; (setsid nohup sleep \(mark) &); sleep \(mark)", holder, limits: limits)
        #expect(end == .outOfTime)
        // The kernel ends what a namespace held; it says so by and by.
        for _ in 0..<6000 where Self.isRunning(mark) { try await Task.sleep(for: .milliseconds(100)) }
        #expect(!Self.isRunning(mark))
    }

    @Test(.enabled(if: !holders.isEmpty && Tool.path("python3") != nil, why), arguments: holders)
    func aMemoryHogIsStopped(_ holder: SandboxHolder) async throws {
        var limits = Self.limits
        limits.memory = 64 << 20
        let script = """
            exec python3 -c '
            held = []
            while True: held.append(bytearray(1 << 20))
            '
            """
        let (end, text) = try await run(script, holder, limits: limits)
        #expect(end == .outOfMemory || text.contains("MemoryError"), "\(end) \(text)")
    }

    @Test(.enabled(if: !holders.isEmpty && Tool.path("python3") != nil, why), arguments: holders)
    func manySmallHogsAreOneLargeOne(_ holder: SandboxHolder) async throws {
        var limits = Self.limits
        limits.memory = 96 << 20
        let script = """
            for i in 1 2 3 4 5; do python3 -c 'import time; held = b"x" * (40 << 20); time.sleep(100000)' & done
            wait
            """
        let (end, text) = try await run(script, holder, limits: limits)
        #expect(end == .outOfMemory, "\(text)")
    }

    @Test(.enabled(if: !holders.isEmpty, why), arguments: holders)
    func readsWhatTheOperatorShows(_ holder: SandboxHolder) async throws {
        let shown = try TemporaryDirectory()
        try Data("plugin".utf8).write(to: URL(fileURLWithPath: shown.path + "/file"))
        if geteuid() == 0 { chown(shown.path, 65534, 65534) }
        chmod(shown.path, 0o755)
        let (end, text) = try await run(
            "cat \(shown.path)/file; echo x >\(shown.path)/file && echo WROTE", holder,
            readable: [shown.path])
        #expect(end != .exited(0))
        #expect(text.hasPrefix("plugin") && !text.contains("WROTE"), "\(text)")
    }

    @Test(.enabled(if: !holders.isEmpty, why), arguments: holders)
    func aMissingProgramIsNotRun(_ holder: SandboxHolder) async throws {
        let repository = try TemporaryRepository()
        let commit = ObjectID(rawValue: try repository.commit(["tool": "#!/bin/sh\necho hijacked\n"]))
        let sandbox = LinuxSandbox(limits: Self.limits, among: [holder])
        let results = try await sandbox.run(
            [SandboxJob(["no-such-tool"]), SandboxJob(["/opt/elsewhere/tool"]), SandboxJob(["true"])],
            over: commit, of: try GitRepository(path: repository.path))
        #expect(results[0].end == .notStarted("no-such-tool is not installed"))
        #expect(results[1].end == .notStarted("/opt/elsewhere/tool is not where gates may read"))
        #expect(results[2].end == .exited(0))
    }

    @Test(.enabled(if: !holders.isEmpty, why), arguments: holders)
    func leavesNothingBehind(_ holder: SandboxHolder) async throws {
        let place = try TemporaryDirectory()
        // The checkout is made where temporary files are.
        let before = Self.leftovers()
        _ = try await run("true", holder)
        #expect(Self.leftovers().subtracting(before).isEmpty)
        place.remove()
    }

    @Test func withoutASandboxNothingIsRunAndTheReasonIsSaid() async throws {
        let sandbox = LinuxSandbox(limits: Self.limits, among: [])
        let failure = await #expect(throws: Failure.self) { try await sandbox.holder() }
        #expect(failure?.code == .tool)
        #expect(failure?.reason.contains("apt-get install bubblewrap") == true)
    }

    private static func leftovers() -> Set<String> {
        let base = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
        return Set(names.filter { $0.hasPrefix("trimtab-gate-") })
    }

    private static func isRunning(_ mark: String) -> Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.contains { name in
            guard Int(name) != nil, let words = FileManager.default.contents(atPath: "/proc/\(name)/cmdline")
            else { return false }
            return String(decoding: words, as: UTF8.self) == "sleep\0\(mark)\0"
        }
    }
}

/// Listens on the loopback of this machine and remembers whether anybody came.
private final class Listener: Sendable {
    let port: Int
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                _ = bind(descriptor, raw, length)
                listen(descriptor, 5)
                getsockname(descriptor, raw, &length)
            }
            return Int(UInt16(bigEndian: pointer.pointee.sin_port))
        }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    var wasReached: Bool {
        let peer = accept(descriptor, nil, nil)
        if peer >= 0 { close(peer) }
        return peer >= 0
    }

    deinit { close(descriptor) }
}
