// A SharedWorker: holds the one stream of events of this browser, for all pages of the
// console. Browsers allow few connections to a server, and each stream takes one.
"use strict";

const LONGEST_WAIT = 30000;
// for how long a page may be on its way
const RECENT = 10000;
const looking = new Map();
let source = null;
let wait = 1000;
let timer = null;
let lost = false;
let toldAt = 0;

const tell = () => {
	toldAt = Date.now();
	looking.forEach((looks, port) => {
		if (looks) {
			port.postMessage("change");
		}
	});
};

const close = () => {
	clearTimeout(timer);
	timer = null;
	if (source) {
		source.close();
		source = null;
	}
};

const open = () => {
	timer = null;
	source = new EventSource("../live");
	source.addEventListener("open", () => {
		wait = 1000;
		if (lost) {
			lost = false;
			tell();
		}
	});
	source.addEventListener("change", tell);
	source.addEventListener("error", () => {
		lost = true;
		// a browser comes back by itself, but not after an answer that is no stream
		if (source && source.readyState === EventSource.CLOSED) {
			close();
			timer = setTimeout(open, wait);
			wait = Math.min(2 * wait, LONGEST_WAIT);
		}
	});
};

const update = () => {
	const anybody = [...looking.values()].includes(true);
	if (anybody && !source && !timer) {
		open();
	}
	else if (!anybody) {
		close();
	}
};

self.addEventListener("connect", (event) => {
	const port = event.ports[0];
	port.addEventListener("message", (message) => {
		if (message.data === "leave") {
			looking.delete(port);
		}
		else {
			if (!looking.has(port) && Date.now() - toldAt < RECENT) {
				// it may have been made before that
				port.postMessage("change");
			}
			looking.set(port, message.data === "look");
		}
		update();
	});
	port.start();
});
