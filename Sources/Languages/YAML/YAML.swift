// The YAML module; ARCHITECTURE.md says what it is for.
