// The GitHub module; ARCHITECTURE.md says what it is for.
