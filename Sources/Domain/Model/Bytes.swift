internal import Foundation

extension [UInt8] {
    /// True when the first bytes are exactly `other`; one comparison of memory, whatever the length.
    public func begins(with other: [UInt8]) -> Bool {
        guard count >= other.count else { return false }
        return withUnsafeBytes { all in
            other.withUnsafeBytes { start in
                guard let left = all.baseAddress, let right = start.baseAddress else { return true }
                return memcmp(left, right, start.count) == 0
            }
        }
    }
}
