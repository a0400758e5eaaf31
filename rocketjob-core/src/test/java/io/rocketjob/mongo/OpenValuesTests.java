package io.rocketjob.mongo;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.ResolvableType;
import org.springframework.data.annotation.TypeAlias;
import org.springframework.data.mongodb.core.mapping.Field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Values whose declared type does not say what they are, and what may never be made of
 * stored data.
 */
class OpenValuesTests {

	private final FieldsMapper mapper = new FieldsMapper(List.of(), null);

	@BeforeEach
	void reset() {
		Harmless.made = false;
	}

	static Stream<Object> values() {
		return Stream.of("text", 1, 2L, 3.5, 4.5f, (short) 5, (byte) 6, 'x', true, new BigDecimal("1.50"),
				new BigDecimal("1234567890123456789012345678901234567890.123"), new BigInteger("12345678901234567890"),
				UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"), new ObjectId(), new Date(1_700_000_000_123L),
				Instant.parse("2026-02-03T04:05:06.789Z"), Instant.parse("2026-02-03T04:05:06.789123456Z"),
				LocalDate.of(2026, 2, 3), OffsetDateTime.parse("2026-02-03T04:05:06+02:00"),
				ZonedDateTime.parse("2026-02-03T04:05:06+01:00[Europe/Berlin]"), ZoneId.of("Europe/Berlin"),
				Duration.ofSeconds(90), Period.ofDays(3), DayOfWeek.MONDAY, URI.create("https://example.org"),
				Path.of("a", "b"), Locale.forLanguageTag("de-AT"), Currency.getInstance("EUR"), Set.of(1, 2),
				List.of("a", LocalDate.of(2026, 2, 3)), Map.of("a", Set.of(UUID.randomUUID())), new byte[] { 1, 2 },
				new int[] { 1, 2 }, new String[] { "a", "b" }, new LocalDate[] { LocalDate.of(2026, 2, 3) },
				new Decimal128(7), new Binary(new byte[] { 1 }), new Binary((byte) 4, new byte[16]),
				new BsonTimestamp(5, 6), new Document("a", new Binary(new byte[] { 1 })).append("_class", "x"),
				Map.of("_type", "LocalDate", "value", "2026-01-01"), Map.of("_type", 5), Map.of("_class", "x"),
				Map.of("$where", "x", "a.b", 1), Map.of());
	}

	@ParameterizedTest
	@MethodSource("values")
	void aValueComesBackAsItWas(Object value) {
		Open fields = new Open(value, new LinkedHashMap<>(Map.of("key", value)), Arrays.asList(value, null));
		Open read = read(Open.class, this.mapper.write(fields));
		assertThat(read.value()).isEqualTo(value).hasSameClassAs(same(value));
		assertThat(read.map().get("key")).isEqualTo(value);
		assertThat(read.list().get(0)).isEqualTo(value);
		Object result = this.mapper.writeValue(Map.of("key", value));
		assertThat(this.mapper.readValue(Map.class, throughBson((Document) result)).get("key")).isEqualTo(value);
	}

	private static Object same(Object value) {
		return (value instanceof Map && !(value instanceof Document)) ? new LinkedHashMap<>()
				: (value instanceof List) ? new ArrayList<>() : (value instanceof Set) ? new LinkedHashSet<>() : value;
	}

	@Test
	void aDequeComesBackAsOne() {
		Open read = read(Open.class, this.mapper.write(new Open(new ArrayDeque<>(List.of(1, 2)), Map.of(), List.of())));
		assertThat(read.value()).isInstanceOf(ArrayDeque.class);
		assertThat(List.copyOf((ArrayDeque<?>) read.value())).isEqualTo(List.of(1, 2));
	}

	@Test
	void aNumberOrAComparableKeepsItsTypeToo() {
		Numbers fields = new Numbers(new BigDecimal("1.50"), List.of((short) 1, 2L, new BigInteger("3")),
				LocalDate.of(2026, 1, 1), Duration.ofMillis(5), "text");
		assertThat(read(Numbers.class, this.mapper.write(fields))).usingRecursiveComparison().isEqualTo(fields);
	}

	@Test
	void whatMongoHasATypeForIsStoredAsItIsAndTheRestReadably() {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("text", "a");
		map.put("amount", new BigDecimal("1.50"));
		map.put("day", LocalDate.of(2026, 2, 3));
		Document stored = this.mapper.write(new Open("x", map, List.of()));
		assertThat(stored.get("map")).isEqualTo(new Document("text", "a").append("amount", Decimal128.parse("1.50"))
			.append("day", new Document("_type", "LocalDate").append("value", "2026-02-03")));
		assertThat(((Document) FieldsMapper.readable(stored)).get("map")).isEqualTo(
				new Document("text", "a").append("amount", Decimal128.parse("1.50")).append("day", "2026-02-03"));
	}

	@Test
	void whatWouldNotComeBackIsRefusedWithItsPath() {
		assertRefused(new Open(new Thread(), Map.of(), List.of()), "value: a java.lang.Thread cannot be stored");
		assertRefused(new Open("x", Map.of("a", Map.of("b", List.of(1, Color.RED))), List.of()),
				"map.a.b[1]: a " + Color.class.getName() + " cannot be stored");
		assertRefused(new Open("x", Map.of(), List.of(new Plain("a"))), "list[0]: a " + Plain.class.getName());
		assertRefused(new Open(Map.of(5, "a"), Map.of(), List.of()), "value: a key that is a java.lang.Integer");
		assertRefused(new Open(new Object(), Map.of(), List.of()), "value: a java.lang.Object");
	}

	private void assertRefused(Open fields, String message) {
		assertThatExceptionOfType(ValueMappingException.class).isThrownBy(() -> this.mapper.write(fields))
			.withMessageStartingWith(message);
	}

	@Test
	void objectsOfClassesThatTheTypesOfTheApplicationNameComeBack() {
		assertThat(this.mapper.problems(Naming.class)).isEmpty();
		Open fields = new Open(new Plain("a"), Map.of("color", Color.RED), List.of(new Plain("b")));
		Document stored = this.mapper.write(fields);
		assertThat(read(Open.class, stored)).isEqualTo(fields);
		FieldsMapper other = new FieldsMapper(List.of(), null);
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> other.read(Open.class, throughBson(stored)))
			.withMessageContaining(Plain.class.getName());
	}

	@Test
	void aResultIsStoredAsWellAsCanBe() {
		Object stored = this.mapper.writeValue(Map.of("color", Color.RED, "plain", new Plain("a")));
		assertThat(stored).isEqualTo(new Document("color", "RED").append("plain", new Document("text", "a")));
	}

	@Test
	void dataThatIsStoredInAnotherTypeThanTheDeclaredOneIsReadWherePossible() {
		Document typed = new Document("_type", "LocalDate").append("value", "2026-02-03");
		Dated read = read(Dated.class, new Document("day", typed).append("days", List.of(typed, "2026-02-04")));
		assertThat(read).isEqualTo(
				new Dated(LocalDate.of(2026, 2, 3), List.of(LocalDate.of(2026, 2, 3), LocalDate.of(2026, 2, 4))));
	}

	@Test
	void noKeyOfAUsersMapVanishes() {
		Payload fields = new Payload(Map.of("_class", Harmless.class.getName(), "a", "b"),
				Map.of("_class", Harmless.class.getName(), "inner", Map.of("_class", Harmless.class.getName())));
		Payload read = read(Payload.class, this.mapper.write(fields));
		assertThat(read).isEqualTo(fields);
		assertThat(Harmless.made).isFalse();
	}

	@Test
	void dataOfAnEarlierBuildChoosesNoClass() {
		Document data = new Document("_class", Harmless.class.getName()).append("text", "x");
		Document stored = new Document("texts", new Document("_class", Harmless.class.getName())).append("values",
				new Document("nested", data).append("list", List.of(data)));
		Payload read = read(Payload.class, stored);
		assertThat(read.texts()).isEqualTo(Map.of("_class", Harmless.class.getName()));
		assertThat(read.values()).isEqualTo(Map.of("nested", data, "list", List.of(data)));
		Open open = read(Open.class, new Document("value", data).append("map", data).append("list", List.of(data)));
		assertThat(open.value()).isEqualTo(data);
		Document typed = new Document("_type", Harmless.class.getName()).append("value", new Document("text", "x"));
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> read(Open.class, new Document("value", typed)));
		assertThat(Harmless.made).isFalse();
	}

	@Test
	void aDeclaredTypeAllowsItsOwnClassesAlone() {
		for (Document each : List.of(new Document("shape", new Document("_class", Harmless.class.getName())),
				new Document("vehicle", new Document("_class", Harmless.class.getName())),
				new Document("vehicle", new Document("_class", "no.such.Class")))) {
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> read(Things.class, each))
				.withStackTraceContaining("What is stored says that it is a '");
		}
		Things things = read(Things.class,
				new Document("plain", new Document("_class", Harmless.class.getName()).append("text", "a")));
		assertThat(things.plain()).isEqualTo(new Plain("a"));
		assertThat(Harmless.made).isFalse();
	}

	@Test
	void whatAnEarlierBuildStoredOfCasesIsRead() {
		Document stored = new Document("shape", new Document("radius", 2.5).append("_class", Circle.class.getName()))
			.append("vehicle", new Document("wheels", 4).append("doors", 5).append("_class", Car.class.getName()))
			.append("plain", new Document("text", "a"));
		Things things = read(Things.class, stored);
		assertThat(things.shape()).isEqualTo(new Circle(2.5));
		assertThat(things.vehicle()).isInstanceOfSatisfying(Car.class, (car) -> assertThat(car.doors).isEqualTo(5));
		assertThat(this.mapper.write(things)).isEqualTo(stored);
		Document aliased = new Document("shape", new Document("side", 2).append("_class", "square"));
		assertThat(read(Things.class, aliased).shape()).isEqualTo(new Square(2));
	}

	@Test
	void theClassOfTheObjectItselfIsKept() {
		Car car = new Car();
		car.doors = 3;
		Document stored = this.mapper.write(ResolvableType.forClass(Vehicle.class), car);
		assertThat(stored)
			.isEqualTo(new Document("wheels", 0).append("doors", 3).append("_class", Car.class.getName()));
		assertThat(read(Vehicle.class, stored)).isInstanceOfSatisfying(Car.class,
				(read) -> assertThat(read.doors).isEqualTo(3));
		assertThat(this.mapper.write(ResolvableType.forClass(Vehicle.class), new Vehicle()))
			.doesNotContainKey("_class");
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> read(Shape.class, new Document("side", 1)))
			.withMessageContaining("not stored which class of " + Shape.class.getName());
	}

	@Test
	void aResultMayBeAskedForByAnyTypeAboveIt() {
		for (Shape shape : List.of(new Circle(1.5), new Square(2), Point.ORIGIN)) {
			Object stored = throughBson((Document) this.mapper.writeValue(shape));
			assertThat(this.mapper.readValue(Shape.class, stored)).isEqualTo(shape);
			assertThat((Object) this.mapper.readValue(shape.getClass(), stored)).isEqualTo(shape);
		}
		assertThat(this.mapper.writeValue(new Square(2))).isEqualTo(new Document("side", 2).append("_class", "square"));
		assertThat(this.mapper.writeValue(new Plain("a"))).isEqualTo(new Document("text", "a"));
		assertThat(this.mapper.readValue(Vehicle.class, this.mapper.writeValue(new Car()))).isInstanceOf(Car.class);
	}

	@Test
	void aDocumentOfAUserIsNotTakenForOursAtAnyDepth() {
		Document raw = new Document("a", new Document("_type", "LocalDate").append("value", "2026-01-01"))
			.append("b", List.of(new Document("_type", "Map").append("value", new Document())))
			.append("c", new Binary((byte) 4, new byte[16]));
		Document stored = throughBson(this.mapper.writeRaw(raw));
		assertThat(this.mapper.readRaw(stored)).isEqualTo(raw);
		Document usual = new Document("a", 1).append("b", List.of(new Document("c", 2)));
		assertThat(this.mapper.writeRaw(usual)).isSameAs(usual);
		assertThat(this.mapper.readRaw(usual)).isSameAs(usual);
	}

	@Test
	void aDocumentOfAUserChoosesNoClassOutsideOfASealedType() {
		Document car = new Document("wheels", 4).append("_class", Car.class.getName());
		Document stored = throughBson(this.mapper.writeRaw(car));
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> this.mapper.readValue(Vehicle.class, stored))
			.withMessageContaining(Car.class.getName());
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> this.mapper.readValue(Things.class,
					throughBson(this.mapper.writeRaw(new Document("vehicle", car)))))
			.withStackTraceContaining(Car.class.getName());
		Document circle = new Document("radius", 2.5).append("_class", Circle.class.getName());
		assertThat(this.mapper.readValue(Shape.class, throughBson(this.mapper.writeRaw(circle))))
			.isEqualTo(new Circle(2.5));
		assertThat(this.mapper.readRaw(stored)).isEqualTo(car);
		assertThat((Object) this.mapper.readValue(Map.class, stored)).isEqualTo(car);
		assertThat(FieldsMapper.readable(stored)).isEqualTo(car);
		assertThat(this.mapper.readValue(Vehicle.class, this.mapper.writeValue(new Car()))).isInstanceOf(Car.class);
	}

	@Test
	void dataThatLooksLikeWhatIsStoredOfAMapComesBackWhereverItIs() {
		Map<String, Object> data = Map.of("_type", "Map", "value", Map.of("a", 1));
		assertThat((Object) this.mapper.readValue(Map.class, throughBson((Document) this.mapper.writeValue(data))))
			.isEqualTo(data);
		Payload fields = new Payload(Map.of("_type", "Map", "value", "x"), data);
		assertThat(read(Payload.class, this.mapper.write(fields))).isEqualTo(fields);
		Lookalike object = new Lookalike("Map", Map.of("_type", "Map"));
		assertThat(read(Lookalike.class, this.mapper.write(object))).isEqualTo(object);
		ResolvableType map = ResolvableType.forClassWithGenerics(Map.class, String.class, Object.class);
		assertThat(this.mapper.read(map, throughBson(this.mapper.write(map, data)))).isEqualTo(data);
	}

	@Test
	void aMapThatLooksLikeAValueBesideItsTypeIsShownAsItIs() {
		for (Map<String, Object> data : List.<Map<String, Object>>of(Map.of("_type", "Map", "value", Map.of("a", 1)),
				Map.of("_type", "LocalDate", "value", "x"))) {
			Nested fields = new Nested(Map.of("key", data), data);
			Document stored = throughBson(this.mapper.write(fields));
			assertThat(read(Nested.class, stored)).isEqualTo(fields);
			assertThat(Map.of("maps", Map.of("key", data), "map", data)).isEqualTo(FieldsMapper.readable(stored));
			assertThat(data).isEqualTo(FieldsMapper.readable(this.mapper.writeValue(data)));
			stored.put("map", this.mapper.writeFieldValue(Nested.class, "map", data));
			assertThat(read(Nested.class, stored)).isEqualTo(fields);
		}
	}

	@Test
	void anObjectOfASubclassThatCannotBeReadBackIsRefused() {
		for (Vehicle each : List.of(new NoConstructor(1), new Running(), new Vehicle() {
		})) {
			assertThatExceptionOfType(ValueMappingException.class)
				.isThrownBy(() -> this.mapper.write(ResolvableType.forClass(Vehicle.class), each))
				.withMessageContaining(each.getClass().getName());
			assertThatExceptionOfType(ValueMappingException.class)
				.isThrownBy(() -> this.mapper.write(new Things(null, each, null)))
				.withMessageStartingWith("vehicle: ");
		}
		Named lambda = () -> "a";
		assertThatExceptionOfType(ValueMappingException.class)
			.isThrownBy(() -> this.mapper.write(ResolvableType.forClass(Named.class), lambda))
			.withMessageContaining("without a name");
	}

	private <T> T read(Class<T> type, Document stored) {
		return this.mapper.read(type, throughBson(stored));
	}

	private static Document throughBson(Document document) {
		return ReadBackTests.throughBson(document);
	}

	record Open(@Nullable Object value, Map<String, Object> map, List<?> list) {
	}

	record Numbers(Number number, List<Number> numbers, Comparable<?> comparable, Serializable serializable,
			CharSequence text) {
	}

	record Payload(Map<String, String> texts, Map<String, Object> values) {
	}

	record Lookalike(@Field("_type") String type, Map<String, String> value) {
	}

	record Dated(LocalDate day, List<LocalDate> days) {
	}

	enum Color {

		RED

	}

	record Plain(String text) {
	}

	record Naming(Plain plain, Color color) {
	}

	sealed interface Shape permits Circle, Square, Point {

	}

	record Circle(double radius) implements Shape {
	}

	@TypeAlias("square")
	record Square(int side) implements Shape {
	}

	enum Point implements Shape {

		ORIGIN

	}

	static class Vehicle {

		int wheels;

	}

	static class Car extends Vehicle {

		int doors;

	}

	static class NoConstructor extends Vehicle {

		NoConstructor(int number) {
			this.wheels = number;
		}

	}

	static class Running extends Vehicle {

		Thread thread = Thread.currentThread();

	}

	interface Named {

		String name();

	}

	record Nested(Map<String, Map<String, Object>> maps, Map<String, Object> map) {
	}

	record Things(@Nullable Shape shape, @Nullable Vehicle vehicle, @Nullable Plain plain) {
	}

	static class Harmless {

		static boolean made;

		String text = "";

		Harmless() {
			made = true;
		}

	}

}
