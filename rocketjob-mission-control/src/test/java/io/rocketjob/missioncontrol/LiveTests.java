package io.rocketjob.missioncontrol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
	void whoBeginsToListenIsToldOfWhatHasJustChanged() throws Exception {
		try (Console console = Console.open(ConsoleApplication.class)) {
			try (Listener before = Listener.of(console)) {
				await().until(before::hasEvent);
				console.report("acme");
				await().until(before::hasEvent);
			}
			// its page may have been made before that
			try (Listener after = Listener.of(console)) {
				await().atMost(PATIENCE).until(after::hasEvent);
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

}
