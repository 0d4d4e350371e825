// The Proposal module; ARCHITECTURE.md says what it is for.
