internal import Foundation

/// What a server says about itself.
public struct PrometheusStatus: Sendable, Hashable {
    /// Such as `2.42.0`; nil when it does not say.
    public var version: String?

    /// Makes a status.
    public init(version: String?) { self.version = version }

    /// Reads the answer of `/api/v1/status/buildinfo`; nil when it is none.
    init?(buildinfo bytes: [UInt8]) {
        struct Answer: Decodable {
            struct Build: Decodable { var version: String? }
            var status: String
            var data: Build
        }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(bytes)),
            answer.status == "success"
        else { return nil }
        version = answer.data.version
    }
}
