internal import Diagnostics
internal import Model

/// The operator's file as written.
struct RawOperatorSettings {
    static let keys = [
        "version", "posture", "forge", "metrics", "signing", "git", "ledger", "notify", "stateDirectory",
        "gates", "redact",
    ]
    static let forgeKeys = ["github"]
    static let gitHubKeys = ["api", "repository", "tokenVariable"]
    static let metricsKeys = [
        "label", "url", "bearerVariable", "userVariable", "passwordVariable", "headers", "certificateFile",
        "keyFile", "caFile",
    ]
    static let signingKeys = ["sshKey", "gpgKey", "allowedSigners"]
    static let gitKeys = ["tokenVariable"]
    static let notifyKeys = ["kind", "url", "secretVariable", "secretFile", "bearerVariable", "caFile"]
    static let ledgerKeys = ["remote", "tokenVariable", "name"]
    static let gateKeys = ["commands", "readable", "time", "memory", "processes", "output", "scratch"]
    static let gateCommandKeys = ["name", "run"]

    var posture: Located<Posture>?
    var forge: OperatorSettings.ForgeChoice?
    var metrics: OperatorSettings.MetricsEndpoint?
    var sshKey: Located<String>?
    var gpgKey: Located<String>?
    var allowedSigners: Located<String>?
    var gitTokenVariable: Located<String>?
    var stateDirectory: Located<String>?
    var sharedLedger: OperatorSettings.SharedLedger?
    var gates: GateSettings
    var redact: [Located<String>]
    var notifiers: [OperatorSettings.NotifierSettings]
    var sources: [String: String]

    init(_ cursor: MapCursor, of file: SourceFile) {
        redact = cursor.labelNames("redact")
        gates =
            cursor.map("gates", keys: RawOperatorSettings.gateKeys).map(RawOperatorSettings.gates)
            ?? GateSettings()
        posture = cursor.word("posture", of: Posture.words)
        forge = RawOperatorSettings.forge(of: cursor)
        metrics = cursor.map("metrics", keys: RawOperatorSettings.metricsKeys).flatMap(
            RawOperatorSettings.endpoint)
        let signing = cursor.map("signing", keys: RawOperatorSettings.signingKeys)
        sshKey = signing?.text("sshKey")
        gpgKey = signing?.text("gpgKey")
        allowedSigners = signing?.text("allowedSigners")
        gitTokenVariable = cursor.map("git", keys: RawOperatorSettings.gitKeys)?.variable("tokenVariable")
        sharedLedger = cursor.map("ledger", keys: RawOperatorSettings.ledgerKeys).flatMap(
            RawOperatorSettings.sharedLedger)
        notifiers = cursor.maps("notify", keys: RawOperatorSettings.notifyKeys, each: "a notifier")
            .compactMap(
                RawOperatorSettings.notifier)
        stateDirectory = cursor.text("stateDirectory")
        sources = file.sources(of: cursor)
    }

    /// Without a `posture` the cap is that of an absent file: `propose`, or `auto` on the local forge.
    func validate() -> OperatorSettings {
        let defaults = OperatorSettings()
        var settings = OperatorSettings(
            posture: posture?.value, forge: forge ?? defaults.forge, metrics: metrics,
            signingKey: sshKey?.value, gpgKey: gpgKey?.value, allowedSigners: allowedSigners?.value,
            gitTokenVariable: gitTokenVariable?.value, stateDirectory: stateDirectory?.value,
            sources: sources)
        settings.sharedLedger = sharedLedger
        settings.gates = gates
        settings.redact = redact.map(\.value)
        settings.notifiers = notifiers
        return settings
    }

    private static func notifier(_ cursor: MapCursor) -> OperatorSettings.NotifierSettings? {
        let kind = cursor.word(
            "kind", of: OperatorSettings.NotifierSettings.Kind.allCases.map { ($0.rawValue, $0) })
        let url = cursor.url("url")
        let secret = cursor.variable("secretVariable")
        let file = cursor.text("secretFile")
        let bearer = cursor.variable("bearerVariable")
        let authority = cursor.text("caFile")
        guard let kind = cursor.require("kind", kind), let url = cursor.require("url", url) else {
            return nil
        }
        if secret != nil, file != nil {
            cursor.complaints.add(
                .settingsContradiction, "the secret is in a variable or in a file, not in both",
                at: cursor.keySpan("secretFile"))
            return nil
        }
        switch kind.value {
        case .webhook where secret == nil && file == nil:
            _ = cursor.require("secretVariable", secret)
            return nil
        case .alertmanager where secret != nil || file != nil:
            let key = secret != nil ? "secretVariable" : "secretFile"
            cursor.reject(key, "an Alertmanager takes no signature; `bearerVariable` names its token")
            return nil
        default: break
        }
        if bearer != nil, !MapCursor.mayCarrySecrets(url.value) {
            cursor.complaints.add(
                .settingsSecret, "a token goes over https only, or to this machine", at: url.span)
            return nil
        }
        var notifier = OperatorSettings.NotifierSettings(kind: kind.value, url: url.value)
        notifier.secretVariable = secret?.value
        notifier.secretFile = file?.value
        notifier.bearerVariable = bearer?.value
        notifier.caFile = authority?.value
        return notifier
    }

    private static func sharedLedger(_ cursor: MapCursor) -> OperatorSettings.SharedLedger? {
        let remote = cursor.gitAddress("remote")
        let token = cursor.variable("tokenVariable")
        let name = cursor.text("name")
        guard let remote = cursor.require("remote", remote) else { return nil }
        if let name, name.value.contains(where: { $0.isNewline }) || name.value.utf8.count > 200 {
            cursor.reject("name", "`name` must be one line of at most 200 bytes")
            return nil
        }
        return OperatorSettings.SharedLedger(
            remote: remote.value, tokenVariable: token?.value, name: name?.value)
    }

    private static func gates(of cursor: MapCursor) -> GateSettings {
        var gates = GateSettings()
        var seen: [String: SourceSpan] = [:]
        for command in cursor.maps("commands", keys: gateCommandKeys, each: "a gate") {
            let name = command.gateName("name")
            let run = command.texts("run")
            guard let name = command.require("name", name), let run = command.require("run", run) else {
                continue
            }
            guard !run.isEmpty else {
                command.reject("run", "`run` must name a program, and what it is given")
                continue
            }
            command.rejectRepeated("gate", name, &seen)
            gates.commands.append(GateSettings.Command(name: name.value, run: run.map(\.value)))
        }
        for path in cursor.texts("readable") ?? [] {
            let parts = path.value.split(separator: "/")
            guard path.value.hasPrefix("/"), !parts.isEmpty, !parts.contains("..") else {
                cursor.complaints.add(
                    .settingsBadValue, "`\(path.value)` must be an absolute path below the root",
                    at: path.span)
                continue
            }
            gates.readable.append("/" + parts.joined(separator: "/"))
        }
        gates.seconds = cursor.timeSpan("time")?.value.seconds ?? gates.seconds
        gates.memory = cursor.amountOfBytes("memory", least: 16 << 20) ?? gates.memory
        gates.processes = cursor.integer("processes", in: 4...100_000)?.value ?? gates.processes
        gates.output = cursor.amountOfBytes("output", least: 1024) ?? gates.output
        gates.scratch = cursor.amountOfBytes("scratch", least: 1 << 20) ?? gates.scratch
        return gates
    }

    private static func forge(of cursor: MapCursor) -> OperatorSettings.ForgeChoice? {
        guard let node = cursor.node("forge") else { return nil }
        if case .string = node.value { return cursor.word("forge", of: [("local", .local)])?.value }
        guard let forge = cursor.map("forge", keys: forgeKeys),
            forge.require("github", forge.node("github")) != nil,
            let gitHub = forge.map("github", keys: gitHubKeys)
        else { return nil }
        let api = gitHub.url("api")
        let repository = gitHub.text("repository")
        let token = gitHub.variable("tokenVariable")
        guard let repository = gitHub.require("repository", repository),
            let token = gitHub.require("tokenVariable", token)
        else { return nil }
        guard
            repository.value.split(separator: "/", omittingEmptySubsequences: false).map(\.isEmpty)
                == [false, false]
        else {
            gitHub.reject("repository", "`repository` must be of the form owner/name")
            return nil
        }
        return .github(
            api: api?.value ?? "https://api.github.com", repository: repository.value,
            tokenVariable: token.value)
    }

    private static func endpoint(_ cursor: MapCursor) -> OperatorSettings.MetricsEndpoint? {
        let label = cursor.text("label")
        let url = cursor.url("url")
        let bearer = cursor.variable("bearerVariable")
        let user = cursor.variable("userVariable")
        let password = cursor.variable("passwordVariable")
        let headers = cursor.dictionary("headers")
        let certificate = cursor.text("certificateFile")
        let key = cursor.text("keyFile")
        let authority = cursor.text("caFile")
        cursor.requireTogether("userVariable", "passwordVariable")
        cursor.requireTogether("certificateFile", "keyFile")
        if bearer != nil, user != nil {
            cursor.complaints.add(
                .settingsContradiction, "a bearer token and a user name cannot both be sent",
                at: cursor.keySpan("userVariable"),
                notes: [Diagnostic.Note("the token is here", at: cursor.keySpan("bearerVariable"))])
        }
        cursor.rejectSecretHeaders()
        guard let url = cursor.require("url", url) else { return nil }
        var endpoint = OperatorSettings.MetricsEndpoint(
            label: label?.value ?? "prometheus", url: url.value, bearerVariable: bearer?.value,
            headers: headers)
        endpoint.userVariable = user?.value
        endpoint.passwordVariable = password?.value
        endpoint.certificateFile = certificate?.value
        endpoint.keyFile = key?.value
        endpoint.caFile = authority?.value
        return endpoint
    }
}

extension MapCursor {
    /// A name that a category can ask for and that no gate of the program's own has.
    fileprivate func gateName(_ key: String) -> Located<String>? {
        guard let name = text(key) else { return nil }
        let isPlain = name.value.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard isPlain, name.value.utf8.count <= 40, !name.value.hasPrefix("-") else {
            reject(key, "`\(key)` must be small letters, digits and dashes, at most 40")
            return nil
        }
        guard !(GateSettings.builtIn + ["parse", "blast-radius"]).contains(name.value) else {
            complaints.add(
                .settingsContradiction, "`\(name.value)` is a gate that the program brings", at: name.span)
            return nil
        }
        return name
    }

    /// Whole bytes, as `512Mi`.
    fileprivate func amountOfBytes(_ key: String, least: Int) -> Int? {
        guard let amount = quantity(key) else { return nil }
        let bytes = amount.value.value
        guard bytes >= Double(least), bytes <= 1e15 else {
            reject(key, "`\(key)` must be at least \(Quantity.bytes(Int64(least)))")
            return nil
        }
        return Int(bytes)
    }

    /// The name of an environment variable; anything that cannot be one is taken for the secret itself.
    fileprivate func variable(_ key: String) -> Located<String>? {
        guard let text = text(key) else { return nil }
        let bytes = Array(text.value.utf8)
        let isName = bytes.enumerated().allSatisfy { index, byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): index > 0
            default: false
            }
        }
        guard isName, bytes.count <= 64 else {
            complaints.add(
                .settingsSecret,
                "`\(key)` names an environment variable, in capitals; a secret itself never stands in a file",
                at: text.span)
            return nil
        }
        return text
    }

    /// An http or https address without credentials in it.
    fileprivate func url(_ key: String) -> Located<String>? {
        guard let text = text(key) else { return nil }
        guard let scheme = ["http://", "https://"].first(where: { text.value.hasPrefix($0) }),
            text.value.utf8.count > scheme.utf8.count, !text.value.contains(where: \.isWhitespace)
        else {
            reject(key, "`\(key)` must be an http or https address")
            return nil
        }
        let host = text.value.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
        if host.contains("@") {
            complaints.add(
                .settingsSecret, "an address in a file carries no credentials; name environment variables",
                at: text.span)
            return nil
        }
        return text
    }

    /// An address or path that Git understands, without a password in it.
    fileprivate func gitAddress(_ key: String) -> Located<String>? {
        guard let text = text(key) else { return nil }
        guard !text.value.contains(where: \.isWhitespace), !text.value.hasPrefix("-") else {
            reject(key, "`\(key)` must be an address or a path of a Git repository")
            return nil
        }
        if let scheme = text.value.firstRange(of: "://") {
            let authority = text.value[scheme.upperBound...].prefix { $0 != "/" }
            let isWeb = text.value.hasPrefix("http")
            if let at = authority.lastIndex(of: "@"), isWeb || authority[..<at].contains(":") {
                complaints.add(
                    .settingsSecret,
                    "an address in a file carries no credentials; name environment variables",
                    at: text.span)
                return nil
            }
        }
        return text
    }

    /// True for an encrypted address, and for this machine.
    fileprivate static func mayCarrySecrets(_ url: String) -> Bool {
        guard url.hasPrefix("http://") else { return true }
        let host = url.dropFirst("http://".count).prefix { !"/:?".contains($0) }
        return ["localhost", "127.0.0.1"].contains(host) || url.hasPrefix("http://[::1]")
    }

    fileprivate func requireTogether(_ first: String, _ second: String) {
        switch (node(first), node(second)) {
        case (.some, nil): _ = require(second, nil as String?)
        case (nil, .some): _ = require(first, nil as String?)
        default: break
        }
    }

    /// `Authorization` and its like are secrets, and a file is no place for them.
    fileprivate func rejectSecretHeaders() {
        guard case .map(let headers) = node("headers")?.value else { return }
        let secret = ["authorization", "proxy-authorization", "cookie", "x-api-key"]
        for header in headers where secret.contains(header.key.lowercased()) {
            complaints.add(
                .settingsSecret, "the header `\(header.key)` carries a secret; use `bearerVariable` instead",
                at: header.keySpan)
        }
    }
}
