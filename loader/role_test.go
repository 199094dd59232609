package loader_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/loader"
)

// read loads a text whatever is wrong with it, as long as it can be shown.
func read(t testing.TB, text string, opts loader.Options) *loader.Input {
	t.Helper()
	in, err := loader.Load(open(t, "a.csv", []byte(text)), opts)
	if in == nil {
		t.Fatal(err)
	}
	return in
}

// asked are the asks of all rows, "line targets: Name=value …", for the
// parameters that a test names, or all.
func asked(in *loader.Input, params ...string) []string {
	var out []string
	for _, r := range in.Rows {
		for _, ask := range r.Asks {
			line := fmt.Sprintf("%d %s:", r.Line, strings.Join(ask.Targets, ","))
			for _, name := range ask.Fields.Names() {
				if len(params) == 0 || slices.Contains(params, name) {
					line += fmt.Sprintf(" %s=%s", name, ask.Fields[name])
				}
			}
			out = append(out, line)
		}
	}
	return out
}

// One row with columns for several contacts asks for each of them, with its own
// data; a role whose cells are all blank asks for nothing.
func TestRolesMakeAsks(t *testing.T) {
	tests := map[string]struct {
		text string
		opts loader.Options
		want []string
	}{
		"four contacts": {
			"Domain,Registrant Email,Admin Email,Billing Email,Tech Email\na.com,r@example.com,a@example.com,b@example.com,t@example.com\n", loader.Options{},
			[]string{"2 registrant: Email=r@example.com", "2 admin: Email=a@example.com", "2 billing: Email=b@example.com", "2 tech: Email=t@example.com"},
		},
		"a role without values": {
			"Domain,Admin Email,Tech Email\na.com,,t@example.com\nb.com,a@example.com,\n", loader.Options{},
			[]string{"2 tech: Email=t@example.com", "3 admin: Email=a@example.com"},
		},
		"a column without a role counts for all": {
			"Domain,Admin Email,Tech Email,City\na.com,a@example.com,t@example.com,Rome\n", loader.Options{},
			[]string{"2 admin: City=Rome Email=a@example.com", "2 tech: City=Rome Email=t@example.com"},
		},
		"but not where the role has a column for the field": {
			"Domain,Admin Email,Tech Email,Tech City,City\na.com,a@example.com,t@example.com,,Rome\n", loader.Options{},
			[]string{"2 admin: City=Rome Email=a@example.com", "2 tech: Email=t@example.com"},
		},
		"nor where it has the field in parts": {
			"Domain,Admin First Name,Admin Last Name,Tech Email,Contact Name\na.com,Li,Na,t@example.com,Jo Doe\n", loader.Options{},
			[]string{"2 admin: RegistrantName=Li Na", "2 tech: Email=t@example.com RegistrantName=Jo Doe"},
		},
		"a column for all alone asks for nothing": {
			"Domain,Admin Email,Tech Email,City\na.com,,,Rome\n", loader.Options{}, nil,
		},
		"--set counts for all": {
			"Domain,Admin Email,Tech Email\na.com,a@example.com,t@example.com\n", loader.Options{Set: job.Params{"City": "Rome"}},
			[]string{"2 admin: City=Rome Email=a@example.com", "2 tech: City=Rome Email=t@example.com"},
		},
		"beside a ContactType the columns without a role are an ask of their own": {
			"Domain,ContactType,Email,City,Admin Email\na.com,tech,t@example.com,Rome,a@example.com\nb.com,,,,a@example.com\n", loader.Options{},
			[]string{"2 admin: Email=a@example.com", "2 tech: City=Rome Email=t@example.com", "3 admin: Email=a@example.com"},
		},
		"beside one of --set too": {
			"Domain,Email,Admin Email\na.com,t@example.com,a@example.com\nb.com,,a@example.com\n", loader.Options{Set: job.Params{"ContactType": "tech"}},
			[]string{"2 admin: Email=a@example.com", "2 tech: Email=t@example.com", "3 admin: Email=a@example.com"},
		},
		"but a name alone is no contact": {
			"域名,联系人类型,邮箱,技术联系人\na.com,admin,a@example.com,李娜\n", loader.Options{},
			[]string{"2 admin: Email=a@example.com"},
		},
		"unless it may be": {
			"域名,联系人类型,邮箱,技术联系人\na.com,admin,a@example.com,李娜\n", loader.Options{Partial: true},
			[]string{"2 tech: ZhRegistrantName=李娜", "2 admin: Email=a@example.com"},
		},
		"the lock is the registrant's, wherever it stands": {
			"Domain,ContactType,Email,Registrant Email,Tech Email,60-day Lock\na.com,admin,a@example.com,r@example.com,,no\n", loader.Options{},
			[]string{"2 registrant: Email=r@example.com TransferOutProhibited=false", "2 admin: Email=a@example.com TransferOutProhibited=false"},
		},
		"names of the API are no roles": {
			"Domain,ContactType,RegistrantName,Registrant Organization,Registrant Email\na.com,tech,Li Na,O,t@example.com\n", loader.Options{},
			[]string{"2 tech: Email=t@example.com RegistrantName=Li Na RegistrantOrganization=O"},
		},
		"nor without a ContactType": {
			"Domain,RegistrantName,RegistrantOrganization,City\na.com,Li Na,O,Rome\n", loader.Options{},
			[]string{"2 : City=Rome RegistrantName=Li Na RegistrantOrganization=O"},
		},
		"beside another role's columns they are": {
			"Domain,RegistrantName,RegistrantOrganization,Tech Name\na.com,Li Na,O,Jo Doe\n", loader.Options{},
			[]string{"2 registrant: RegistrantName=Li Na RegistrantOrganization=O", "2 tech: RegistrantName=Jo Doe"},
		},
		"as beside other names of WHOIS": {
			"Domain,Registrant Name,Registrant Organization,Registrant City\na.com,Li Na,O,Rome\n", loader.Options{},
			[]string{"2 registrant: City=Rome RegistrantName=Li Na RegistrantOrganization=O"},
		},
		"a profile for each": {
			"Domain,Admin Profile ID,技术联系人模板ID\na.com,17,18\n", loader.Options{},
			[]string{"2 admin: RegistrantProfileId=17", "2 tech: RegistrantProfileId=18"},
		},
		"by flag": {
			"Domain,Who answers,Who pays\na.com,a@example.com,b@example.com\n",
			loader.Options{Columns: map[string]string{"Who answers": "admin Email", "Who pays": "billing Email"}},
			[]string{"2 admin: Email=a@example.com", "2 billing: Email=b@example.com"},
		},
		"names, addresses and numbers in parts": {
			"Domain,TechFirstName,TechLastName,TechAddress1,TechAddress2,Tech Area Code,TechPhone,AdminFirstName,AdminLastName\na.com,Li,Na,1 Row,Floor 2,020,79460118,Jo,Doe\n", loader.Options{},
			[]string{"2 admin: RegistrantName=Jo Doe", "2 tech: Address=1 Row, Floor 2 RegistrantName=Li Na Telephone=02079460118"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, asked(read(t, test.text, test.opts))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Each complaint stands at the cell of its own role, and once where roles share the cell.
func TestRoleComplaints(t *testing.T) {
	set := full("ContactType", "Email", "City", "RegistrantName")
	tests := map[string]struct {
		text string
		want []string
	}{
		"wrong": {"Domain,Admin Email,Tech Email,Contact Name,City\na.com,x,y,Li Na,Rome\n", []string{
			`B2 Email "x": there is no @ in the e-mail address (admin contact)`,
			`C2 Email "y": there is no @ in the e-mail address (tech contact)`,
		}},
		"blank": {"Domain,Admin Email,Admin Name,Tech Email,Tech Name,City\na.com,,Li Na,t@example.com,,Rome\n", []string{
			`B2 Email "": Email is empty (admin contact)`,
			`E2 RegistrantName "": RegistrantName is empty (tech contact)`,
		}},
		"a cell for all": {"Domain,Admin Email,Tech Email,Contact Name,City\na.com,a@example.com,t@example.com,,Rome\n", []string{
			`D2 RegistrantName "": RegistrantName is empty`,
		}},
		"missing for all": {"Domain,Admin Email,Tech Email,City\na.com,a@example.com,t@example.com,Rome\n", []string{
			`A2 RegistrantName "": RegistrantName is missing: no column has it`,
		}},
		"missing for one": {"Domain,Admin Email,Admin Name,Tech Email,City\na.com,a@example.com,Li Na,t@example.com,Rome\n", []string{
			`A2 RegistrantName "": RegistrantName is missing: no column has it for the contact tech`,
		}},
		"no contact at all": {"Domain,Admin Email,Tech Email\na.com,,\n", []string{`B2 Email "": the row has no contact data`}},
		"the choice of the lock": {"Domain,Registrant Email,Tech Email,Contact Name,City,60-day Lock\na.com,r@example.com,t@example.com,Li Na,Rome,\n", []string{
			`F2 TransferOutProhibited "": TransferOutProhibited is empty`,
		}},
		"a part": {"Domain,Admin First Name,Admin Last Name,Email,City\na.com,Li,,a@example.com,Rome\n", []string{
			`C2 LastName "": LastName is empty, the other half of the name is not (admin contact)`,
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := read(t, test.text, loader.Options{Set: set})
			if diff := cmp.Diff(test.want, lines(in.Issues())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Where a column without a role goes is said.
func TestColumnsForAllRolesSaySo(t *testing.T) {
	in := read(t, "Domain,Admin Email,Tech Email,Tech City,City,Email,Country\na.com,a@example.com,t@example.com,Rome,Paris,x@example.com,IT\n", loader.Options{})
	want := []string{
		"Domain=DomainName (synonym)", "Admin Email=admin Email (synonym)", "Tech Email=tech Email (synonym)", "Tech City=tech City (synonym)",
		"City=City (name, for admin, without a column of their own)", "Email: each contact role has a column of its own for Email",
		"Country=Country (name, for admin and tech)",
	}
	if diff := cmp.Diff(want, bound(in.Tables)); diff != "" {
		t.Error(diff)
	}
}

// The header lines that vendors write, their APIs' and those of WHOIS, with
// what they amount to: "role Parameter" for each column in use.
func TestVendorHeaders(t *testing.T) {
	for name, test := range map[string]struct{ header, want string }{
		"GoDaddy":                {"Domain Name,Expiration Date,Auto-renew,Status", "DomainName"},
		"GoDaddy, more":          {"Domain Name,TLD,Expiration Date,Status,Auto-renew,Nameservers,Renewal Price,Estimated Value", "DomainName"},
		"GoDaddy, plans":         {"Domain Name,Expiration Date,Auto-renew,Status,Protection Plan,Privacy,Estimated Value", "DomainName"},
		"GoDaddy, older":         {"Domain Name,Status,Expiration Date,Auto Renew,Privacy,Created", "DomainName"},
		"GoDaddy API":            {"domain,nameFirst,nameLast,organization,address1,address2,city,state,postalCode,country,phone,email", "DomainName,FirstName,LastName,RegistrantOrganization,Address,Address2,City,Province,PostalCode,Country,Telephone,Email"},
		"GoDaddy API, by role":   {"domain,contactAdmin.nameFirst,contactAdmin.nameLast,contactAdmin.addressMailing.city,contactRegistrant.email", "DomainName,admin FirstName,admin LastName,admin City,registrant Email"},
		"Namecheap":              {"Domain Name,Domain privacy protection status,Domain status at NC,Domain auto-renew status,Domain expiration date", "DomainName"},
		"Namecheap API, list":    {"Name,Expires,AutoRenew,IsLocked", "DomainName"},
		"Namecheap API, contact": {"Domain," + namecheap("Registrant") + namecheap("AuxBilling") + namecheap("Tech"), "DomainName," + namecheapParams("registrant") + "," + namecheapParams("tech")},
		"Dynadot":                {"Domain,Expiration Date,Expiration Date Timestamp,Registration Date,Registration Date Timestamp", "DomainName"},
		"Spaceship":              {"Domain,Nameservers,Category,DNS Preset,Registration Date,Expiration Date,Ownership change,Autorenew,Privacy,Transfer Lock,Status", "DomainName"},
		"DNSimple":               {"domain_name,labels,registration_state,registration_contact,expiration_date,renew_by,auto_renews,premium_domain", "DomainName"},
		".gov":                   {"Domain name,Status,First ready on,Expiration date,Domain type,Agency,Organization name,City,State,SO,SO email,Security contact email", "DomainName,RegistrantOrganization,City,Province"},
		"Route 53":               {"DomainName,AutoRenew,TransferLock,Expiry,FirstName,LastName,OrganizationName,AddressLine1,AddressLine2,City,State,CountryCode,ZipCode,PhoneNumber,Email,Fax,ExtraParams", "DomainName,FirstName,LastName,RegistrantOrganization,Address,Address2,City,Province,Country,PostalCode,Telephone,Email"},
		"Route 53, by role":      {"DomainName,AdminContact.FirstName,AdminContact.LastName,AdminContact.ContactType,AdminContact.ZipCode,TechContact.PhoneNumber", "DomainName,admin FirstName,admin LastName,admin PostalCode,tech Telephone"},
		"Cloudflare":             {"name,current_registrar,expires_at,auto_renew,locked", "DomainName"},
		"Cloudflare, contact":    {"domain,first_name,last_name,organization,address,address2,city,state,zip,country,phone,email,fax", "DomainName,FirstName,LastName,RegistrantOrganization,Address,Address2,City,Province,PostalCode,Country,Telephone,Email"},
		"OpenSRS":                {"domain,owner_first_name,owner_last_name,owner_org_name,admin_address1,admin_address3,billing_postal_code,tech_phone,tech_fax,contact_set.tech.email", "DomainName,registrant FirstName,registrant LastName,registrant RegistrantOrganization,admin Address,admin Address3,billing PostalCode,tech Telephone,tech Email"},
		"CSC":                    {"qualifiedDomainName,domain type,extension,managedStatus,registrationDate,registryExpiryDate,paidThroughDate,nameServers,dnsType,contactType,firstName,lastName,organization,street1,street2,city,stateProvince,country,postalCode,email,phone,phoneExtn,fax", "DomainName,ContactType,FirstName,LastName,RegistrantOrganization,Address,Address2,City,Province,Country,PostalCode,Email,Telephone,TelExt"},
		"Realtime Register":      {"domain,handle,name,addressLine,postalCode,city,country,email,voice,brand,organization,state,fax", "DomainName,RegistrantProfileId,RegistrantName,Address,PostalCode,City,Country,Email,Telephone,RegistrantOrganization,Province"},
		"Alibaba Cloud":          {"域名,域名类型,域名状态,域名分组,注册日期,到期日期,备注,实名认证,DNS服务器", "DomainName"},
		"Alibaba Cloud, API":     {"DomainName,InstanceId,RegistrationDate,ExpirationDate,DomainStatus,DomainType", "DomainName"},
		"Alibaba Cloud, form":    {"域名,域名持有者类型,域名持有者名称（中文）,域名联系人（中文）,所属国家,通讯地址（中文）,邮编,联系电话,电子邮箱,域名持有者单位名称（英文）,域名联系人（英文）,省份（英文）,城市（英文）,通讯地址（英文）", "DomainName,RegistrantType,ZhRegistrantOrganization,ZhRegistrantName,Country,ZhAddress,PostalCode,Telephone,Email,RegistrantOrganization,RegistrantName,Province,City,Address"},
		"WHOIS":                  {"Domain," + whois("Registrant") + whois("Admin") + whois("Tech"), "DomainName," + whoisParams("registrant") + "," + whoisParams("admin") + "," + whoisParams("tech")},
		"WHOIS, long":            {"Domain," + whois("Administrative") + whois("Technical Contact"), "DomainName," + whoisParams("admin") + "," + whoisParams("tech")},
		"Chinese portfolio":      {"域名,注册商,注册时间,到期时间,续费价格,币种,备案状态,续费链接,备注", "DomainName"},
		"the same in English":    {"Domain,Registrar,Registration Date,Expiry Date,Price,Currency,Filing Status,Renewal URL,Notes", "DomainName"},
		"made by hand":           {"Name,Date Expire,IP,Auto Renew,Login", "DomainName"},
		"made by hand too":       {"Domain,Registrar,DNS host,Expiration date,Verification status", "DomainName"},
		"Chinese roles":          {"域名,持有者名称,持有者邮箱,管理联系人邮箱,技术者电话,缴费联系人姓名,技术联系人电子邮箱,邮箱（付费联系人）", "DomainName,registrant ZhRegistrantOrganization,registrant Email,admin Email,tech Telephone,billing ZhRegistrantName,tech Email,billing Email"},
	} {
		t.Run(name, func(t *testing.T) {
			in := read(t, test.header+"\na.com"+strings.Repeat(",", strings.Count(test.header, ","))+"\n", loader.Options{})
			var got []string
			for _, c := range in.Tables[0].Columns {
				if c.Param != "" {
					got = append(got, strings.TrimSpace(c.Role+" "+c.Param))
				}
			}
			if diff := cmp.Diff(strings.Split(test.want, ","), got); diff != "" {
				t.Errorf("%s\n%v", diff, bound(in.Tables))
			}
		})
	}
}

func namecheap(role string) string {
	var b strings.Builder
	for _, f := range strings.Fields("OrganizationName JobTitle FirstName LastName Address1 Address2 City StateProvince PostalCode Country Phone PhoneExt EmailAddress Fax") {
		b.WriteString(role + f + ",")
	}
	return b.String()
}

func namecheapParams(role string) string {
	return each(role, "RegistrantOrganization FirstName LastName Address Address2 City Province PostalCode Country Telephone TelExt Email")
}

func whois(role string) string {
	var b strings.Builder
	for _, f := range strings.Split("Name|Organization|Street|City|State/Province|Postal Code|Country|Phone|Phone Ext|Fax|Fax Ext|Email", "|") {
		b.WriteString(role + " " + f + ",")
	}
	return b.String()
}

func whoisParams(role string) string {
	return each(role, "RegistrantName RegistrantOrganization Address City Province PostalCode Country Telephone TelExt Email")
}

func each(role, params string) string {
	var names []string
	for _, p := range strings.Fields(params) {
		names = append(names, role+" "+p)
	}
	return strings.Join(names, ",")
}

// A contact that the API does not have is left out, and said.
func TestContactOfAnotherRegistrar(t *testing.T) {
	in := read(t, "Domain,Tech Email,AuxBillingEmailAddress,AuxBillingPhone\na.com,t@example.com,x@example.com,1\n", loader.Options{Set: full("Email", "ContactType")})
	want := []string{`C1  "": not used, since the API has no such contact: "AuxBillingEmailAddress" (C), "AuxBillingPhone" (D)`}
	if diff := cmp.Diff(want, lines(in.Warnings)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"2 tech: Email=t@example.com"}, asked(in, "Email")); diff != "" {
		t.Error(diff)
	}
}

// Every field that contacts have can be said of every role, in all the spellings of both.
func TestEveryFieldOfEveryRole(t *testing.T) {
	for role, words := range map[string][]string{
		"admin": {"Admin", "Administrative", "Admin Contact", "管理联系人", "管理者"}, "billing": {"Billing", "Billing Contact", "付费联系人"}, "tech": {"Tech", "Technical Contact", "技术联系人"},
	} {
		for _, f := range api.ContactFields {
			for _, word := range words {
				for _, header := range []string{word + " " + f.Name, f.Name + " (" + word + ")", strings.ToLower(word) + "_" + f.Name} {
					in := read(t, "Domain,"+header+"\na.com,\n", loader.Options{})
					if c := in.Tables[0].Columns[1]; c.Role != role || c.Param != f.Name {
						t.Errorf("%q is read as %q of %q", header, c.Param, c.Role)
					}
				}
			}
		}
	}
}

// Rows with equal cells share the maps of their asks.
func TestRowsShareAsks(t *testing.T) {
	in := read(t, "Domain,Admin Email,Tech Email\na.com,a@example.com,t@example.com\nb.com,a@example.com,t@example.com\nc.com,t@example.com,\n", loader.Options{Set: full("Email", "ContactType")})
	in.Rows[0].Asks[1].Fields["seen"] = "yes"
	for i, of := range []int{1, 0} {
		if got := in.Rows[i+1].Asks[of].Fields; got["seen"] != "yes" {
			t.Errorf("row %d has a map of its own", i+2)
		}
	}
	if maps.Equal(in.Rows[0].Asks[0].Cells, in.Rows[0].Asks[1].Cells) {
		t.Error("two roles have the same cells")
	}
}
