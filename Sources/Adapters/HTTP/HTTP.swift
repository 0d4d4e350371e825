// The HTTP module; ARCHITECTURE.md says what it is for.
