internal import Diagnostics
internal import Foundation
internal import Ports
internal import Synchronization

/// One process with all that it starts: what it prints is read, what it may use is watched, and it ends as a whole.
///
/// It runs on a thread of its own, because waiting blocks.
struct HeldProcess {
    let words: [String]
    let limits: SandboxLimits

    /// So much of the end of the output is kept.
    static let kept = 16 * 1024
    /// Memory and time are looked at so often, in milliseconds.
    private static let beat: Int32 = 50

    /// Runs to the end; cancelling the task ends it at once.
    func run() async -> SandboxResult {
        let flag = Flag(Mutex(false))
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread { continuation.resume(returning: self.blocking(flag)) }
            }
        } onCancel: {
            flag.raise()
        }
    }

    /// Shared by the task and its thread.
    private final class Flag: Sendable {
        private let value: Mutex<Bool>
        init(_ value: consuming Mutex<Bool>) { self.value = value }
        func raise() { value.withLock { $0 = true } }
        var isUp: Bool { value.withLock { $0 } }
    }

    /// The same, for who has a thread to wait on.
    func wait() -> SandboxResult { blocking(Flag(Mutex(false))) }

    private func blocking(_ flag: Flag) -> SandboxResult {
        let begun = ContinuousClock.now
        var channel: [Int32] = [0, 0]
        guard pipe(&channel) == 0 else {
            return SandboxResult(.notStarted("no pipe: \(String(cString: strerror(errno)))"))
        }
        for end in channel { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let reading = channel[0]
        defer { close(reading) }
        let (process, problem) = spawn(printingTo: channel[1])
        close(channel[1])
        guard let process else { return SandboxResult(.notStarted(problem)) }

        var tail = Tail(most: HeldProcess.kept)
        var cause: SandboxResult.End?
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        var end: SandboxResult.End?
        var isOpen = true
        var stopped: ContinuousClock.Instant?
        while end == nil || isOpen {
            var waiting = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
            if isOpen, poll(&waiting, 1, end == nil ? HeldProcess.beat : 0) > 0 {
                let count = buffer.withUnsafeMutableBytes { read(reading, $0.baseAddress, $0.count) }
                if count > 0 {
                    tail.add(buffer[0..<count])
                    if cause == nil, tail.seen > limits.output { cause = .tooMuchOutput }
                } else if count == 0 || errno != EINTR {
                    isOpen = false
                }
            } else if isOpen, end != nil {
                // All that it printed was read; whoever still holds the pipe is on its way out.
                isOpen = false
            } else if !isOpen {
                usleep(10_000)
            }
            if cause == nil {
                if begun.duration(to: .now) > .seconds(limits.seconds) { cause = .outOfTime }
                if flag.isUp { cause = .notStarted("the run was cancelled") }
                if end == nil, ProcessFamily.memory(of: process) > limits.memory { cause = .outOfMemory }
            }
            if cause != nil, stopped == nil {
                // The group, and with its first process all namespaces that it holds.
                kill(-process, SIGKILL)
                kill(process, SIGKILL)
                stopped = .now
            }
            if end == nil { end = HeldProcess.ending(of: process) }
        }
        kill(-process, SIGKILL)
        let duration = begun.duration(to: .now)
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        return SandboxResult(cause ?? end ?? .signalled(0), output: tail.bytes, duration: seconds)
    }

    private static func ending(of process: pid_t) -> SandboxResult.End? {
        var status: Int32 = 0
        guard waitpid(process, &status, WNOHANG) == process else { return nil }
        let signal = status & 0x7F
        return signal == 0 ? .exited(Int((status >> 8) & 0xFF)) : .signalled(Int(signal))
    }

    /// Starts it in a group of its own, with nothing of ours but the two ends that it needs.
    private func spawn(printingTo output: Int32) -> (pid_t?, String) {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        // What a library opened without care must not be there inside; closing what is not open is no error.
        for descriptor in 3...HeldProcess.highestDescriptor + 256 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var all = sigset_t()
        var none = sigset_t()
        sigfillset(&all)
        sigdelset(&all, SIGKILL)
        sigdelset(&all, SIGSTOP)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
        let variables = ["PATH=\(SandboxPlace.path)", "LC_ALL=C.UTF-8"]
        var process: pid_t = 0
        let code = HeldProcess.withStrings(words) { arguments in
            HeldProcess.withStrings(variables) { environment in
                posix_spawn(&process, words[0], &actions, &attributes, arguments, environment)
            }
        }
        return code == 0 ? (process, "") : (nil, "\(words[0]): \(String(cString: strerror(code)))")
    }

    private static var highestDescriptor: Int32 {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.compactMap { Int32($0) }.max() ?? 1024
    }

    private static func withStrings<Answer>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Answer
    ) -> Answer {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}

/// The end of what was printed.
private struct Tail {
    let most: Int
    private(set) var seen = 0
    private var kept: [UInt8] = []

    init(most: Int) { self.most = most }

    mutating func add(_ bytes: ArraySlice<UInt8>) {
        seen += bytes.count
        kept += bytes
        if kept.count > 2 * most { kept.removeFirst(kept.count - most) }
    }

    var bytes: [UInt8] { Array(kept.suffix(most)) }
}

/// A process with its children and theirs.
enum ProcessFamily {
    /// Bytes of memory in use; pages that several share count for each.
    static func memory(of root: pid_t) -> Int {
        var children: [pid_t: [pid_t]] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let id = pid_t(name), let parent = parent(of: id) else { continue }
            children[parent, default: []].append(id)
        }
        var (next, pages) = ([root], 0)
        while let id = next.popLast() {
            pages += residentPages(of: id)
            next += children[id] ?? []
        }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// The fourth word of `stat`, counted behind the name in its brackets, which may hold anything.
    private static func parent(of id: pid_t) -> pid_t? {
        guard let text = contents("/proc/\(id)/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let words = text[text.index(after: end)...].split(separator: " ")
        return words.count > 1 ? pid_t(words[1]) : nil
    }

    private static func residentPages(of id: pid_t) -> Int {
        let words = contents("/proc/\(id)/statm")?.split(separator: " ") ?? []
        return words.count > 1 ? Int(words[1]) ?? 0 : 0
    }

    private static func contents(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        return count > 0 ? String(decoding: buffer[0..<count], as: UTF8.self) : nil
    }
}
