"""The suite: one file per source file, and beside them whole stories, architecture, security and measures."""
