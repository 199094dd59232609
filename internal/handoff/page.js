'use strict';
// The page is whole without this: it adds the choosing of lines, and opens
// fields for the printer where the style sheet cannot.
(() => {
	const number = new Intl.NumberFormat(document.documentElement.lang);

	// A list is a part of the page with its filter; its lines stand in many tables.
	class List {
		constructor(filter) {
			this.filter = filter;
			this.count = filter.nextElementSibling;
			this.query = filter.querySelector('input[type=search]');
			this.choices = [...filter.querySelectorAll('select')];
			this.tables = [];
			for (let e = this.count.nextElementSibling; e; e = e.nextElementSibling)
				if (e.classList.contains('list'))
					this.tables.push({box: e, shown: -1, texts: null, lines: [...e.querySelector('tbody').rows]});
			this.lineHeight = filter.closest('section').id === 'changes' ? 11 : 3;
			this.total = this.tables.reduce((sum, t) => sum + t.lines.length, 0);
			filter.addEventListener('input', e => e.target.type === 'checkbox' ? this.open(e.target.checked) : this.apply());
			filter.querySelector('button').addEventListener('click', () => {
				this.clear();
				this.query.focus();
			});
			filter.hidden = false;
			// A browser that comes back to the page may have kept what was typed.
			this.apply();
		}

		// unread is a table whose lines were not made ready for the search yet.
		unread() { return this.tables.find(t => !t.texts); }

		apply() {
			const words = fold(this.query.value).split(/\s+/).filter(Boolean);
			const chosen = this.choices.filter(c => c.value !== '*').map(c => [c.dataset.key, c.value]);
			const active = words.length > 0 || chosen.length > 0;
			if (!active && !this.filtered) return;
			this.filtered = active;
			const fits = (table, i) => chosen.every(([key, value]) => table.lines[i].dataset[key] === value) &&
				(words.length === 0 || words.every(word => read(table)[i].includes(word)));
			let shown = 0;
			for (const table of this.tables) {
				let here = 0;
				table.lines.forEach((line, i) => {
					const hide = active && !fits(table, i);
					if (line.hidden !== hide) line.hidden = hide;
					if (!hide) here++;
				});
				shown += here;
				this.resize(table, here);
			}
			const form = active ? this.count.dataset.some : this.count.dataset.all;
			this.count.textContent = form.replace('{shown}', number.format(shown)).replace('{all}', number.format(this.total));
			this.count.classList.toggle('filtered', active);
		}

		// resize hides a table without lines, and tells the browser about how high
		// the others are, which it does not lay out while they are out of sight.
		resize(table, here) {
			if (table.shown === here) return;
			table.shown = here;
			table.box.hidden = here === 0;
			const all = here === table.lines.length;
			table.box.style.containIntrinsicBlockSize = all ? '' : 4 + this.lineHeight * here + 'rem';
		}

		clear() {
			this.query.value = '';
			for (const choice of this.choices) choice.value = '*';
			this.apply();
		}

		open(all) {
			for (const table of this.tables)
				for (const line of table.lines) {
					const details = line.querySelector('details');
					if (details) details.open = all;
				}
		}

		has(line) { return this.tables.some(t => t.box.contains(line)); }
	}

	const fold = text => text.toLowerCase();
	const read = table => table.texts ??= table.lines.map(line => fold(line.textContent));

	const lists = [...document.querySelectorAll('.filter')].map(filter => new List(filter));

	// The texts that are searched are made before anyone types, a table at a time.
	const prepare = deadline => {
		let table = null;
		while (deadline.timeRemaining() > 2 && (table = lists.map(list => list.unread()).find(Boolean))) read(table);
		if (table) requestIdleCallback(prepare);
	};
	globalThis.requestIdleCallback?.(prepare);

	// A link may lead to a line that a filter has hidden.
	const find = () => {
		const line = document.getElementById(decodeURIComponent(location.hash.slice(1)));
		if (!line || !line.hidden) return;
		lists.find(list => list.has(line))?.clear();
		line.scrollIntoView();
	};
	addEventListener('hashchange', find);

	if (!CSS.supports('selector(::details-content)')) {
		let opened = [];
		addEventListener('beforeprint', () => {
			opened = [...document.querySelectorAll('tr:not([hidden]) details:not([open])')];
			for (const details of opened) details.open = true;
		});
		addEventListener('afterprint', () => {
			for (const details of opened) details.open = false;
		});
	}
})();
