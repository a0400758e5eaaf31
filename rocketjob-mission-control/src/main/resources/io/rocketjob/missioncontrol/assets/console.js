// The script of the pages. All of them work without it.
(() => {
	"use strict";

	// --- light or dark ---

	const THEMES = ["system", "light", "dark"];
	const THEME_KEY = "rocketjob.theme";
	const root = document.documentElement;
	const themeButton = document.getElementById("theme");
	let theme = root.dataset.theme || "system";

	const showTheme = () => {
		themeButton.textContent = theme.charAt(0).toUpperCase() + theme.slice(1);
		themeButton.title = "Light or dark";
		themeButton.setAttribute("aria-label", "Light or dark: " + theme);
	};

	themeButton.hidden = false;
	showTheme();
	themeButton.addEventListener("click", () => {
		theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
		if (theme === "system") {
			delete root.dataset.theme;
		}
		else {
			root.dataset.theme = theme;
		}
		try {
			localStorage.setItem(THEME_KEY, theme);
		}
		catch {
			// for this page only, then
		}
		showTheme();
	});

	// --- times: how long ago, by the clock of the server; exactly, in the zone that the reader has chosen ---

	const ZONE_KEY = "rocketjob.zone";
	const zone = document.getElementById("zone");
	let exact = null;
	let clock = null;

	const zoned = (locale, style) => {
		const timeZone = { server: zone.dataset.server, utc: "UTC" }[zone.value];
		try {
			return new Intl.DateTimeFormat(locale, { ...style, timeZone });
		}
		catch {
			// a zone that this browser does not know
			return new Intl.DateTimeFormat(locale, style);
		}
	};

	const readZone = () => {
		exact = zoned(undefined, { dateStyle: "medium", timeStyle: "long" });
		// the same in all languages, as in a log
		clock = zoned("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hourCycle: "h23" });
	};

	try {
		zone.value = localStorage.getItem(ZONE_KEY) || "browser";
	}
	catch {
		zone.value = "browser";
	}
	if (zone.selectedIndex < 0) {
		zone.value = "browser";
	}
	document.getElementById("foot").hidden = false;
	readZone();
	zone.addEventListener("change", () => {
		try {
			localStorage.setItem(ZONE_KEY, zone.value);
		}
		catch {
			// for this page only, then
		}
		readZone();
		showTimes();
	});

	const number = new Intl.NumberFormat(undefined);
	let ahead = 0;

	const duration = (seconds) => {
		if (seconds < 120) {
			return number.format(seconds) + " s";
		}
		const minutes = Math.floor(seconds / 60);
		if (minutes < 120) {
			return number.format(minutes) + " min";
		}
		const hours = Math.floor(minutes / 60);
		return hours < 48 ? number.format(hours) + " h" : number.format(Math.floor(hours / 24)) + " days";
	};

	const relative = (date) => {
		const past = Math.trunc((Date.now() - ahead - date.getTime()) / 1000);
		if (past === 0) {
			return "now";
		}
		return past < 0 ? "in " + duration(-past) : duration(past) + " ago";
	};

	const showTimes = () => document.querySelectorAll("time[datetime]").forEach((time) => {
		const date = new Date(time.dateTime);
		const text = time.matches(".clock") ? clock.format(date) : relative(date);
		if (time.textContent !== text) {
			time.textContent = text;
		}
		time.title = exact.format(date);
	});

	const readClock = () => {
		const live = document.getElementById("live");
		if (live && live.dataset.now) {
			ahead = Date.now() - new Date(live.dataset.now).getTime();
		}
		showTimes();
	};

	readClock();
	setInterval(() => {
		if (!document.hidden && !selecting()) {
			showTimes();
		}
	}, 5000);

	// --- what changes is shown in place, and what the reader has done to the page is kept ---

	const SHORTEST_PAUSE = 1000;
	const SCROLLED = ".table, .trace, .tabs, .log";
	const FOCUSABLE = "a, button, summary, input, [tabindex]";
	let refreshing = false;
	let wanted = false;
	let kept = null;

	// for as long as the page is open: what is gone for a moment comes back as it was
	const opened = new Set();

	document.addEventListener("toggle", (event) => {
		if (event.target.isConnected && event.target.id) {
			opened[event.target.open ? "add" : "delete"](event.target.id);
		}
	}, true);

	const selecting = () => {
		const selection = document.getSelection();
		const live = document.getElementById("live");
		return Boolean(selection && !selection.isCollapsed && live && live.contains(selection.anchorNode));
	};

	// a button or a link that is put in place anew between press and release would not be clicked
	let pressing = false;

	const busy = () => pressing || selecting();

	const press = () => {
		pressing = true;
	};

	const release = () => {
		if (pressing) {
			// the click itself comes after the release
			setTimeout(() => {
				pressing = false;
				goOn();
			}, 50);
		}
	};

	document.addEventListener("pointerdown", press, true);
	["pointerup", "pointercancel"].forEach((type) => document.addEventListener(type, release, true));
	// the key that presses a button when it is released
	document.addEventListener("keydown", (event) => event.key === " " && press(), true);
	document.addEventListener("keyup", (event) => event.key === " " && release(), true);
	// what is released elsewhere
	document.addEventListener("dragend", release, true);
	window.addEventListener("blur", release);

	// who reads the end of a log goes on to read its end
	const isAtEnd = (each) => each.matches(".log") && each.scrollTop + each.clientHeight > each.scrollHeight - 4;

	const toEnd = (each) => {
		each.scrollTop = each.scrollHeight;
	};

	document.querySelectorAll(".log").forEach(toEnd);

	const keep = (live) => {
		const focusable = [...live.querySelectorAll(FOCUSABLE)];
		kept = {
			scrolled: [...live.querySelectorAll(SCROLLED)].map((each) => [each.scrollLeft, isAtEnd(each) ? Infinity : each.scrollTop]),
			checked: [...live.querySelectorAll("input:checked")].map((each) => each.id || each.value),
			focus: focusable.indexOf(document.activeElement),
			text: document.activeElement ? document.activeElement.textContent : ""
		};
	};

	const restore = (live) => {
		opened.forEach((id) => {
			const details = document.getElementById(id);
			if (details) {
				details.open = true;
			}
		});
		live.querySelectorAll(SCROLLED).forEach((each, index) => {
			const [left, top] = kept.scrolled[index] || [0, each.matches(".log") ? Infinity : 0];
			each.scrollLeft = left;
			if (top === Infinity) {
				toEnd(each);
			}
			else {
				each.scrollTop = top;
			}
		});
		live.querySelectorAll("input[type=checkbox]").forEach((each) => {
			each.checked = kept.checked.includes(each.id || each.value);
		});
		showCheckAll();
		const focused = live.querySelectorAll(FOCUSABLE)[kept.focus];
		if (focused && focused.textContent === kept.text) {
			focused.focus({ preventScroll: true });
		}
	};

	const refresh = () => {
		const live = document.getElementById("live");
		if (!live || document.hidden) {
			return;
		}
		if (refreshing || busy()) {
			wanted = true;
			return;
		}
		refreshing = true;
		wanted = false;
		const address = location.pathname + location.search.replace(/([?&])done=[^&]*&?/, "$1");
		const done = () => setTimeout(() => {
			refreshing = false;
			if (wanted) {
				refresh();
			}
		}, SHORTEST_PAUSE);
		htmx.ajax("GET", address, { source: live, target: live, select: "#live", swap: "outerHTML" }).then(done, done);
	};

	const goOn = () => {
		if (wanted && !refreshing && !busy()) {
			refresh();
		}
	};

	document.addEventListener("selectionchange", goOn);

	// what goes on though no job changes its state, which is all that the stream tells of
	setInterval(() => {
		const live = document.getElementById("live");
		if (live && live.dataset.goesOn) {
			refresh();
		}
	}, 2000);

	// as if the page were opened: some applications answer others with a dialog for a password
	document.body.addEventListener("htmx:configRequest", (event) => {
		event.detail.headers.Accept = "text/html";
	});

	// what was shown was read for another page, before the last change
	let again = null;

	document.body.addEventListener("htmx:beforeSwap", (event) => {
		const { xhr } = event.detail;
		const wait = xhr.getResponseHeader("X-RocketJob-Come-Again");
		clearTimeout(again);
		again = wait ? setTimeout(refresh, Number(wait)) : null;
		if (!xhr.getResponseHeader("X-RocketJob-Console")) {
			// not ours: the page for a login, or what a proxy says
			event.detail.shouldSwap = false;
			if (xhr.status < 500) {
				location.reload();
			}
			return;
		}
		if (event.detail.shouldSwap && event.detail.target.id === "live") {
			if (busy()) {
				// something has been selected or pressed since it was asked for
				event.detail.shouldSwap = false;
				wanted = true;
				return;
			}
			keep(event.detail.target);
		}
	});

	document.body.addEventListener("htmx:afterSwap", () => {
		const live = document.getElementById("live");
		if (live && kept) {
			restore(live);
			kept = null;
		}
		toast(null);
		readClock();
	});

	// --- where one is can be seen on a narrow page too ---

	document.querySelectorAll(".tabs > [aria-current], .bar nav > [aria-current]").forEach((each) => {
		const line = each.parentElement;
		line.scrollLeft = each.offsetLeft - line.offsetLeft - 16;
	});

	// --- one box ticks all of a page ---

	const showCheckAll = () => {
		const all = document.querySelector("[data-check-all]");
		if (all) {
			const boxes = [...document.querySelectorAll("input[name=id]")];
			all.hidden = false;
			all.checked = boxes.length > 0 && boxes.every((box) => box.checked);
			all.indeterminate = !all.checked && boxes.some((box) => box.checked);
		}
	};

	document.addEventListener("change", (event) => {
		if (event.target.matches("[data-check-all]")) {
			document.querySelectorAll("input[name=id]").forEach((box) => {
				box.checked = event.target.checked;
			});
		}
		showCheckAll();
	});

	showCheckAll();

	// --- a file that would be refused is not sent ---

	document.addEventListener("change", (event) => {
		if (event.target.matches("input[type=file][data-most]")) {
			const file = event.target.files[0];
			const tooLarge = file && file.size > Number(event.target.dataset.most);
			event.target.setCustomValidity(tooLarge ? "This file is larger than the application takes." : "");
			event.target.reportValidity();
		}
	});

	// --- what goes wrong is told ---

	const toast = (text) => {
		const place = document.getElementById("toast");
		place.textContent = text || "";
		place.hidden = !text;
	};

	document.body.addEventListener("htmx:responseError", (event) => {
		const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
		const problem = page.getElementById("problem");
		toast("This page is not up to date: "
			+ (problem ? problem.textContent.trim() : "the application has answered " + event.detail.xhr.status));
	});

	document.body.addEventListener("htmx:sendError", () => {
		toast("This page is not up to date: the application does not answer.");
	});

	// --- one stream for all pages of this browser ---

	const follow = () => {
		const script = document.querySelector("script[data-live]");
		if (!script || !document.getElementById("live")) {
			return;
		}
		if (!window.SharedWorker) {
			const source = new EventSource(script.dataset.stream);
			source.addEventListener("change", refresh);
			return;
		}
		const worker = new SharedWorker(script.dataset.live);
		const look = () => worker.port.postMessage(document.hidden ? "rest" : "look");
		worker.port.addEventListener("message", refresh);
		worker.port.start();
		document.addEventListener("visibilitychange", look);
		window.addEventListener("pagehide", () => worker.port.postMessage("leave"));
		window.addEventListener("pageshow", look);
		look();
	};

	follow();
})();
