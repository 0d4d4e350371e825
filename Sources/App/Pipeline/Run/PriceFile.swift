internal import Diagnostics
internal import Planning
internal import Ports
internal import Settings
internal import YAML

/// Reads the price file that the repository's settings import; without one every saving is unpriced.
enum PriceFile {
    static func read(_ workspace: Workspace) throws -> PriceList? {
        guard let path = workspace.settings.prices else { return nil }
        guard let bytes = try workspace.tree.read(path) else {
            throw Failure(
                .configuration, "reading prices",
                "\(path), named in .trimtab.yml, is not on the target branch",
                .needsHuman)
        }
        let file = SourceFile(path: path, bytes: bytes)
        let parsed = YAMLConfiguration.decode(file, limits: .default)
        let decoded = parsed.node.map { PriceListDecoder().decode($0) }
        let diagnostics = parsed.diagnostics + (decoded?.diagnostics ?? [])
        guard let list = decoded?.list else {
            let renderer = DiagnosticRenderer(files: [file])
            throw InvalidFiles(rendered: diagnostics.map(renderer.render).joined(), isConfiguration: true)
        }
        return list
    }
}
