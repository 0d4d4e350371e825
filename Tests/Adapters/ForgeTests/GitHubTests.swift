import Testing

/// Shows why GitHub is not among the adapters that the contract was tried on.
struct GitHubTests {
    @Test(.enabled(if: GitHubServer.isAvailable, Comment(rawValue: GitHubServer.obstacle ?? "")))
    func serverIsThere() throws {
        #expect(Kind.available == [.local, .github])
        _ = try GitHubServer.shared.get()
    }
}
