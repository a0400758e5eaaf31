package io.rocketjob.integration;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A web server with one file. It knows ranges, and tells the version by a strong entity
 * tag. Of its first answer it sends a part and holds the rest back; later ones are whole.
 */
final class HeldFileServer implements AutoCloseable {

	private static final String TAG = "\"v1\"";

	/** The beginning of the request for a part of the file. */
	static final String RANGE = "bytes=";

	private final byte[] content;

	private final int first;

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final List<String> requests = new CopyOnWriteArrayList<>();

	/**
	 * Starts it.
	 * @param content the content of the file
	 * @param first how many bytes the first answer has
	 */
	HeldFileServer(byte[] content, int first) throws IOException {
		this.content = content;
		this.first = first;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::answer);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	/**
	 * Where the file is.
	 * @param name its name, which may be any
	 * @return the URL
	 */
	String url(String name) {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/" + name;
	}

	/**
	 * What was asked for.
	 * @return of each request the range, empty for the whole file
	 */
	List<String> requests() {
		return this.requests;
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			String range = exchange.getRequestHeaders().getFirst("Range");
			boolean same = TAG.equals(exchange.getRequestHeaders().getFirst("If-Range"));
			int from = (range != null && same) ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
			this.requests.add((range != null) ? range : "");
			boolean held = this.requests.size() == 1;
			exchange.getResponseHeaders().set("ETag", TAG);
			if (from > 0) {
				exchange.getResponseHeaders()
					.set("Content-Range",
							"bytes " + from + "-" + (this.content.length - 1) + "/" + this.content.length);
			}
			exchange.sendResponseHeaders((from > 0) ? 206 : 200, this.content.length - from);
			OutputStream body = exchange.getResponseBody();
			body.write(this.content, from, (held ? this.first : this.content.length) - from);
			body.flush();
			if (held) {
				this.closed.await();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.server.stop(0);
		this.threads.shutdown();
	}

}
