// What one can do by keys alone, besides what the browser can do by itself.
(() => {
	"use strict";

	const PATIENCE = 1500;
	const ROWS = "#live tbody tr";
	const help = document.getElementById("keys");
	let going = null;

	const typing = (element) => Boolean(element.closest("input:not([type=checkbox]), textarea, select"));

	const move = (by) => {
		const rows = [...document.querySelectorAll(ROWS)].filter((row) => row.querySelector("a"));
		const at = rows.indexOf(document.activeElement.closest("tr"));
		const row = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
		if (row) {
			const link = row.querySelector("a");
			link.focus({ preventScroll: true });
			row.scrollIntoView({ block: "nearest" });
		}
	};

	const tick = () => {
		const row = document.activeElement.closest("tr");
		const box = row && row.querySelector("input[type=checkbox]");
		if (box) {
			box.click();
		}
	};

	const search = () => {
		const field = document.getElementById("q");
		if (field) {
			field.focus();
			field.select();
		}
		else {
			open("j");
		}
	};

	const open = (key) => {
		const link = document.querySelector("nav a[data-key='" + CSS.escape(key) + "']");
		if (link) {
			link.click();
		}
	};

	const ACTIONS = {
		"/": search,
		"j": () => move(1),
		"k": () => move(-1),
		"x": tick,
		"?": () => help.showModal(),
		"g": () => {
			going = setTimeout(() => {
				going = null;
			}, PATIENCE);
		}
	};

	document.addEventListener("keydown", (event) => {
		if (event.ctrlKey || event.metaKey || event.altKey || help.open || typing(event.target)) {
			return;
		}
		if (going) {
			clearTimeout(going);
			going = null;
			event.preventDefault();
			open(event.key);
		}
		else if (Object.hasOwn(ACTIONS, event.key)) {
			event.preventDefault();
			ACTIONS[event.key]();
		}
	});
})();
