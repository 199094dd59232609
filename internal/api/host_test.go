package api

import (
	"errors"
	"strings"
	"testing"
)

func TestValuesOfOperations(t *testing.T) {
	tests := []struct{ param, in, want string }{
		{"Status", "on", "true"}, {"Status", "OFF", "false"}, {"Status", "lock", "true"}, {"Status", "Unlock", "false"},
		{"Status", "OPEN", "true"}, {"Status", "CLOSE", "false"}, {"Status", "NONE_SETTING", "false"}, {"Status", "1", "true"}, {"Status", "TRUE", "true"},
		{"Status", "开", "true"}, {"Status", "关", "false"}, {"Status", "锁定", "true"}, {"Status", "解锁", "false"}, {"Status", "未锁定", "false"}, {"Status", "已锁定", "true"},
		{"AliyunDns", "Yes", "true"}, {"AliyunDns", "否", "false"}, {"EnableDomainProxy", "y", "true"}, {"PermitPremiumActivation", "FALSE", "false"},
		{"PermitPremiumRenew", "0", "false"}, {"SendIfExist", "no", "false"}, {"DefaultRegistrantProfile", "是", "true"}, {"UseCoupon", "n", "false"},
		{"SubscriptionDuration", "1", "1"}, {"SubscriptionDuration", "10", "10"}, {"SubscriptionDuration", "2.0", "2"}, {"SubscriptionDuration", "3 years", "3"},
		{"SubscriptionDuration", "2年", "2"}, {"SubscriptionDuration", "１", "1"},
		{"DomainNameServer.1", " NS1.Example.COM. ", "ns1.example.com"}, {"DomainNameServer.12", "ns.例子.中国", "ns.xn--fsqu00a.xn--fiqs8s"},
		{"Dns1", "dns19.hichina.com", "dns19.hichina.com"}, {"Dns2", "dns20.HiChina.com", "dns20.hichina.com"},
		{"DnsName", "NS3", "ns3"}, {"DnsName", "ns3.example.com.", "ns3.example.com"}, {"DnsName", "服务", "xn--zfr188b"},
		{"Ip.1", "192.0.2.1", "192.0.2.1"}, {"Ip.2", "2001:DB8:0:0::1", "2001:db8::1"}, {"Ip.3", "[2001:db8::1]", "2001:db8::1"}, {"Ip.4", "::ffff:192.0.2.1", "192.0.2.1"},
		{"Token", " 3bdbaa0e-faa2'4ad2 ", "3bdbaa0e-faa2'4ad2"}, {AnswerCode, "'=\"a,B;\"", "'=\"a,B;\""},
		{"InstanceId", "S20131205NNN", "S20131205NNN"}, {"InstanceId", "'123456789012345678", "123456789012345678"},
		{"TaskNo", "561b8ca5-b6b3-457c-8a6d-ba1c7ef9f9b1", "561b8ca5-b6b3-457c-8a6d-ba1c7ef9f9b1"}, {"TaskDetailNo", "75addb07-28a3-450e-b5ec-test", "75addb07-28a3-450e-b5ec-test"},
		{"CouponNo", "123", "123"}, {"RegistrantProfileName", " Acme  Ltd ", "Acme  Ltd"},
		{"EndExpirationDate", "2027-03-01", "1803830400000"},
	}
	for _, tt := range tests {
		got, err := CheckValue(tt.param, tt.in)
		if err != nil || got != tt.want {
			t.Errorf("%s %q: got %q, %v; want %q", tt.param, tt.in, got, err, tt.want)
		}
	}
}

func TestValuesOfOperationsRefused(t *testing.T) {
	tests := []struct{ param, in, part string }{
		{"Status", "Active", "neither on nor off"}, {"Status", "maybe", "neither on nor off"},
		{"AliyunDns", "hichina", "neither true nor false"},
		{"SubscriptionDuration", "0", "1 to 10"}, {"SubscriptionDuration", "11", "1 to 10"}, {"SubscriptionDuration", "1.5", "whole number"},
		{"SubscriptionDuration", "one", "whole number"}, {"SubscriptionDuration", "-1", "whole number"},
		{"DomainNameServer.1", "192.0.2.1", "host name"}, {"DomainNameServer.1", "ns1.a.com ns2.a.com", "one name"}, {"DomainNameServer.1", "ns1", "no dot"},
		{"Dns1", "ns_1.a.com", "underscore"}, {"Dns2", "https://a.com", "web address"}, {"DnsName", "ns 1", "blank"}, {"DnsName", "-ns1", "hyphen"},
		{"Ip.1", "192.0.2", "no IPv4"}, {"Ip.1", "192.0.2.0/24", "network"}, {"Ip.1", "192.0.2.1, 192.0.2.2", "more than one"}, {"Ip.1", "fe80::1%eth0", "zone"},
		{"Ip.1", "127.0.0.1", "nothing on the Internet"}, {"Ip.1", "0.0.0.0", "nothing on the Internet"}, {"Ip.1", "ns1.a.com", "no IPv4"}, {"Ip.1", "192.0.02.1", "no IPv4"},
		{AnswerCode, "1.2E+10", "rounded"}, {"Token", "a\nb", "line break"},
		{"InstanceId", "S2013 1205", "blank"}, {"InstanceId", "1.23E+17", "rounded"}, {"TaskNo", "2017-12-26", "date"}, {"TaskNo", "任务", "another character"},
		{"RegistrantProfileName", "#REF!", "error of the spreadsheet"},
	}
	for _, tt := range tests {
		got, err := CheckValue(tt.param, tt.in)
		if err == nil || !strings.Contains(err.Error(), tt.part) {
			t.Errorf("%s %q: got %q, %v; want an error with %q", tt.param, tt.in, got, err, tt.part)
			continue
		}
		var complaint *ValueError
		if !errors.As(err, &complaint) || complaint.Hint == "" {
			t.Errorf("%s %q: no hint in %v", tt.param, tt.in, err)
		}
	}
}

func TestHostLabel(t *testing.T) {
	tests := []struct {
		name, want string
		ok         bool
	}{
		{"ns1", "ns1", true}, {"ns1.example.com", "ns1", true}, {"a.ns1.example.com", "a.ns1", true},
		{"ns1.other.com", "ns1.other.com", false}, {"ns1.badexample.com", "ns1.badexample.com", false}, {"example.com", "example.com", false},
	}
	for _, tt := range tests {
		if got, ok := HostLabel(tt.name, "example.com"); got != tt.want || ok != tt.ok {
			t.Errorf("%s: %q %v, want %q %v", tt.name, got, ok, tt.want, tt.ok)
		}
	}
}
