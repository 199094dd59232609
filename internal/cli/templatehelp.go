package cli

import (
	"fmt"
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/sheet"
)

// instructions writes how the workbook is filled in, in English and Chinese,
// and what each column takes. No cell of it is the name of a domain column, or
// the sheet would be taken for one to read.
func (b *templateBook) instructions() error {
	lines := [][]string{{b.en, b.zh}}
	for _, step := range templateSteps {
		if len(b.targets) > 0 || step[2] == "" {
			sheet := strings.NewReplacer("SHEET", b.sheet())
			lines = append(lines, []string{sheet.Replace(step[0]), sheet.Replace(step[1])})
		}
	}
	if slices.ContainsFunc(b.names, api.Readable) {
		lines = append(lines, templateCurrent)
	}
	lines = append(lines, []string{}, []string{"Columns: what each takes, and an example", "各列说明与示例"})
	heading := len(lines)
	for i, name := range b.names {
		c := templateColumns[name]
		rule := fmt.Sprintf("%s: %s. %s", sheet.Letters(i), name, c.rule)
		if values := b.values(name); len(values) > 0 {
			rule += " Values: " + strings.Join(values, ", ") + "."
		}
		lines = append(lines, []string{
			rule, fmt.Sprintf("%s。%s", b.label(name), c.zhRule), b.shown(name),
		})
	}
	if err := b.page(sheetInstructions, lines, []float64{70, 60, 36}, 1); err != nil {
		return err
	}
	style, err := b.file.GetCellStyle(sheetInstructions, "A1")
	if err != nil {
		return err
	}
	return b.file.SetCellStyle(sheetInstructions, place(0, heading), place(2, heading), style)
}

// templateCurrent is about the one value that is not sent as it stands.
var templateCurrent = []string{
	"A contact field that holds (current) keeps the value that the registrar has now. Not for RegistrantType and the Chinese fields; for a telephone number write it into Telephone and leave TelArea and TelExt empty.",
	"联系人字段填 (current) 表示沿用注册商处的现有值。RegistrantType 和中文字段不支持；电话请在 Telephone 填 (current)，TelArea 和 TelExt 留空。",
}

// templateSteps is the table of what to do, step by step; the last word says
// that a step is about contacts.
var templateSteps = [][]string{
	{"1. Fill in the sheet SHEET and leave it its name: one row for each thing to be done, below the line with the names of the parameters.", "1. 在 SHEET 表中填写，勿改表名：参数名一行之下，每项一行。", ""},
	{"2. Replace the two example rows. Rows that stay are sent as they are.", "2. 请覆盖两行示例。留下的示例也会照样提交。", ""},
	{"3. Dark columns must be filled in, grey ones may stay empty. Do not rename the second line; columns of your own may be added and are kept.", "3. 深色列必填，灰色列可留空。请勿改动第二行的参数名；可以另加自己的列，会原样保留。", ""},
	{"4. All cells are text, so that zeros in front and long numbers stay. When pasting, paste values only.", "4. 所有单元格均为文本格式，开头的 0 和长数字不会丢失。粘贴时请只粘贴数值。", ""},
	{"5. Equal contact data in many rows is sent in few requests. Two rows that want different data for the same contact of a domain are a mistake.", "5. 多行相同的联系人信息会合并提交。同一域名的同一类联系人不能出现两份不同的信息。", "contacts"},
	{"Then look at what would be done: domainbatch plan FILE.xlsx changes nothing. Then: domainbatch apply FILE.xlsx.run", "然后先执行 domainbatch plan FILE.xlsx，只检查、不更改；再执行 domainbatch apply FILE.xlsx.run 提交。", ""},
}
