package sdk

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	sdkerrors "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/responses"
	domain "github.com/aliyun/alibaba-cloud-sdk-go/services/domain"
	intl "github.com/aliyun/alibaba-cloud-sdk-go/services/domain-intl"
)

// typed is the Go SDK with its own types: a client of one of its packages.
type typed struct {
	api      any
	requests map[string]maker
	// What the version does not know, of parameters and of answers.
	unknown map[string]bool
}

// The Go SDK for the China site makes all calls, and decodes all that the
// documents have answers filled with.
func TestSDK(t *testing.T) {
	api, err := domain.NewClientWithAccessKey("cn-hangzhou", "testid", "testsecret")
	if err != nil {
		t.Fatal(err)
	}
	runSuite(t, &typed{api: api, requests: chinaRequests()})
}

// So does that for the international site, as far as its version goes.
func TestSDKInternational(t *testing.T) {
	api, err := intl.NewClientWithAccessKey("ap-southeast-1", "testid", "testsecret")
	if err != nil {
		t.Fatal(err)
	}
	runSuite(t, &typed{api: api, requests: intlRequests(), unknown: map[string]bool{
		"RegistrantType": true, "Data.Domain.DomainStatus": true, "Data.Domain.DomainType": true,
	}})
}

func (c *typed) call(address, operation string, params map[string]string) (string, any, error) {
	create := c.requests[operation]
	if create == nil {
		return "", nil, fmt.Errorf("the SDK has no %s", operation)
	}
	request := create()
	for name, value := range params {
		if err := set(reflect.ValueOf(request).Elem(), strings.Split(name, "."), value); err != nil && !c.unknown[name] {
			return "", nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	request.SetDomain(address)
	request.SetScheme("HTTP")
	out := reflect.ValueOf(c.api).MethodByName(operation).Call([]reflect.Value{reflect.ValueOf(request)})
	if err, _ := out[1].Interface().(error); err != nil {
		if refused, ok := errors.AsType[*sdkerrors.ServerError](err); ok {
			return "", nil, refusal{refused.ErrorCode()}
		}
		return "", nil, err
	}
	response := out[0].Interface().(responses.AcsResponse)
	return response.GetHttpContentString(), response, nil
}

func (c *typed) lacks(operation, path string) bool {
	answer := reflect.ValueOf(c.api).MethodByName(operation).Type().Out(0)
	return c.unknown[path] && lacksField(answer, strings.Split(path, "."))
}

var errNoField = errors.New("the SDK's request has no such parameter")

// set puts a value at a parameter's name on the wire: Name, Name.2 for an entry
// of a list, Name.2.Field for a field of one.
func set(request reflect.Value, name []string, value string) error {
	field := request
	found := false
	for i := range request.NumField() {
		if request.Type().Field(i).Tag.Get("name") == name[0] {
			field, found = request.Field(i), true
		}
	}
	if !found {
		return errNoField
	}
	if len(name) == 1 {
		field.SetString(value) // requests.Integer and requests.Boolean are strings too
		return nil
	}
	n, err := strconv.Atoi(name[1])
	if err != nil || field.Kind() != reflect.Pointer {
		return errNoField
	}
	if field.IsNil() {
		field.Set(reflect.New(field.Type().Elem()))
	}
	list := field.Elem()
	for list.Len() < n {
		list.Set(reflect.Append(list, reflect.Zero(list.Type().Elem())))
	}
	if len(name) == 3 {
		return set(list.Index(n-1), name[2:], value)
	}
	list.Index(n - 1).SetString(value)
	return nil
}
