import Diagnostics
import HTTP
import Testing

@Suite struct HTTPURLTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var printed: String
        var absolute: String
        var testDescription: String { text }
    }

    @Test(arguments: [
        Case(text: "http://Host:9090", printed: "http://host:9090", absolute: "http://host:9090/"),
        Case(text: "https://host/", printed: "https://host", absolute: "https://host/"),
        Case(text: "HTTPS://host:443/a?b=c", printed: "https://host/a", absolute: "https://host/a?b=c"),
        Case(text: "http://user:pass@host/x", printed: "http://host/x", absolute: "http://host/x"),
        Case(text: "http://[::1]:9090/p", printed: "http://[::1]:9090/p", absolute: "http://[::1]:9090/p"),
        Case(text: "http://host:80?q=1", printed: "http://host", absolute: "http://host/?q=1"),
    ])
    func readsAndPrints(_ sample: Case) throws {
        let url = try HTTPURL(sample.text)
        #expect(url.description == sample.printed)
        #expect(url.absolute == sample.absolute)
    }

    @Test(arguments: [
        "", "prometheus:9090", "prometheus", "/relative", "ftp://host/", "file:///etc/passwd", "http://",
        "http://a b/", "http://host:99999/",
    ])
    func refuses(_ text: String) {
        let failure = #expect(throws: Failure.self) { try HTTPURL(text) }
        #expect(failure?.code == .configuration)
        #expect(failure?.disposition == .needsHuman)
    }

    @Test func neverRepeatsAPassword() throws {
        let url = try HTTPURL("http://me:hunter2@host/")
        #expect(!"\(url) \(String(reflecting: url))".contains("hunter2"))
        #expect(url.credentials != nil)
        let failure = #expect(throws: Failure.self) { try HTTPURL("http://me:hunter2@ho st/") }
        #expect(failure.map { !$0.description.contains("hunter2") } == true)
    }

    @Test(arguments: [
        ("http://h/prefix/", "/api/v1/query", "http://h/prefix/api/v1/query"),
        ("http://h", "api", "http://h/api"), ("http://h/a?old=1", "/b", "http://h/a/b"),
    ])
    func appends(_ base: String, _ suffix: String, _ result: String) throws {
        #expect(try HTTPURL(base).appending(suffix).absolute == result)
    }
}

@Suite struct FormBodyTests {
    @Test func encodesEveryByteThatIsNotPlain() {
        let form = FormBody([("query", "sum(a{b=\"c\"}) + 1&x"), ("ü", "100%"), ("e", "")])
        #expect(
            String(decoding: form.bytes, as: UTF8.self)
                == "query=sum%28a%7Bb%3D%22c%22%7D%29%20%2B%201%26x&%C3%BC=100%25&e=")
    }
}

@Suite struct HTTPHeadersTests {
    @Test func looksUpWithoutRegardToCase() {
        var headers: HTTPHeaders = ["Set-Cookie": "a", "X": "1", "set-cookie": "b"]
        #expect(headers.values("SET-COOKIE") == ["a", "b"])
        #expect(headers["x"] == "1")
        headers["x"] = "2"
        headers["set-cookie"] = nil
        #expect(headers.fields == [HTTPHeaders.Field("x", "2")])
    }
}
