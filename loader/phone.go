package loader

import (
	"domainbatch/internal/api"
)

// splitPhone divides the telephone number into the three parts that the API
// takes, by the calling code or the country of the row. A part that has a cell
// of its own must be the same there. What cannot be divided stays as it is and
// is a fault.
func splitPhone(raw map[string]string) []fault {
	if raw["Telephone"] == "" {
		return nil
	}
	area, ownErr := api.CheckValue("TelArea", raw["TelArea"])
	country, _ := api.CheckValue("Country", raw["Country"]) // what is wrong with them is told with their own cells
	p, err := api.SplitPhone(raw["Telephone"], area, country)
	if err != nil {
		return []fault{faultOf("Telephone", raw["Telephone"], err)}
	}
	raw["Telephone"] = p.Number
	if ownErr == nil && p.Area != "" {
		raw["TelArea"] = p.Area
	}
	own, err := api.CheckValue("TelExt", raw["TelExt"])
	switch {
	case p.Ext == "" || err != nil:
	case own == "":
		raw["TelExt"] = p.Ext
	case own != p.Ext:
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
