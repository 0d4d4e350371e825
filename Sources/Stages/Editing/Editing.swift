// The Editing module; ARCHITECTURE.md says what it is for.
