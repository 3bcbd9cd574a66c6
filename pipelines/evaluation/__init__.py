"""How good detection is: labelled texts in, numbers out. Reads no files and shows nothing."""
