// The Settings module; ARCHITECTURE.md says what it is for.
