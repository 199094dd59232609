// Package handoff writes the package that is handed to counsel: a dossier as a
// workbook, as a page for a browser and as JSON, with the entries that it was
// made of and the sums of all files. Equal dossiers make equal files, to the byte.
package handoff
