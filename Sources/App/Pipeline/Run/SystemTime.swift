internal import Foundation
internal import Model
internal import Ports

/// The machine's clock.
struct SystemTime: TimeSource {
    func now() -> Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
    }
}
