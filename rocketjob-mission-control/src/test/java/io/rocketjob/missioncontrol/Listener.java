package io.rocketjob.missioncontrol;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A browser that listens for changes.
 */
final class Listener implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final Socket socket;

	final List<String> headers = new ArrayList<>();

	private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

	private final Thread reader;

	Listener(String port) throws IOException {
		this.socket = new Socket("localhost", Integer.parseInt(port));
		String request = "GET /rocketjob/live HTTP/1.1\r\nHost: localhost:" + port
				+ "\r\nAccept: text/event-stream\r\n\r\n";
		this.socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
		BufferedReader in = new BufferedReader(
				new InputStreamReader(this.socket.getInputStream(), StandardCharsets.UTF_8));
		for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
			this.headers.add(line);
		}
		this.reader = new Thread(() -> {
			try {
				for (String line = in.readLine(); line != null; line = in.readLine()) {
					if (line.startsWith("event:")) {
						this.events.add(line);
					}
				}
			}
			catch (IOException ex) {
				// is closed
			}
		});
		this.reader.start();
	}

	static Listener of(Console console) throws IOException {
		return new Listener(console.port());
	}

	boolean hasEvent() {
		try {
			return this.events.poll(10, TimeUnit.MILLISECONDS) != null;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	boolean ended() {
		try {
			this.reader.join(PATIENCE.toMillis());
			return !this.reader.isAlive();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
