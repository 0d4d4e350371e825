// The Ledger module; ARCHITECTURE.md says what it is for.
