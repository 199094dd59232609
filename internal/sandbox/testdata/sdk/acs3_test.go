package sdk

import (
	"cmp"
	"encoding/json"
	"errors"
	"testing"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	"github.com/alibabacloud-go/darabonba-openapi/v2/utils"
	"github.com/alibabacloud-go/tea/dara"
	"github.com/alibabacloud-go/tea/tea"
)

// newer is the vendor's newer client, which signs with ACS3-HMAC-SHA256, or
// with HMAC-SHA1 as "v2"; its parameters are in the query or in a form.
type newer struct {
	algorithm, method, token string
	form                     bool
}

// The newer client makes all calls, in each of its ways.
func TestACS3(t *testing.T)              { runSuite(t, &newer{}) }
func TestACS3Form(t *testing.T)          { runSuite(t, &newer{form: true}) }
func TestACS3ByGET(t *testing.T)         { runSuite(t, &newer{method: "GET"}) }
func TestNewerWithHMACSHA1(t *testing.T) { runSuite(t, &newer{algorithm: "v2"}) }

func (c *newer) lacks(string, string) bool { return false }

func (c *newer) call(address, operation string, params map[string]string) (string, any, error) {
	answer, err := c.ask(address, operation, "json", params)
	if err != nil {
		return "", nil, err
	}
	body, err := json.Marshal(answer)
	return string(body), nil, err
}

// ask gives an answer in a form: decoded "json", or a "string" as it came.
func (c *newer) ask(address, operation, form string, params map[string]string) (any, error) {
	config := &utils.Config{
		AccessKeyId: dara.String("testid"), AccessKeySecret: dara.String("testsecret"),
		Endpoint: dara.String(address), Protocol: dara.String("HTTP"),
	}
	if c.algorithm != "" {
		config.SignatureAlgorithm = dara.String(c.algorithm)
	}
	if c.token != "" {
		config.SecurityToken, config.Type = dara.String(c.token), dara.String("sts")
	}
	api, err := openapi.NewClient(config)
	if err != nil {
		return nil, err
	}
	request := &utils.OpenApiRequest{}
	if c.form {
		body := make(map[string]any)
		for name, value := range params {
			body[name] = value
		}
		request.Body = body
	} else {
		request.Query = make(map[string]*string)
		for name, value := range params {
			request.Query[name] = dara.String(value)
		}
	}
	answer, err := api.CallApi(&utils.Params{
		Action: dara.String(operation), Version: dara.String("2018-01-29"), Protocol: dara.String("HTTP"), Pathname: dara.String("/"),
		Method: dara.String(cmp.Or(c.method, "POST")), AuthType: dara.String("AK"), Style: dara.String("RPC"),
		ReqBodyType: dara.String("formData"), BodyType: dara.String(form),
	}, request, &dara.RuntimeOptions{})
	if refused, ok := errors.AsType[*tea.SDKError](err); ok && refused.StatusCode != nil {
		return nil, refusal{tea.StringValue(refused.Code)}
	}
	if err != nil {
		return nil, err
	}
	return answer["body"], nil
}
