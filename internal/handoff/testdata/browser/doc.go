// Package browser opens the page of a hand-off package in Chromium, as a reader
// does: from a file, with scripts and without, in the light and in the dark, on a
// wide screen and on a narrow one, and on paper. It is a module of its own, so
// that no driver of a browser is a dependency of the program.
package browser
