internal import Diagnostics
internal import HTTP
internal import Model

/// Names and values of a query, in order.
typealias Query = [(name: String, value: String)]

extension GitHubAPI {
    /// The most that one list may have; a server that never ends its pages is broken.
    private static let maximumPages = 1000

    /// The URL of a path below `repos/OWNER/NAME`.
    func url(_ path: String, _ query: Query = []) -> HTTPURL {
        var url = base.appending("repos/\(repository)\(path)")
        if !query.isEmpty { url.query = String(decoding: FormBody(query).bytes, as: UTF8.self) }
        return url
    }

    /// Reads one thing.
    func get<Answer: Decodable>(
        _ type: Answer.Type, _ url: HTTPURL, _ activity: String
    ) async throws -> Answer {
        let answer = try await send(request(.get, url, activity, isIdempotent: true))
        return try decode(type, answer, url, activity)
    }

    /// Reads all pages of a list, or until `isEnough`.
    func list<Page: Decodable, Element>(
        _ path: String, _ query: Query, _ activity: String, page: Page.Type,
        elements: (Page) -> [Element], until isEnough: ([Element]) -> Bool = { _ in false }
    ) async throws -> [Element] {
        var result: [Element] = []
        var next: HTTPURL? = url(path, query + [("per_page", "100")])
        for _ in 0..<Self.maximumPages {
            guard let url = next else { return result }
            let answer = try await send(request(.get, url, activity, isIdempotent: true))
            result += elements(try decode(page, answer, url, activity))
            if isEnough(result) { return result }
            next = try nextPage(answer.headers, activity)
        }
        throw Failure(
            .badAnswer, activity, "the list has more than \(Self.maximumPages) pages", .needsHuman)
    }

    /// Reads all pages of a list that is an array.
    func list<Element: Decodable>(
        _ path: String, _ query: Query, _ activity: String, of type: Element.Type,
        until isEnough: ([Element]) -> Bool = { _ in false }
    ) async throws -> [Element] {
        try await list(path, query, activity, page: [Element].self, elements: { $0 }, until: isEnough)
    }

    /// Writes, and gives the answer whatever its status.
    func write(
        _ method: HTTPMethod, _ path: String, _ body: some Encodable, _ activity: String, isIdempotent: Bool
    ) async throws -> HTTPResponse {
        let bytes = try CanonicalJSON.encode(body)
        return try await send(
            request(method, url(path), activity, body: bytes, isIdempotent: isIdempotent))
    }

    /// The content of a good answer.
    func decode<Answer: Decodable>(
        _ type: Answer.Type, _ answer: HTTPResponse, _ url: HTTPURL, _ activity: String
    ) throws -> Answer {
        guard answer.head.isSuccess else { throw Refusal(answer).failure(activity, url) }
        do {
            return try CanonicalJSON.decode(type, from: answer.body)
        } catch {
            throw Failure(
                .badAnswer, activity,
                "\(url) answered \(answer.status) with something else than was asked for (\(Self.words(error)))",
                .needsHuman)
        }
    }

    /// The next page that an answer links to; nil on the last.
    private func nextPage(_ headers: HTTPHeaders, _ activity: String) throws -> HTTPURL? {
        for part in headers.values("link").joined(separator: ",").split(separator: ",") {
            let fields = part.split(separator: ";").map { $0.drop { $0 == " " } }
            guard fields.dropFirst().contains("rel=\"next\""), let target = fields.first,
                target.hasPrefix("<"), target.hasSuffix(">")
            else { continue }
            let url = try HTTPURL(String(target.dropFirst().dropLast()))
            guard url.scheme == base.scheme, url.host == base.host, url.port == base.port else {
                throw Failure(
                    .badAnswer, activity, "the next page is said to be at \(url), which is another host",
                    .needsHuman)
            }
            return url
        }
        return nil
    }

    /// What did not fit, without the content of the answer.
    private static func words(_ error: any Error) -> String {
        let context: DecodingError.Context
        switch error {
        case DecodingError.keyNotFound(let key, let where_):
            return "no \(path(where_.codingPath + [key]))"
        case DecodingError.typeMismatch(_, let found), DecodingError.valueNotFound(_, let found):
            context = found
        case DecodingError.dataCorrupted(let found): context = found
        default: return "not readable"
        }
        return context.codingPath.isEmpty ? "not the JSON expected" : "bad \(path(context.codingPath))"
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
    }
}

/// One part of a URL's path, percent-encoded; slashes are kept, for branch names have them.
func pathEncoded(_ text: String) -> String {
    String(decoding: FormBody([("", text)]).bytes.dropFirst(), as: UTF8.self).replacing("%2F", with: "/")
}
