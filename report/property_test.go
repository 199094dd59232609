package report

import (
	"errors"
	"fmt"
	"testing"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// Answers and notes never change a cell that was there, whatever stands in a
// workbook and wherever: every part is held against what it was.
func TestAnnotatingChangesNoCell(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		input := drawnWorkbook(rt)
		book, err := sheet.Open("drawn.xlsx", input, sheet.Options{})
		if err != nil {
			rt.Fatal(err)
		}
		data := everyRow(t, book)
		if data == nil {
			rt.Fatal("a sheet is refused")
		}
		width, err := book.Tables()[0].Width()
		if err != nil {
			rt.Fatal(err)
		}
		for i := range data.Plan.Rows {
			row := &data.Plan.Rows[i]
			if rapid.Bool().Draw(rt, "bad") {
				column := sheet.Letters(rapid.IntRange(0, width-1).Draw(rt, "column"))
				row.LeftOut, row.Issues = "", []job.Issue{{Cell: job.CellName(row.Sheet, column, row.Line), Message: rapid.String().Draw(rt, "message")}}
			}
		}
		staysWhole(t, book, input, data)
		if t.Failed() {
			rt.Fatal("what is drawn does not stay")
		}
	})
}

// drawnWorkbook has cells of all kinds at places of all kinds.
func drawnWorkbook(rt *rapid.T) []byte {
	f := excelize.NewFile()
	zeros := "00000"
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &zeros, Fill: solid("00FF00")})
	for range rapid.IntRange(0, 25).Draw(rt, "cells") {
		cell := fmt.Sprintf("%s%d", sheet.Letters(rapid.IntRange(0, 5).Draw(rt, "column")), rapid.IntRange(1, 12).Draw(rt, "line"))
		switch rapid.IntRange(0, 5).Draw(rt, "kind") {
		case 0:
			err = errors.Join(err, f.SetCellValue("Sheet1", cell, rapid.Float64().Draw(rt, "number")))
		case 1:
			err = errors.Join(err, f.SetCellBool("Sheet1", cell, true))
		case 2:
			err = errors.Join(err, f.SetCellFormula("Sheet1", cell, "1+1"))
		case 3:
			err = errors.Join(err, f.SetCellInt("Sheet1", cell, 42), f.SetCellStyle("Sheet1", cell, cell, style))
		case 4:
			err = errors.Join(err, f.DeleteComment("Sheet1", cell), f.AddComment("Sheet1", excelize.Comment{Cell: cell, Author: "Jane", Text: "why?"}))
		default:
			text := rapid.StringOf(rapid.RuneFrom([]rune("a_x000A域<&>\"' \t\n=é😀"))).Draw(rt, "text")
			err = errors.Join(err, f.SetCellStr("Sheet1", cell, text))
		}
	}
	if rapid.Bool().Draw(rt, "hidden") {
		err = errors.Join(err, f.SetRowVisible("Sheet1", 2, false), f.SetColVisible("Sheet1", "B", false), f.SetRowHeight("Sheet1", 3, 40))
	}
	if rapid.Bool().Draw(rt, "filter") {
		err = errors.Join(err, f.AutoFilter("Sheet1", "A1:C9", nil))
	}
	buf, err2 := f.WriteToBuffer()
	if err = errors.Join(err, err2); err != nil {
		rt.Fatal(err)
	}
	return buf.Bytes()
}
