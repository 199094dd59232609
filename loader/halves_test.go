package loader

import "testing"

// A header in two languages is one header of the parameter that both halves
// name, and of none where they differ or one is not known.
func TestHeaderOfTwoLanguages(t *testing.T) {
	l := tableOf(t, "Domain\n", Options{}).load
	for header, want := range map[string]string{
		"Domain\n域名": paramDomain, "Domain/域名": paramDomain, "域名（Domain）": paramDomain, "域名 Domain Name": paramDomain, "Domain域名": paramDomain,
		"Email 电子邮箱": "Email", "Organization / 单位名称": "RegistrantOrganization", "State/Province 州/省": "Province", "State\n省": "ZhProvince",
		"ContactType\n联系人类型": paramTarget, "RegistrantType\n类型": paramType, "Admin Email / 管理联系人邮箱": "admin Email",
		"Postal Code|邮编": "PostalCode", "Email 电话": "", "Email 是否验证": "", "Admin Email / 技术联系人邮箱": "", "City/省份": "", "Phone 2/电话": "",
	} {
		b := binding{header: header}
		l.classify(&b, nil)
		got := ""
		if b.param != "" {
			got = b.what()
		}
		if got != want {
			t.Errorf("%q is %q, want %q", header, got, want)
		}
	}
}
