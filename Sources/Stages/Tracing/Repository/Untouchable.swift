public import Diagnostics
public import Model

/// What a file itself says against being edited.
public enum Untouchable {
    /// The hold for a file that is generated, encrypted, a test, an example or other people's code; nil for any other.
    public static func hold(on file: SourceFile) -> Hold? {
        if let part = PathConventions.notDeployed(file.path) {
            return Hold(.outsidePaths, "\(file.path): `\(part)` holds tests, examples or other people's code")
        }
        if let header = FileMarks.generatedHeader(file.bytes) {
            return Hold(.generated, "\(file.path) is generated: `\(header)`")
        }
        if let part = PathConventions.rendered(file.path) {
            return Hold(.generated, "\(file.path): `\(part)` holds what something renders")
        }
        let name = RepositoryPath.name(of: file.path)
        if name.hasSuffix(".lock") || name.hasSuffix(".lock.hcl") || name == "package-lock.json" {
            return Hold(.generated, "\(file.path) is a lock file")
        }
        let isSOPS =
            FileMarks.contains(file.bytes, "ENC[AES256_GCM") || FileMarks.contains(file.bytes, "\nsops:")
        if isSOPS || FileMarks.contains(file.bytes, "\u{0}GITCRYPT")
            || FileMarks.contains(file.bytes, "$ANSIBLE_VAULT;")
            || FileMarks.contains(file.bytes, "ENC[PKCS7,")
            || FileMarks.contains(file.bytes, "-----BEGIN AGE ENCRYPTED FILE-----")
            || FileMarks.contains(file.bytes, "-----BEGIN PGP MESSAGE-----")
        {
            return Hold(.encrypted, "\(file.path) is encrypted")
        }
        return nil
    }
}
