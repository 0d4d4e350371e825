// The Model module; ARCHITECTURE.md says what it is for.
