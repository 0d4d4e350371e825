// The Ports module; ARCHITECTURE.md says what it is for.
