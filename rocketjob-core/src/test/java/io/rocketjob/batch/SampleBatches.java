package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.OutputCategory;
import io.rocketjob.Result;
import io.rocketjob.RocketJob;
import org.jspecify.annotations.Nullable;

/** Batch job classes that tests share. */
final class SampleBatches {

	private SampleBatches() {
	}

	/** What a test lets a job do with a record. */
	@FunctionalInterface
	interface Script<F, I> {

		@Nullable Object run(I record, BatchContext<F> context) throws Exception;

	}

	/** What a test lets a job do before or after. */
	@FunctionalInterface
	interface Hook<F> {

		void run(BatchContext<F> context) throws Exception;

	}

	/** Turns lines to upper case, unless the test says something else. */
	@RocketJob
	@InputCategory(sliceSize = 10)
	@InputCategory(name = "second", sliceSize = 10)
	@OutputCategory
	@OutputCategory(name = "invalid")
	static class LineJob implements BatchJob<LineJob.Fields, String, Object> {

		record Fields(String text, int number) {

		}

		volatile Script<Fields, String> script = (line, context) -> line.toUpperCase(Locale.ROOT);

		volatile Hook<Fields> before = (context) -> {
		};

		volatile Hook<Fields> after = (context) -> {
		};

		final List<String> ran = Collections.synchronizedList(new ArrayList<>());

		final List<String> hooks = Collections.synchronizedList(new ArrayList<>());

		@Override
		public Object perform(String line, BatchContext<Fields> context) throws Exception {
			this.ran.add(line);
			return this.script.run(line, context);
		}

		@Override
		public void beforeBatch(BatchContext<Fields> context) throws Exception {
			this.hooks.add("beforeBatch");
			this.before.run(context);
		}

		@Override
		public void afterBatch(BatchContext<Fields> context) throws Exception {
			this.hooks.add("afterBatch");
			this.after.run(context);
		}

		@Override
		public void beforeSlice(BatchContext<Fields> context) {
			this.hooks.add("beforeSlice");
		}

		@Override
		public void aroundSlice(BatchContext<Fields> context, Callable<@Nullable Void> records) throws Exception {
			this.hooks.add("around");
			records.call();
			this.hooks.add("around end");
		}

		@Override
		public void afterSlice(BatchContext<Fields> context) {
			this.hooks.add("afterSlice");
		}

		/** Fails at lines that contain a text. */
		void failsAt(String text) {
			this.script = (line, context) -> {
				if (line.contains(text)) {
					throw new IllegalStateException("bad line");
				}
				return line.toUpperCase(Locale.ROOT);
			};
		}

	}

	/** Typed records in and out. */
	@RocketJob
	@OutputCategory
	@OutputCategory(name = "minors")
	static class PersonJob implements BatchJob<Void, PersonJob.Person, Object> {

		record Person(String name, int age) {

		}

		@Override
		public Object perform(Person person, BatchContext<Void> context) {
			context.statistics().increment((person.age() < 18) ? "age.minor" : "age.adult");
			return (person.age() < 18) ? Result.to("minors", person) : new Person(person.name(), person.age() + 1);
		}

	}

	/** Numbers in, no output. */
	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 7)
	static class SumJob implements BatchJob<Void, Long, Void> {

		@Override
		public Void perform(Long number, BatchContext<Void> context) {
			context.statistics().increment("sum", number);
			context.statistics().increment("count");
			return null;
		}

	}

}
