internal import Diagnostics
internal import HTTP
internal import Model

/// An answer that is not a success: what GitHub says about it, and what to do.
struct Refusal: Sendable {
    private struct Body: Decodable {
        struct Detail: Decodable {
            var resource: String?
            var field: String?
            var code: String?
            var message: String?

            init(from decoder: any Decoder) throws {
                if let text = try? decoder.singleValueContainer().decode(String.self) {
                    message = text
                    return
                }
                let container = try decoder.container(keyedBy: CodingKeys.self)
                resource = try? container.decodeIfPresent(String.self, forKey: .resource)
                field = try? container.decodeIfPresent(String.self, forKey: .field)
                code = try? container.decodeIfPresent(String.self, forKey: .code)
                message = try? container.decodeIfPresent(String.self, forKey: .message)
            }

            enum CodingKeys: String, CodingKey { case resource, field, code, message }
        }

        var message: String?
        var errors: [Detail]?

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            message = try? container.decodeIfPresent(String.self, forKey: .message)
            errors = try? container.decodeIfPresent([Detail].self, forKey: .errors)
        }

        enum CodingKeys: String, CodingKey { case message, errors }
    }

    let status: Int
    /// GitHub's own words, on one line and not too long; its details behind.
    let message: String
    /// Fields that GitHub calls invalid.
    let invalidFields: [String]
    private let wantedPermissions: String?
    private let singleSignOn: String?

    init(_ answer: HTTPResponse) {
        status = answer.status
        let body = try? CanonicalJSON.decode(Body.self, from: answer.body)
        let details = body?.errors ?? []
        invalidFields = details.filter { $0.code == "invalid" || $0.code == "missing_field" }
            .compactMap(\.field)
        let words =
            [body?.message].compactMap(\.self)
            + details.compactMap {
                $0.message ?? [$0.field, $0.code].compactMap(\.self).joined(separator: " ")
            }
        message = Self.tidy(words.joined(separator: "; "))
        wantedPermissions = answer.headers["x-accepted-github-permissions"].map(Self.tidy)
        singleSignOn = answer.headers["x-github-sso"].map(Self.tidy)
    }

    /// The refusal for people, with the mend where one is known.
    func failure(_ activity: String, _ url: HTTPURL) -> Failure {
        let said = message.isEmpty ? "" : ": \(message)"
        switch status {
        case 401:
            return Failure(
                .unauthorized, activity,
                "\(url) does not accept the token\(said); make a new one and put it where the operator file says",
                .needsHuman)
        case 403:
            return Failure(
                .unauthorized, activity, "\(url) is not allowed for this token\(said)\(mendOf403)",
                .needsHuman)
        case 404:
            return Failure(
                .notFound, activity,
                "\(url) is not there, or hidden from this token\(said); check number and repository, and that the token "
                    + "may see it", .needsHuman)
        case 409: return Failure(.conflict, activity, "\(url) answered 409\(said)", .retry(afterSeconds: 1))
        case 410:
            return Failure(
                .configuration, activity,
                "\(url) is switched off\(said); enable it in the repository's settings",
                .needsHuman)
        case 400, 422:
            return Failure(.badInput, activity, "\(url) does not take what was sent\(said)", .needsHuman)
        case 500...599:
            return Failure(
                .unavailable, activity, "\(url) answered \(status)\(said)", .retry(afterSeconds: 30))
        default:
            return Failure(.badAnswer, activity, "\(url) answered \(status)\(said)", .needsHuman)
        }
    }

    private var mendOf403: String {
        if let singleSignOn { return "; authorise it for single sign-on (\(singleSignOn))" }
        if let wantedPermissions { return "; it needs the permissions \(wantedPermissions)" }
        return
            "; it needs write access to contents, pull requests and issues, and read access to checks and statuses"
    }

    /// Text of others on one line: no control characters, at most 300 characters.
    private static func tidy(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
        var line = String.UnicodeScalarView()
        line.append(contentsOf: scalars.prefix(300))
        return String(line)
    }
}
