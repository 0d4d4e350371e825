internal import Foundation

/// Runs a blocking call that may write to a connection whose other end is gone.
///
/// Such a write sends a signal that ends the process, and libgit2 does not prevent it. The signal goes to the writing
/// thread, so it is held back there and taken away afterwards; the write itself fails, and that is reported. Nothing
/// changes for the rest of the process or for the programs that it starts.
func withoutPipeSignal<T>(_ body: () -> T) -> T {
    var pipe = sigset_t()
    var before = sigset_t()
    var pending = sigset_t()
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipe, &before)
    let result = body()
    sigpending(&pending)
    if sigismember(&pending, SIGPIPE) == 1 {
        var now = timespec()
        sigtimedwait(&pipe, nil, &now)
    }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    return result
}
