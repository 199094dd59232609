package report

// Harmless is the text of a cell for a CSV: with an apostrophe before what a
// spreadsheet program would take for a formula.
func Harmless(text string) string { return harmless(text) }
