internal import CLibcurl
internal import Diagnostics
internal import Foundation
internal import Synchronization

/// The thread that owns the multi handle and drives every transfer.
///
/// Others reach it only through the inbox; a wake-up makes it look.
final class CurlLoop: Sendable {
    private struct Inbox {
        var started: [Transfer] = []
        var hasCancelled = false
        var isStopping = false
        /// False once the multi handle is gone.
        var isOpen = true
    }

    /// Unchecked: only the network thread uses the handle, save for `curl_multi_wakeup`, which libcurl allows from any
    /// thread and which is called under the inbox's lock while `isOpen`.
    private struct Multi: @unchecked Sendable {
        let pointer: UnsafeMutableRawPointer
    }

    private static let isInitialised = curl_global_init(Int(CURL_GLOBAL_DEFAULT_VALUE)) == CURLE_OK

    private let inbox = Mutex(Inbox())
    private let multi: Multi

    init(maximumConnections: Int) {
        precondition(Self.isInitialised, "libcurl initialises")
        guard let pointer = curl_multi_init() else {
            preconditionFailure("libcurl has memory for a multi handle")
        }
        clibcurl_multi_set_long(pointer, CURLMOPT_MAX_HOST_CONNECTIONS, maximumConnections)
        multi = Multi(pointer: pointer)
        let thread = Thread { [self] in Driver(self, multi.pointer).run() }
        thread.name = "http"
        thread.start()
    }

    /// Hands a transfer over; its continuation is resumed exactly once.
    func start(_ transfer: Transfer) {
        post { $0.started.append(transfer) }
    }

    /// Tells the thread that some transfer was marked as cancelled.
    func cancelMarked() {
        post { $0.hasCancelled = true }
    }

    /// Ends the thread; nothing may be started afterwards.
    func stop() {
        post { $0.isStopping = true }
    }

    private func post(_ change: (inout Inbox) -> Void) {
        inbox.withLock { inbox in
            change(&inbox)
            if inbox.isOpen { curl_multi_wakeup(multi.pointer) }
        }
    }

    /// What the network thread alone knows.
    private final class Driver {
        private static let maximumIdleHandles = 32

        private let loop: CurlLoop
        private let multi: UnsafeMutableRawPointer
        private var active: [UnsafeMutableRawPointer: (transfer: Transfer, handle: EasyHandle)] = [:]
        private var idle: [EasyHandle] = []

        init(_ loop: CurlLoop, _ multi: UnsafeMutableRawPointer) {
            self.loop = loop
            self.multi = multi
        }

        func run() {
            while true {
                let mail = loop.inbox.withLock { inbox in
                    let taken = inbox
                    inbox.started = []
                    inbox.hasCancelled = false
                    return taken
                }
                for transfer in mail.started { begin(transfer) }
                if mail.hasCancelled {
                    for (transfer, handle) in Array(active.values) where transfer.isCancelled {
                        end(transfer, handle, .failure(CancellationError()))
                    }
                }
                if mail.isStopping { break }
                var running: Int32 = 0
                curl_multi_perform(multi, &running)
                collectFinished()
                curl_multi_poll(multi, nil, 0, 60_000, nil)
            }
            for (transfer, handle) in Array(active.values) {
                end(transfer, handle, .failure(CancellationError()))
            }
            idle = []
            loop.inbox.withLock { inbox in
                inbox.isOpen = false
                curl_multi_cleanup(multi)
            }
        }

        private func begin(_ transfer: Transfer) {
            guard !transfer.isCancelled else { return transfer.finish(.failure(CancellationError())) }
            guard let handle = idle.popLast() ?? EasyHandle() else {
                return transfer.finish(.failure(Failure(.tool, transfer.request.activity, "out of memory")))
            }
            let status = handle.prepare(transfer)
            guard status == CURLE_OK else {
                let failure = TransferFailure(transfer, handle, status).failure
                handle.reset()
                idle.append(handle)
                return transfer.finish(.failure(failure))
            }
            active[handle.pointer] = (transfer, handle)
            curl_multi_add_handle(multi, handle.pointer)
        }

        private func collectFinished() {
            var left: Int32 = 0
            while let message = curl_multi_info_read(multi, &left) {
                guard message.pointee.msg == CURLMSG_DONE, let pointer = message.pointee.easy_handle,
                    let (transfer, handle) = active[pointer]
                else { continue }
                // The message dies with the handle's removal: read it first.
                let status = clibcurl_message_result(message)
                end(transfer, handle, outcome(transfer, handle, status))
            }
        }

        private func outcome(
            _ transfer: Transfer, _ handle: EasyHandle, _ status: CURLcode
        ) -> Result<Transfer.Result, any Error> {
            if let problem = transfer.problem { return .failure(problem) }
            guard status == CURLE_OK else {
                return .failure(TransferFailure(transfer, handle, status).failure)
            }
            if transfer.isRedirect {
                return .success(
                    Transfer.Result(head: transfer.head, redirect: handle.string(CURLINFO_REDIRECT_URL) ?? "")
                )
            }
            do {
                try transfer.beginSink()
                return .success(Transfer.Result(head: transfer.head, redirect: nil))
            } catch { return .failure(error) }
        }

        private func end(
            _ transfer: Transfer, _ handle: EasyHandle, _ outcome: Result<Transfer.Result, any Error>
        ) {
            curl_multi_remove_handle(multi, handle.pointer)
            active[handle.pointer] = nil
            handle.reset()
            if idle.count < Self.maximumIdleHandles { idle.append(handle) }
            transfer.finish(outcome)
        }
    }
}
