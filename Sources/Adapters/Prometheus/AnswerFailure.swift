internal import Diagnostics
internal import HTTP

/// One clear failure for each way in which a query can go wrong.
struct AnswerFailure {
    private let activity: String
    private let advice: String

    init(_ endpoint: PrometheusEndpoint) {
        activity = "querying \(endpoint.url)"
        advice = endpoint.advice
    }

    /// The server was not reached, or the connection was lost.
    func unreachable(_ failure: Failure) -> Failure {
        guard failure.code == .unavailable else { return failure }
        var failure = failure
        failure.reason += (failure.reason.contains("\n") ? "; " : "\n  ") + advice
        return failure
    }

    /// The server answered with a status other than success.
    func refused(_ head: HTTPResponseHead, _ body: [UInt8]) -> Failure {
        let said = words(body)
        let status = "status \(head.status)"
        switch head.status {
        case 400:
            return failure(.badInput, "the query was refused: \(said ?? status)", .needsHuman)
        case 401, 403:
            return failure(
                .unauthorized,
                "the credentials were refused (\(status))\(tail(said)); check the configured user, token or certificate",
                .needsHuman)
        case 404, 405:
            return failure(
                .notFound, "there is no query API at this URL (\(status)); check the path in it\n  \(advice)",
                .needsHuman)
        case 422:
            return failure(.badAnswer, "the query could not be evaluated: \(said ?? status)", .needsHuman)
        case 429:
            return failure(
                .unavailable, "the server asks for fewer queries (\(status))\(tail(said))",
                .retry(afterSeconds: 60))
        case 500...:
            return failure(
                .unavailable, "the server cannot answer now (\(status))\(tail(said))\n  \(advice)",
                .retry(afterSeconds: 30))
        default:
            return failure(.badAnswer, "unexpected \(status)\(tail(said))\n  \(advice)", .needsHuman)
        }
    }

    /// The server said that all is well, but its answer cannot be read.
    func unreadable(_ problem: AnswerProblem, _ beginning: [UInt8]) -> Failure {
        let first = beginning.first { $0 > 0x20 }
        if first == nil, problem.isTruncation {
            return failure(.badAnswer, "the answer is empty\n  \(advice)", .retry(afterSeconds: 30))
        }
        if first == UInt8(ascii: "<") {
            let title = Self.title(of: beginning).map { " (\"\($0)\")" } ?? ""
            return failure(
                .badAnswer,
                "a web page\(title) came instead of an answer: a proxy or a login stands between, or the URL is not that of "
                    + "the query API\n  \(advice)", .needsHuman)
        }
        if problem.isTruncation {
            return failure(
                .badAnswer, "half an answer: it ends after \(problem.offset) bytes", .retry(afterSeconds: 30))
        }
        return failure(.badAnswer, "the answer cannot be read: \(problem)", .giveUp)
    }

    /// The answer was read; it may still say that it is none.
    func check(_ answer: ParsedAnswer) throws {
        if let error = answer.error, answer.status != "success" {
            throw failure(
                .badAnswer,
                "the server answered with an error: \(error.type): \(Self.oneLine(error.message))",
                .needsHuman)
        }
        guard answer.status == "success" else {
            throw failure(
                .badAnswer, "the answer does not say that it is a success; is this a query API?\n  \(advice)",
                .needsHuman)
        }
        guard answer.text == nil else {
            throw failure(.badInput, "the query gives a text, not numbers", .needsHuman)
        }
        guard answer.resultType != nil else {
            throw failure(.badAnswer, "the answer holds no result", .giveUp)
        }
    }

    /// What an error body says: the API's own words, the title of a page, or the first line of a text.
    private func words(_ body: [UInt8]) -> String? {
        var parser = AnswerParser(maximumSamples: 0)
        if (try? parser.feed(body)) != nil, let answer = try? parser.finish(), let error = answer.error {
            return "\(error.type): \(Self.oneLine(error.message))"
        }
        if body.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") { return Self.title(of: body) }
        let line = Self.oneLine(String(decoding: body.prefix(400), as: UTF8.self))
        return line.isEmpty ? nil : line
    }

    private func tail(_ words: String?) -> String { words.map { ": \($0)" } ?? "" }

    private func failure(_ code: Failure.Code, _ reason: String, _ disposition: Disposition) -> Failure {
        Failure(code, activity, reason, disposition)
    }

    /// One printable line of at most 300 characters: servers' words are data.
    private static func oneLine(_ text: String) -> String {
        let printable = text.unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control ? " " : String(Character(scalar))
        }
        let line = printable.joined().split(separator: " ").joined(separator: " ")
        return line.count > 300 ? line.prefix(299) + "…" : line
    }

    /// What stands between `<title>` and `</title>`, in any case of letters.
    private static func title(of page: [UInt8]) -> String? {
        let folded = page.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        guard let opening = folded.firstRange(of: Array("<title>".utf8)),
            let closing = folded[opening.upperBound...].firstRange(of: Array("</title>".utf8))
        else { return nil }
        let title = oneLine(String(decoding: page[opening.upperBound..<closing.lowerBound], as: UTF8.self))
        return title.isEmpty ? nil : title
    }
}
