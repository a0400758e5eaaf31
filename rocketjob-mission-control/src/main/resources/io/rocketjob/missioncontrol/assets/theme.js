// Light or dark, as the reader has chosen for this browser; before the page is painted.
(() => {
	"use strict";
	try {
		const theme = localStorage.getItem("rocketjob.theme");
		if (theme === "light" || theme === "dark") {
			document.documentElement.dataset.theme = theme;
		}
	}
	catch {
		// as the system has it, then
	}
})();
