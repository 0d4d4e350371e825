// The Alertmanager module; ARCHITECTURE.md says what it is for.
