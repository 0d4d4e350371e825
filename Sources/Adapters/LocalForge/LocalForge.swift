// The LocalForge module; ARCHITECTURE.md says what it is for.
