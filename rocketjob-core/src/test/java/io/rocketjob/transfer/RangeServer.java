package io.rocketjob.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A web server that knows ranges, and can break off. */
final class RangeServer implements AutoCloseable {

	private final HttpServer server;

	private final Map<String, byte[]> files = new ConcurrentHashMap<>();

	private final Map<String, String> redirects = new ConcurrentHashMap<>();

	final List<String> ranges = new CopyOnWriteArrayList<>();

	volatile String tag = "\"1\"";

	/** After how many bytes the next answer breaks off; negative for never. */
	volatile int breakOff = -1;

	RangeServer() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	String url(String path) {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + path;
	}

	RangeServer file(String path, byte[] content) {
		this.files.put(path, content);
		return this;
	}

	void remove(String path) {
		this.files.remove(path);
	}

	RangeServer redirect(String path, String to) {
		this.redirects.put(path, to);
		return this;
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getPath();
			byte[] content = this.files.get(path);
			if (this.redirects.containsKey(path)) {
				exchange.getResponseHeaders().set("Location", this.redirects.get(path));
				exchange.sendResponseHeaders(302, -1);
			}
			else if (content == null) {
				exchange.sendResponseHeaders(404, -1);
			}
			else {
				send(exchange, content);
			}
		}
	}

	private void send(HttpExchange exchange, byte[] content) throws IOException {
		String range = exchange.getRequestHeaders().getFirst("Range");
		String version = exchange.getRequestHeaders().getFirst("If-Range");
		this.ranges.add(range + " of " + version);
		exchange.getResponseHeaders().set("ETag", this.tag);
		int from = (range != null && this.tag.equals(version)) ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
		if (from == content.length && from > 0) {
			exchange.getResponseHeaders().set("Content-Range", "bytes */" + content.length);
			exchange.sendResponseHeaders(416, -1);
			return;
		}
		if (from > 0) {
			exchange.getResponseHeaders()
				.set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
		}
		exchange.sendResponseHeaders((from > 0) ? 206 : 200, content.length - from);
		int end = (this.breakOff >= 0) ? this.breakOff : content.length;
		this.breakOff = -1;
		OutputStream body = exchange.getResponseBody();
		body.write(content, from, end - from);
		body.flush();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
