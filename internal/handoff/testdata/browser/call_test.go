package browser

import (
	"strconv"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// call runs a command of the browser's protocol.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.Helper()
	result, err := chromedp.Call(b.ctx, command, params)
	b.check(err)
	return result
}

// visible are the heads of those lines of a list that can be seen.
func (b *tab) visible(section string) []string {
	b.Helper()
	return ask[[]string](b, `[...document.querySelectorAll('#`+section+` .list tbody tr')].filter(r => r.checkVisibility()).map(r => {
		const parts = [...r.querySelector('th').childNodes], end = parts.findIndex(p => p.nodeName === 'BR' || p.nodeName === 'SMALL');
		return parts.slice(0, end < 0 ? undefined : end).map(p => p.textContent).join('');
	})`)
}

// until waits for the page to come to hold what an expression says.
func (b *tab) until(expression string) bool {
	b.Helper()
	return ask[bool](b, `new Promise(done => {
		const end = performance.now() + 5000;
		const look = () => `+expression+` ? done(true) : performance.now() > end ? done(false) : requestAnimationFrame(look);
		look();
	})`)
}

// count is what is said beside a list of how many of its lines there are.
func (b *tab) count(section string) string {
	b.Helper()
	return ask[string](b, `document.querySelector('#`+section+` .count').innerText`)
}

// replaced puts an id and a value into a script.
func replaced(script, id, value string) string {
	return strings.NewReplacer("%ID%", strconv.Quote(id), "%VALUE%", strconv.Quote(value)).Replace(script)
}
