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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How open pages are told of changes. */
class LiveTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@Test
	void whoListensIsToldOfAChangeAndNobodyCountsWhenNobodyListens() throws Exception {
		try (Console console = Console.open(ConsoleApplication.class)) {
			LiveStreams streams = console.bean(MissionControl.class).streams();
			assertThat(streams.isPolling()).isFalse();
			try (Listener one = Listener.of(console); Listener other = Listener.of(console)) {
				assertThat(one.headers).anyMatch((header) -> header.equalsIgnoreCase("X-Accel-Buffering: no"))
					.anyMatch((header) -> header.toLowerCase().startsWith("content-type: text/event-stream"));
				await().atMost(PATIENCE).until(() -> one.hasEvent() && other.hasEvent());
				assertThat(streams.isPolling()).isTrue();
				console.report("acme");
				await().atMost(PATIENCE).until(() -> one.hasEvent() && other.hasEvent());
			}
			// a stream whose browser is gone is noticed when something is sent
			await().atMost(PATIENCE).until(() -> {
				console.report("acme");
				return streams.size() == 0;
			});
			assertThat(streams.isPolling()).isFalse();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void openPagesDoNotHoldUpAShutdown(boolean management) throws Exception {
		List<String> properties = new ArrayList<>(List.of("server.shutdown=graceful"));
		if (management) {
			properties.add("management.server.port=0");
			properties.add("rocketjob.mission-control.on-management-port=true");
		}
		Console console = Console.open(ConsoleApplication.class, properties.toArray(String[]::new));
		List<Listener> listeners = new ArrayList<>();
		try {
			String port = management ? console.managementPort() : console.port();
			for (int i = 0; i < 10; i++) {
				listeners.add(new Listener(port));
			}
			MissionControl control = console.bean(MissionControl.class);
			await().atMost(PATIENCE).until(() -> control.streams().size() == 10);
			long begin = System.nanoTime();
			console.close();
			// the limit of each phase of a shutdown is 30 s
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
			assertThat(listeners).allSatisfy((each) -> assertThat(each.ended()).isTrue());
			assertThat(control.streams().isOpen()).isFalse();
		}
		finally {
			for (Listener each : listeners) {
				each.close();
			}
		}
	}

	@Test
	void fromTheBeginningOfAShutdownOnNobodyIsListenedTo() {
		try (Console console = Console.open(ConsoleApplication.class)) {
			console.bean(MissionControl.class).stop();
			assertThat(console.visit().get(Console.BASE + "/live").statusCode()).isEqualTo(204);
		}
	}

	@Test
	void whoHasNotLoggedInCannotListen() {
		try (Console console = Console.secured(ConsoleApplication.class, SecurityApplication.class)) {
			assertThat(console.visit().get(Console.BASE + "/live").statusCode()).isIn(302, 401);
			assertThat(console.visit("stranger").get(Console.BASE + "/live").statusCode()).isEqualTo(403);
		}
	}

	/** A browser that listens. */
	private static final class Listener implements AutoCloseable {

		private final Socket socket;

		private final List<String> headers = new ArrayList<>();

		private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		private final Thread reader;

		private Listener(String port) throws IOException {
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

}
