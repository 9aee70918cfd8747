"""The web face: a county collects, checks, approves and freezes its data here, and sees what became of it."""
