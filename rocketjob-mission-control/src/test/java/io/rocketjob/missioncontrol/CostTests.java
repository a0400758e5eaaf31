package io.rocketjob.missioncontrol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What open pages cost the database, while a job runs, so that they are told to look
 * again at each look of the poller.
 */
class CostTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Duration WATCHED = Duration.ofSeconds(12);

	private static final int MANY = 8;

	private static final Commands commands = new Commands();

	private static Console console;

	@BeforeAll
	static void start() {
		console = Console.open(CountedApplication.class, "rocketjob.server.enabled=true");
		for (int i = 0; i < 20; i++) {
			console.failedReport("acme", "no ink");
		}
		console.bean(RocketJobTemplate.class).create(ConsoleApplication.PatientJob.class);
	}

	@AfterAll
	static void stop() {
		console.bean(ConsoleApplication.PatientJob.class).end.countDown();
		console.close();
	}

	@Test
	void theOverviewCostsTheSameHoweverManyPeopleWatchIt() throws Exception {
		assertThat(watched("overview", (viewer) -> "")).isLessThanOrEqualTo(most());
	}

	@Test
	void aListCostsTheSameHoweverManyPeopleWatchIt() throws Exception {
		assertThat(watched("list", (viewer) -> "/jobs?state=failed")).isLessThanOrEqualTo(most());
	}

	@Test
	void manyListsAreReadInTurn() throws Exception {
		List<String> states = List.of("running", "queued", "failed", "scheduled", "completed", "paused", "aborted",
				"waiting");
		assertThat(watched("lists", (viewer) -> "/jobs?state=" + states.get(viewer))).isLessThanOrEqualTo(most());
	}

	/** The embedded stand-in cannot count several states by one command. */
	private static double most() {
		return TestDatabase.get().supportsUnion() ? 5.0 : 20.0;
	}

	private double watched(String name, IntFunction<String> pages) throws Exception {
		List<Viewer> viewers = new ArrayList<>();
		try {
			for (int i = 0; i < MANY; i++) {
				viewers.add(new Viewer(pages.apply(i)));
			}
			await().atMost(PATIENCE).until(() -> viewers.stream().allMatch((each) -> each.refreshes.get() > 1));
			long refreshes = viewers.stream().mapToLong((each) -> each.refreshes.get()).sum();
			commands.counts.clear();
			long begin = System.nanoTime();
			Thread.sleep(WATCHED.toMillis());
			double seconds = (System.nanoTime() - begin) / 1e9;
			Map<String, AtomicLong> counted = new TreeMap<>(commands.counts);
			double all = counted.values().stream().mapToLong(AtomicLong::get).sum() / seconds;
			System.out.printf("%s: %.1f commands a second for %.1f refreshes a second: %s%n", name, all,
					(viewers.stream().mapToLong((each) -> each.refreshes.get()).sum() - refreshes) / seconds, counted);
			return all;
		}
		finally {
			for (Viewer each : viewers) {
				each.close();
			}
		}
	}

	/** Refreshes a page as the script of the pages does. */
	private static final class Viewer implements AutoCloseable {

		private final AtomicLong refreshes = new AtomicLong();

		private final Listener listener = Listener.of(console);

		private final Console.Visit visit = console.visit();

		private final String page;

		private final Thread thread;

		private volatile boolean closed;

		Viewer(String page) throws Exception {
			this.page = Console.BASE + page;
			assertThat(this.visit.get(this.page).statusCode()).isEqualTo(200);
			this.thread = new Thread(this::look);
			this.thread.start();
		}

		private void look() {
			while (!this.closed) {
				if (this.listener.hasEvent()) {
					assertThat(this.visit.get(this.page, "HX-Request", "true").statusCode()).isEqualTo(200);
					this.refreshes.incrementAndGet();
				}
			}
		}

		@Override
		public void close() throws Exception {
			this.closed = true;
			this.thread.join();
			this.listener.close();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ConsoleApplication.class, ConsoleApplication.PatientJob.class })
	static class CountedApplication {

		@Bean
		MongoClientSettingsBuilderCustomizer counted() {
			return (settings) -> settings.addCommandListener(commands);
		}

	}

	/** Counts what the console asks; the commands of the server beside it are others. */
	private static final class Commands implements CommandListener {

		private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

		@Override
		public void commandStarted(CommandStartedEvent event) {
			String thread = Thread.currentThread().getName();
			if (thread.startsWith("rocketjob-console") || thread.contains("-exec-")) {
				this.counts.computeIfAbsent(event.getCommandName(), (name) -> new AtomicLong()).incrementAndGet();
			}
		}

	}

}
