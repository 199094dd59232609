package loader

import (
	"slices"

	"domainbatch/internal/api"
)

// splitPhone divides the telephone number into the three parts that the API
// takes, by the calling code or the country of the row. A part that has a cell
// of its own must be the same there; one of those in filled, which --set gave,
// counts where the number has none. It returns what is still filled. What cannot
// be divided stays as it is and is a fault.
func splitPhone(raw map[string]string, filled []string) ([]string, []fault) {
	text := raw["Telephone"]
	if text == "" {
		return filled, nil
	}
	withdraw := func(param string) {
		if slices.Contains(filled, param) {
			filled = slices.DeleteFunc(filled, func(name string) bool { return name == param })
			delete(raw, param)
		}
	}
	if api.NamesCountry(text) {
		withdraw("TelArea")
	}
	area, ownErr := api.CheckValue("TelArea", raw["TelArea"])
	country, _ := api.CheckValue("Country", raw["Country"]) // what is wrong with them is told with their own cells
	p, err := api.SplitPhone(text, area, country)
	if err != nil {
		return filled, []fault{faultOf("Telephone", text, err)}
	}
	raw["Telephone"] = p.Number
	if ownErr == nil && p.Area != "" {
		raw["TelArea"] = p.Area
	}
	if p.Ext == "" {
		return filled, nil
	}
	withdraw("TelExt")
	return filled, extend(raw, p.Ext)
}

// extend adds the extension of a number, unless another one has a cell.
func extend(raw map[string]string, ext string) []fault {
	own, err := api.CheckValue("TelExt", raw["TelExt"])
	switch {
	case err != nil:
	case own == "":
		raw["TelExt"] = ext
	case own != ext:
		return []fault{{
			param: "TelExt", value: raw["TelExt"], message: "the extension is not the one that stands in Telephone",
			hint: "make the two equal, or clear this cell",
		}}
	}
	return nil
}

// lackingCode is the complaint about a number whose country nothing tells.
func lackingCode(number string) fault {
	return fault{
		param: "Telephone", value: number, message: "the telephone number has no country code, and the row has neither TelArea nor a country that would tell it",
		hint: "write the number with its country code, such as +86 13800000000, or fill in TelArea or Country",
	}
}
