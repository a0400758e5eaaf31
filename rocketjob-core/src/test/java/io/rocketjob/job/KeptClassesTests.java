package io.rocketjob.job;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.CopyOnRestart;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.mongo.FieldsMapper;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.ResolvableType;
import org.springframework.data.mongodb.core.query.Criteria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Fields, results, records and output keep their classes from end to end. */
class KeptClassesTests {

	private final TestSystem system = TestSystem
		.with(VehicleJob.class, ShapeJob.class, DayJob.class, OpenJob.class, ShapeBatch.class, DayBatch.class,
				MapBatch.class)
		.start();

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aJobGetsAnObjectOfTheClassItWasCreatedWith() {
		Car car = new Car();
		car.doors = 5;
		JobInstance<Vehicle> job = this.system.rocketJob.create(VehicleJob.class, car);
		assertThat(job.fields()).isInstanceOf(Car.class);
		this.system.queue.drain();
		assertThat(job.reload().result(String.class)).isEqualTo("Car 5");
		assertThat(job.reload().fields()).isInstanceOfSatisfying(Car.class,
				(after) -> assertThat(after.wheels).isEqualTo(4));
		JobInstance<Vehicle> plain = this.system.rocketJob.create(VehicleJob.class, new Vehicle());
		this.system.queue.drain();
		assertThat(plain.reload().result(String.class)).isEqualTo("Vehicle");
		assertThat(plain.reload().rawFields()).isEqualTo(new Document("wheels", 4));
	}

	@Test
	void theClassOfFieldsIsChangedWithThem() {
		JobInstance<Vehicle> job = this.system.rocketJob.create(VehicleJob.class, new Replaced());
		this.system.queue.drain();
		assertThat(job.reload().result(String.class)).isEqualTo("Replaced");
		assertThat(job.reload().fields()).isInstanceOfSatisfying(Car.class,
				(after) -> assertThat(after.doors).isEqualTo(2));
	}

	@Test
	void whatIsCopiedToTheNextOccurrenceIsOfTheSameClass() {
		Document stored = this.system.engine.classes()
			.mapper()
			.write(ResolvableType.forClass(Vehicle.class), new Car());
		assertThat(this.system.engine.classes().get(VehicleJob.class).copyOnRestart(stored))
			.isEqualTo(new Document("_class", Car.class.getName()).append("wheels", 0));
	}

	@Test
	void fieldsAndResultMayBeOfASealedType() {
		JobInstance<Shape> job = this.system.rocketJob.create(ShapeJob.class, new Circle(2));
		this.system.queue.drain();
		assertThat(job.reload().result(Shape.class)).isEqualTo(new Square(4));
		assertThat(job.reload().result(Square.class)).isEqualTo(new Square(4));
		assertThat(this.system.rocketJob.jobs(ShapeJob.class).where(Criteria.where("fields.radius").is(2)).count())
			.isOne();
	}

	@Test
	void typeArgumentsOfFieldsAreKept() {
		JobInstance<Wrapper<LocalDate>> job = this.system.rocketJob.create(DayJob.class,
				new Wrapper<>(LocalDate.of(2026, 2, 3)));
		this.system.queue.drain();
		assertThat(job.reload().result(LocalDate.class)).isEqualTo(LocalDate.of(2026, 2, 4));
		assertThat(job.reload().fields().value()).isEqualTo(LocalDate.of(2026, 2, 3));
		assertThat(job.rawFields()).isEqualTo(new Document("value", "2026-02-03"));
	}

	@Test
	void recordsAndOutputMayBeOfASealedType() {
		BatchInstance<Void> batch = this.system.rocketJob.batch(ShapeBatch.class)
			.upload(List.of(new Circle(1), new Square(2), Point.ORIGIN))
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().output("main", Shape.class)).containsExactly(new Square(1), new Circle(2),
				Point.ORIGIN);
	}

	@Test
	void typeArgumentsOfRecordsAreKept() {
		BatchInstance<Void> batch = this.system.rocketJob.batch(DayBatch.class)
			.upload(List.of(new Wrapper<>(LocalDate.of(2026, 2, 3))))
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().output("main", LocalDate.class)).containsExactly(LocalDate.of(2026, 2, 4));
	}

	@Test
	void valuesOfMapsInRecordsAndOutputKeepTheirTypes() throws Exception {
		Map<String, Object> row = values();
		BatchInstance<Void> batch = this.system.rocketJob.batch(MapBatch.class).upload(List.of(row)).create();
		this.system.queue.drain();
		assertThat(batch.reload().exception()).isNull();
		assertThat(batch.reload().output("main", Map.class).toList()).isEqualTo(List.of(row));
		ByteArrayOutputStream file = new ByteArrayOutputStream();
		batch.download(file, (options) -> {
		});
		assertThat(Document.parse(file.toString(StandardCharsets.UTF_8))).containsEntry("day", "2026-02-03");
	}

	@Test
	void valuesOfMapsInFieldsKeepTheirTypes() {
		JobInstance<OpenJob.Fields> job = this.system.rocketJob.create(OpenJob.class,
				new OpenJob.Fields("a", values()));
		this.system.queue.drain();
		assertThat(job.reload().fields().values()).isEqualTo(values());
		assertThat((Object) job.reload().result(Map.class)).isEqualTo(values());
		assertThat(this.system.rocketJob.jobs(OpenJob.class)
			.where(Criteria.where("fields.values.day.value")
				.is(LocalDate.of(2026, 2, 3))
				.and("fields.values.id")
				.is(values().get("id"))
				.and("fields.values.amount")
				.is(new BigDecimal("1.50")))
			.count()).isOne();
	}

	@Test
	void aValueThatWouldNotComeBackIsRefusedAtCreate() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(OpenJob.class,
					new OpenJob.Fields("a", Map.of("list", List.of(Unknown.ONE)))))
			.withMessageContaining("fields.values.list[0]: a " + Unknown.class.getName())
			.withMessageContaining("declare its type");
	}

	@Test
	void anObjectIsNoTextOfAnUpdate() {
		JobInstance<OpenJob.Fields> job = this.system.rocketJob.create(OpenJob.class,
				new OpenJob.Fields("a", Map.of()));
		for (Object value : List.of(Map.of("a", 1), List.of("a"), new Circle(1), new Document("a", 1))) {
			assertThatExceptionOfType(InvalidJobException.class)
				.isThrownBy(() -> job.update((update) -> update.field("text", value)))
				.withMessageContaining("fields.text: ")
				.withMessageContaining("is no java.lang.String");
		}
		assertThat(job.reload().fields().text()).isEqualTo("a");
		assertThat(job.update((update) -> update.field("values", values())).fields().values()).isEqualTo(values());
	}

	private static Map<String, Object> values() {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("day", LocalDate.of(2026, 2, 3));
		values.put("id", UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"));
		values.put("amount", new BigDecimal("1.50"));
		values.put("set", Set.of("a"));
		values.put("time", Duration.ofSeconds(5));
		values.put("_class", FieldsMapper.class.getName());
		return values;
	}

	static class Vehicle {

		@CopyOnRestart
		int wheels;

		String describe() {
			return getClass().getSimpleName();
		}

	}

	static class Car extends Vehicle {

		int doors;

		@Override
		String describe() {
			return "Car " + this.doors;
		}

	}

	static class Replaced extends Vehicle {

	}

	@RocketJob(destroyOnComplete = false)
	static class VehicleJob implements Job<Vehicle> {

		@Override
		public Object perform(Vehicle fields, JobContext context) {
			String text = fields.describe();
			fields.wheels = 4;
			if (fields instanceof Replaced) {
				Car car = new Car();
				car.doors = 2;
				context.updateFields(car);
			}
			return text;
		}

	}

	sealed interface Shape permits Circle, Square, Point {

	}

	record Circle(int radius) implements Shape {
	}

	record Square(int side) implements Shape {
	}

	enum Point implements Shape {

		ORIGIN

	}

	@RocketJob(destroyOnComplete = false)
	static class ShapeJob implements Job<Shape> {

		@Override
		public Object perform(Shape fields, JobContext context) {
			return (fields instanceof Circle circle) ? new Square(circle.radius() * 2) : fields;
		}

	}

	record Wrapper<T>(T value) {
	}

	@RocketJob(destroyOnComplete = false)
	static class DayJob implements Job<Wrapper<LocalDate>> {

		@Override
		public Object perform(Wrapper<LocalDate> fields, JobContext context) {
			return fields.value().plusDays(1);
		}

	}

	enum Unknown {

		ONE

	}

	@RocketJob(destroyOnComplete = false)
	static class OpenJob implements Job<OpenJob.Fields> {

		@Override
		public Object perform(Fields fields, JobContext context) {
			return fields.values();
		}

		record Fields(String text, Map<String, Object> values) {
		}

	}

	@RocketJob
	@OutputCategory
	static class ShapeBatch implements BatchJob<Void, Shape, Shape> {

		@Override
		public @Nullable Shape perform(Shape shape, BatchContext<Void> context) {
			if (shape instanceof Circle circle) {
				return new Square(circle.radius());
			}
			return (shape instanceof Square square) ? new Circle(square.side()) : shape;
		}

	}

	@RocketJob
	@OutputCategory
	static class DayBatch implements BatchJob<Void, Wrapper<LocalDate>, LocalDate> {

		@Override
		public @Nullable LocalDate perform(Wrapper<LocalDate> day, BatchContext<Void> context) {
			return day.value().plusDays(1);
		}

	}

	@RocketJob
	@OutputCategory
	static class MapBatch implements BatchJob<Void, Map<String, Object>, Map<String, Object>> {

		@Override
		public @Nullable Map<String, Object> perform(Map<String, Object> row, BatchContext<Void> context) {
			if (!row.equals(values())) {
				throw new IllegalStateException("Another row: " + row);
			}
			return row;
		}

	}

}
