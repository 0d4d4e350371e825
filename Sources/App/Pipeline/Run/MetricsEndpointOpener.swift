internal import Diagnostics
internal import HTTP
internal import Model
internal import Ports
internal import Prometheus
internal import Settings

/// Makes a client from the operator's description of a metrics store; secrets come from the environment only.
struct MetricsEndpointOpener {
    let environment: [String: String]

    func open(_ endpoint: OperatorSettings.MetricsEndpoint) throws -> PrometheusClient {
        var options = HTTPOptions()
        options.tls.authorityFile = endpoint.caFile
        options.tls.certificateFile = endpoint.certificateFile
        options.tls.keyFile = endpoint.keyFile
        let headers = endpoint.headers.sorted { $0.key < $1.key }.map { HTTPHeaders.Field($0.key, $0.value) }
        return PrometheusClient(
            PrometheusEndpoint(
                label: endpoint.label, url: try HTTPURL(endpoint.url),
                authentication: try authentication(endpoint),
                headers: HTTPHeaders(headers), options: options))
    }

    private func authentication(_ endpoint: OperatorSettings.MetricsEndpoint) throws -> HTTPAuthentication? {
        if let name = endpoint.bearerVariable { return .bearer(Secret(try value(name))) }
        if let user = endpoint.userVariable, let password = endpoint.passwordVariable {
            return .basic(user: try value(user), password: Secret(try value(password)))
        }
        return nil
    }

    private func value(_ name: String) throws -> String {
        guard let value = environment[name], !value.isEmpty else {
            throw Failure(
                .unauthorized, "opening the metrics store", "the environment variable \(name) is not set",
                .needsHuman)
        }
        return value
    }
}
