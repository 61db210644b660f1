"""Cases of an older register, from a file by the code book: all of it or nothing, and every bad row named."""
