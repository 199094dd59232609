package loader

import (
	"slices"

	"domainbatch/internal/api"
)

// splitPhone divides the telephone number into the three parts that the API
// takes, by the calling code or the country of the row. A part that has a cell
// of its own must be the same there; one that --set gave counts where the number
// has none. What cannot be divided stays as it is and is a fault.
func (r *reading) splitPhone(raw map[string]string) {
	text := raw["Telephone"]
	if text == "" {
		return
	}
	if api.NamesCountry(text) {
		r.withdraw(raw, "TelArea")
	}
	area, ownErr := api.CheckValue("TelArea", raw["TelArea"])
	country, _ := api.CheckValue("Country", raw["Country"]) // what is wrong with them is told with their own cells
	p, err := api.SplitPhone(text, area, country)
	if err != nil {
		r.faults = append(r.faults, faultOf("Telephone", text, err))
		return
	}
	raw["Telephone"] = p.Number
	if ownErr == nil && p.Area != "" {
		raw["TelArea"] = p.Area
	}
	if p.Ext != "" {
		r.withdraw(raw, "TelExt")
		r.extend(raw, p.Ext)
	}
}

// extend adds the extension of a number, unless another one has a cell.
func (r *reading) extend(raw map[string]string, ext string) {
	own, err := api.CheckValue("TelExt", raw["TelExt"])
	switch {
	case err != nil:
	case own == "":
		raw["TelExt"] = ext
	case own != ext:
		r.faults = append(r.faults, fault{
			param: "TelExt", value: raw["TelExt"], message: "the extension is not the one that stands in Telephone",
			hint: "make the two equal, or clear this cell",
		})
	}
}

// withdraw takes back what --set gave for a value that the row has after all.
func (r *reading) withdraw(raw map[string]string, param string) {
	if at := slices.Index(r.filled, param); at >= 0 {
		r.filled = slices.Delete(r.filled, at, at+1)
		delete(raw, param)
	}
}

// lackingCode is the complaint about a number whose country nothing tells.
func lackingCode(number string) fault {
	return fault{
		param: "Telephone", value: number, message: "the telephone number has no country code, and the row has neither TelArea nor a country that would tell it",
		hint: "write the number with its country code, such as +86 13800000000, or fill in TelArea or Country",
	}
}
