package io.rocketjob.job;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.mongo.FieldsMapper;
import io.rocketjob.plugin.retry.Retry;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Classes are those of the application, whatever the class loader of the thread.
 */
class ContextLoaderTests {

	private static final ClassLoader APPLICATION = ContextLoaderTests.class.getClassLoader();

	private final TestSystem system = TestSystem.with(ShapeJob.class, ChangingJob.class, StuckJob.class)
		.withoutRecovery()
		.start();

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aFirstReadInAThreadThatDoesNotSeeTheApplicationBreaksNothing() throws Exception {
		FieldsMapper writing = new FieldsMapper(List.of(), null);
		Document stored = writing.write(new Drawing(new Circle(2)));
		FieldsMapper reading = new FieldsMapper(List.of(), null, APPLICATION);
		assertThat(elsewhere(() -> reading.read(Drawing.class, stored))).isEqualTo(new Drawing(new Circle(2)));
		assertThat(reading.read(Drawing.class, stored)).isEqualTo(new Drawing(new Circle(2)));
	}

	@Test
	void fieldsAreReadAndJobsRunInAThreadThatDoesNotSeeTheApplication() throws Exception {
		JobInstance<Drawing> job = elsewhere(
				() -> this.system.rocketJob.create(ShapeJob.class, new Drawing(new Square(3))));
		assertThat(elsewhere(() -> this.system.rocketJob.get(ShapeJob.class, job.id()).fields()))
			.isEqualTo(new Drawing(new Square(3)));
		assertThat(elsewhere(() -> this.system.rocketJob.performNow(job.id()))).isEqualTo(new Square(3).toString());
		assertThat(this.system.bean(ShapeJob.class).loaders).containsExactly(APPLICATION);
	}

	@Test
	void optionsThatNameClassesAreReadInAThreadThatDoesNotSeeTheApplication() throws Exception {
		JobInstance<Drawing> job = elsewhere(() -> this.system.rocketJob.create(ShapeJob.class,
				new Drawing(new Square(-1)),
				(options) -> options.set(Retry.class, "retryOn", new String[] { NegativeException.class.getName() })));
		elsewhere(() -> {
			this.system.queue.drain();
			return null;
		});
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
	}

	@Test
	void aJobDoesNotLeaveItsClassLoaderToTheNextOne() {
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		this.system.rocketJob.create(ChangingJob.class);
		this.system.rocketJob.create(ChangingJob.class);
		this.system.queue.drain();
		assertThat(this.system.bean(ChangingJob.class).loaders).containsExactly(APPLICATION, APPLICATION);
		assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
	}

	@Test
	void whoeverRunsAJobInlineKeepsTheClassLoaderOfItsThread() throws Exception {
		assertThat(elsewhere(() -> {
			this.system.rocketJob.performNow(ChangingJob.class, null);
			return Thread.currentThread().getContextClassLoader();
		})).isSameAs(ClassLoader.getPlatformClassLoader());
	}

	@Test
	void theWorkersOfAServerHaveTheClassLoaderOfTheApplicationWhoeverStartsIt() throws Exception {
		for (int i = 0; i < 20; i++) {
			this.system.rocketJob.create(ChangingJob.class);
		}
		elsewhere(() -> {
			this.system.heartbeat.start();
			this.system.supervisor.start();
			return null;
		});
		await().until(() -> this.system.bean(ChangingJob.class).loaders.size() == 20);
		assertThat(this.system.bean(ChangingJob.class).loaders).containsOnly(APPLICATION);
		assertThat(threads("rocketjob-worker-", "rocketjob-dispatcher", "rocketjob-recovery")).isNotEmpty()
			.allSatisfy((thread) -> assertThat(thread.getContextClassLoader()).isSameAs(APPLICATION));
	}

	@Test
	void theThreadThatEndsRunsAfterTheirTimeoutHasTheClassLoaderOfTheApplication() throws Exception {
		FutureTask<Object> run = new FutureTask<>(() -> this.system.rocketJob.performNow(StuckJob.class, null,
				(options) -> options.timeout(Duration.ofMinutes(1))));
		Thread caller = new Thread(run);
		caller.setContextClassLoader(ClassLoader.getPlatformClassLoader());
		caller.start();
		this.system.bean(StuckJob.class).begun.acquire();
		List<Thread> threads = threads("rocketjob-timeouts");
		this.system.bean(StuckJob.class).released.release();
		run.get();
		assertThat(threads).isNotEmpty()
			.allSatisfy((thread) -> assertThat(thread.getContextClassLoader()).isSameAs(APPLICATION));
	}

	private static List<Thread> threads(String... prefixes) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> List.of(prefixes).stream().anyMatch(thread.getName()::startsWith))
			.toList();
	}

	/** As a thread of the common pool calls it, for which Java 25 has another loader. */
	private static <T> T elsewhere(Callable<T> call) throws Exception {
		FutureTask<T> task = new FutureTask<>(call);
		Thread thread = new Thread(task);
		thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
		thread.start();
		return task.get();
	}

	sealed interface Shape {

	}

	record Circle(int radius) implements Shape {
	}

	record Square(int side) implements Shape {
	}

	record Drawing(Shape shape) {
	}

	static class NegativeException extends RuntimeException {

	}

	@RocketJob(destroyOnComplete = false)
	@Retry(limit = 1)
	static class ShapeJob implements Job<Drawing> {

		final List<ClassLoader> loaders = new ArrayList<>();

		@Override
		public Object perform(Drawing fields, JobContext context) {
			if (fields.shape() instanceof Square square && square.side() < 0) {
				throw new NegativeException();
			}
			this.loaders.add(Thread.currentThread().getContextClassLoader());
			return fields.shape().toString();
		}

	}

	@RocketJob
	static class ChangingJob implements Job<Void> {

		final List<ClassLoader> loaders = Collections.synchronizedList(new ArrayList<>());

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			this.loaders.add(Thread.currentThread().getContextClassLoader());
			Thread.currentThread().setContextClassLoader(new URLClassLoader(new URL[0], null));
			return null;
		}

	}

	@RocketJob
	static class StuckJob implements Job<Void> {

		final Semaphore begun = new Semaphore(0);

		final Semaphore released = new Semaphore(0);

		@Override
		public @Nullable Object perform(Void fields, JobContext context) throws Exception {
			this.begun.release();
			this.released.acquire();
			return null;
		}

	}

}
