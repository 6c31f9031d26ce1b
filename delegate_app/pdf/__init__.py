"""PDF pages: pixels, words and anchors, with PDFium kept in a process of its own."""
