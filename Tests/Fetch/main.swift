internal import Foundation
internal import HTTP

// fetch URL [PROXY]: prints what a client without further settings gets, for tests that need an environment of their own.
let words = CommandLine.arguments.dropFirst()
guard let address = words.first else { exit(64) }
do {
    var request = HTTPRequest(.get, try HTTPURL(address))
    request.options.totalTimeout = .seconds(600)
    request.options.proxy = words.dropFirst().first
    print(try await HTTPClient().send(request).text, terminator: "")
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}
