package io.rocketjob.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.FixedWidth;
import io.rocketjob.InputCategory;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.record.fixed.FixedFormat;
import io.rocketjob.jobclass.JobClassException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Batches over lines of fixed width whose layout the class of the records says. */
class FixedBatchTests {

	private final TestSystem system = TestSystem.with(ItemJob.class).format(new FixedFormat()).start();

	@TempDir
	Path directory;

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void theClassOfTheRecordsSaysTheLayoutOfInputAndOutput() throws IOException {
		Path file = Files.writeString(this.directory.resolve("items.txt"), "nut  0010000.50\nbolt 0003001.25\n");
		BatchInstance<Void> batch = this.system.rocketJob.batch(ItemJob.class).upload(file).create();
		this.system.queue.drain();
		assertThat(this.system.bean(ItemJob.class).ran).containsExactly(new Item("nut", 10, new BigDecimal("0.50")),
				new Item("bolt", 3, new BigDecimal("1.25")));
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		batch.reload().download(output, (options) -> {
		});
		assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("nut    05.000\nbolt   03.750\n");
	}

	@Test
	void aLayoutThatIsSaidElsewhereTakesItsPlace() throws IOException {
		Path file = Files.writeString(this.directory.resolve("items.txt"), "0010nut\n");
		this.system.rocketJob.batch(ItemJob.class)
			.input((input) -> input.option("layout", "count:4:integer, name:*"))
			.upload(file)
			.create();
		this.system.queue.drain();
		assertThat(this.system.bean(ItemJob.class).ran).containsExactly(new Item("nut", 10, null));
	}

	@Test
	void aWrongAnnotationKeepsTheApplicationFromStarting() {
		assertThatExceptionOfType(JobClassException.class)
			.isThrownBy(() -> TestSystem.with(WrongJob.class).format(new FixedFormat()).start())
			.withMessageContaining("input.main.format: @FixedWidth of 'name' in " + Wrong.class.getName());
	}

	record Item(@FixedWidth(5) String name, @FixedWidth(4) int count, @FixedWidth(6) @Nullable BigDecimal price) {
	}

	record Total(@FixedWidth(value = 5, skipAfter = 2) String name,
			@FixedWidth(value = 6, decimals = 3) BigDecimal total) {
	}

	record Wrong(@FixedWidth(0) String name) {
	}

	@RocketJob
	@InputCategory(format = "fixed")
	@OutputCategory(format = "fixed")
	static class ItemJob implements BatchJob<Void, Item, Total> {

		final List<Item> ran = new CopyOnWriteArrayList<>();

		@Override
		public Total perform(Item item, BatchContext<Void> context) {
			this.ran.add(item);
			BigDecimal price = (item.price() != null) ? item.price() : BigDecimal.ZERO;
			return new Total(item.name(), price.multiply(BigDecimal.valueOf(item.count())));
		}

	}

	@RocketJob
	@InputCategory(format = "fixed")
	static class WrongJob implements BatchJob<Void, Wrong, Void> {

		@Override
		public @Nullable Void perform(Wrong item, BatchContext<Void> context) {
			return null;
		}

	}

}
