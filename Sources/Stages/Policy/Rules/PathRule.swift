internal import Model
internal import Settings

/// Which files may be edited, and which the bot leaves to people whatever a category says.
struct PathRule: StaticRule {
    /// Files that decide what the bot may do, who reviews, and what runs with credentials.
    static let protected = [
        ".trimtab*", ".trimtab/**", ".github/**", "**/CODEOWNERS", ".gitlab-ci.yml", ".gitlab/**",
        ".gitea/**",
        ".forgejo/**", ".circleci/**", "**/Jenkinsfile*", "azure-pipelines.yml", "bitbucket-pipelines.yml",
        ".ci/**",
        ".buildkite/**", "atlantis.yaml", ".gitattributes", ".gitmodules",
    ].map { Glob($0) }

    func assess(_ inputs: PolicyInputs) -> [Assessment] {
        let category = inputs.category.category
        let files = inputs.files
        guard !files.isEmpty else {
            return [.blocks(.outsidePaths, "paths", "no file is known", ceiling: .observe)]
        }
        for file in files {
            if let glob = inputs.repository.exclusion(of: file) {
                return [
                    .blocks(
                        .outsidePaths, "paths", "\(file) is excluded by \(glob)",
                        source: inputs.repository.sources["exclude"], ceiling: .observe)
                ]
            }
            if !inputs.category.scope.covers(file: file) {
                return [
                    .blocks(
                        .outsidePaths, "paths", "\(file) is outside", source: category.source("applies"),
                        ceiling: .observe)
                ]
            }
        }
        if let file = files.first(where: { file in PathRule.protected.contains { $0.matches(file) } }) {
            return [.caps(at: .propose, "paths", "\(file) is for people to merge", source: "compiled in")]
        }
        return [.allows("paths", files.joined(separator: ", "), source: category.source("applies"))]
    }
}
