internal import Diagnostics
internal import Foundation
internal import HTTP
internal import Model
internal import Notifiers
internal import Ports
internal import Settings

/// Makes notifiers of the operator's description; secrets come from the environment or from files of the operator's only.
struct NotifierOpener {
    let environment: [String: String]

    /// One notifier for each description; one that lacks its secret fails at every page, and blocks nothing.
    func open(_ all: [OperatorSettings.NotifierSettings]) -> [any Notifier] {
        all.map { settings in
            do {
                return try open(settings)
            } catch {
                let failure =
                    error as? Failure
                    ?? Failure(.configuration, "opening a notifier", "\(error)", .needsHuman)
                return UnusableNotifier(
                    name: "\(settings.kind.rawValue) of the operator's file", failure: failure)
            }
        }
    }

    private func open(_ settings: OperatorSettings.NotifierSettings) throws -> any Notifier {
        let url = try HTTPURL(settings.url)
        let bearer = try settings.bearerVariable.map { Secret(try value($0)) }
        switch settings.kind {
        case .alertmanager:
            return AlertmanagerNotifier(url: url, bearer: bearer, authorityFile: settings.caFile)
        case .webhook:
            return WebhookNotifier(
                url: url, secret: try secret(settings), bearer: bearer, authorityFile: settings.caFile)
        }
    }

    private func secret(_ settings: OperatorSettings.NotifierSettings) throws -> Secret {
        if let name = settings.secretVariable { return Secret(try value(name)) }
        guard let path = settings.secretFile, let data = FileManager.default.contents(atPath: path) else {
            throw Failure(
                .configuration, "reading the secret of a webhook",
                "\(settings.secretFile ?? "its file") cannot be read", .needsHuman)
        }
        let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else {
            throw Failure(
                .configuration, "reading the secret of a webhook", "\(path) is empty", .needsHuman)
        }
        return Secret(text)
    }

    private func value(_ name: String) throws -> String {
        guard let value = environment[name], !value.isEmpty else {
            throw Failure(
                .unauthorized, "opening a notifier", "the environment variable \(name) is not set",
                .needsHuman)
        }
        return value
    }
}

/// A notifier that cannot be used, and says why.
struct UnusableNotifier: Notifier {
    let name: String
    let failure: Failure

    func deliver(_ page: Page) async throws { throw failure }
}
