internal import Diagnostics
internal import MachineCatalogue
internal import Ports
internal import Settings
internal import YAML

/// Reads the catalogue that the repository's settings name, over the one that the program carries.
enum CatalogueFile {
    static func read(_ workspace: Workspace) throws -> MachineCatalogue {
        guard let path = workspace.settings.catalogue else { return .builtIn }
        guard let bytes = try workspace.tree.read(path) else {
            throw Failure(
                .configuration, "reading the catalogue of machines",
                "\(path), named in .trimtab.yml, is not on the target branch", .needsHuman)
        }
        let file = SourceFile(path: path, bytes: bytes)
        let parsed = YAMLConfiguration.decode(file, limits: .default)
        let decoded = parsed.node.map { CatalogueReader.decode($0) }
        let diagnostics = parsed.diagnostics + (decoded?.diagnostics ?? [])
        guard let catalogue = decoded?.catalogue else {
            let renderer = DiagnosticRenderer(files: [file])
            throw InvalidFiles(rendered: diagnostics.map(renderer.render).joined(), isConfiguration: true)
        }
        return MachineCatalogue.builtIn.adding(catalogue)
    }
}
