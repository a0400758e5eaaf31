package io.rocketjob.mongo;

import java.io.File;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.rocketjob.testsupport.TestDatabase;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.data.annotation.Transient;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.mapping.MappingException;
import org.springframework.data.mongodb.core.query.Criteria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What fields objects can be made of, and how it is stored. */
class FieldsMapperTests {

	private final FieldsMapper mapper = new FieldsMapper(List.of(), null);

	@Test
	void everyTypeComesBackFromTheDatabaseAsItWas() {
		Everything fields = new Everything("text", 1, 2L, 3.5, true, 'x', Color.RED, new BigDecimal("12.340"),
				UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"), new byte[] { 1, 2, 3 },
				Instant.parse("2026-02-03T04:05:06.789Z"), LocalDate.of(2026, 2, 3), LocalTime.of(4, 5, 6, 7),
				LocalDateTime.of(2026, 2, 3, 4, 5), OffsetDateTime.parse("2026-02-03T04:05:06+02:00"),
				ZonedDateTime.parse("2026-02-03T04:05:06+01:00[Europe/Berlin]"), Duration.ofSeconds(90),
				Period.ofDays(3), Year.of(2026), YearMonth.of(2026, 2), MonthDay.of(2, 29), ZoneId.of("Asia/Tokyo"),
				URI.create("https://example.org/a?b=c"), new ObjectId(), new Nested("inner", List.of(1, 2)),
				List.of(new Nested("a", List.of()), new Nested("b", List.of(3))), Set.of("one"),
				Map.of("a.b", 1, "plain", 3), new Circle(2.5), List.of(new Square(1), new Circle(2)), null);
		Everything read = this.mapper.read(Everything.class, roundTrip(this.mapper.write(fields)));
		assertThat(read).usingRecursiveComparison().isEqualTo(fields);
	}

	@Test
	void fieldsAreAReadableSubDocument() {
		Document stored = this.mapper.write(new Nested("inner", List.of(1, 2)));
		assertThat(stored).isEqualTo(new Document("name", "inner").append("numbers", List.of(1, 2)));
	}

	@Test
	void whatJavaCallsTransientIsStoredAndWhatSpringDataCallsSoIsNot() {
		WithTransient fields = new WithTransient();
		fields.java = "stored";
		fields.spring = "left out";
		Document stored = this.mapper.write(fields);
		assertThat(stored).isEqualTo(new Document("java", "stored"));
		assertThat(this.mapper.read(WithTransient.class, stored).java).isEqualTo("stored");
	}

	@Test
	void aPropertyNamedIdIsAFieldLikeOthers() {
		WithId fields = new WithId("0123456789abcdef01234567", 5);
		Document stored = this.mapper.write(fields);
		assertThat(stored).isEqualTo(new Document("id", "0123456789abcdef01234567").append("version", 5));
		assertThat(this.mapper.read(WithId.class, stored)).isEqualTo(fields);
	}

	@Test
	void aDayIsTheSameDayInEveryTimeZone() {
		TimeZone before = TimeZone.getDefault();
		try {
			TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
			Document stored = this.mapper.write(new Day(LocalDate.of(2026, 1, 1)));
			TimeZone.setDefault(TimeZone.getTimeZone("America/Los_Angeles"));
			assertThat(this.mapper.read(Day.class, stored)).isEqualTo(new Day(LocalDate.of(2026, 1, 1)));
			assertThat(stored).isEqualTo(new Document("day", "2026-01-01"));
		}
		finally {
			TimeZone.setDefault(before);
		}
	}

	@Test
	void uuidAndBigDecimalAreStoredInTheirStandardFormsWhateverTheClientSays() {
		Document stored = this.mapper.write(new Numbers(UUID.randomUUID(), new BigDecimal("1.10")));
		assertThat(stored.get("id")).isInstanceOfSatisfying(Binary.class,
				(binary) -> assertThat(binary.getType()).isEqualTo((byte) 4));
		assertThat(stored.get("amount")).isEqualTo(Decimal128.parse("1.10"));
	}

	@Test
	void unknownStoredFieldsAreIgnoredAndMissingOnesTakeTheirDefault() {
		Defaults read = this.mapper.read(Defaults.class, new Document("gone", 1).append("text", "kept"));
		assertThat(read).isEqualTo(new Defaults("kept", 0, false, List.of("default")));
	}

	@Test
	void missingFieldsOfAPlainClassKeepTheirInitialValue() {
		Plain read = this.mapper.read(Plain.class, new Document("a", 5));
		assertThat(read.a).isEqualTo(5);
		assertThat(read.b).isEqualTo("initial");
	}

	@Test
	void whatCannotBeStoredIsNamedWithItsPath() {
		assertThat(this.mapper.problems(Everything.class)).isEmpty();
		assertThat(this.mapper.problems(Bad.class))
			.anySatisfy((problem) -> assertThat(problem).contains("fields.thread").contains("java.lang.Thread"))
			.anySatisfy((problem) -> assertThat(problem).contains("fields.inner[].stream").contains("InputStream"))
			.anySatisfy((problem) -> assertThat(problem).contains("fields.file").contains("java.io.File"))
			.anySatisfy((problem) -> assertThat(problem).contains("fields.type").contains("java.lang.Class"))
			.hasSize(4);
	}

	@Test
	void convertersOfTheApplicationAreUsed() {
		FieldsMapper own = new FieldsMapper(
				List.of(new FieldsConverters(List.of(new MoneyWriter(), new MoneyReader()))), null);
		Document stored = own.write(new Price(new Money(5, "EUR")));
		assertThat(stored).isEqualTo(new Document("price", "5 EUR"));
		assertThat(own.read(Price.class, stored)).isEqualTo(new Price(new Money(5, "EUR")));
	}

	@Test
	void valuesInQueriesAreConvertedLikeFields() {
		UUID id = UUID.randomUUID();
		Document query = this.mapper.query(Criteria.where("fields.id")
			.is(id)
			.and("fields.day")
			.gte(LocalDate.of(2026, 1, 1))
			.and("fields.color")
			.in(Color.RED)
			.getCriteriaObject());
		assertThat(query.get("fields.id")).isInstanceOf(Binary.class);
		assertThat(query.get("fields.day", Document.class)).containsEntry("$gte", "2026-01-01");
		assertThat(query.get("fields.color", Document.class)).containsEntry("$in", List.of("RED"));
	}

	@Test
	void resultsOfAnyShapeComeBack() {
		assertThat(this.mapper.readValue(String.class, this.mapper.writeValue("text"))).isEqualTo("text");
		assertThat(this.mapper.readValue(Integer.class, this.mapper.writeValue(5))).isEqualTo(5);
		assertThat(this.mapper.readValue(LocalDate.class, this.mapper.writeValue(LocalDate.of(2026, 1, 1))))
			.isEqualTo(LocalDate.of(2026, 1, 1));
		Nested nested = new Nested("a", List.of(1));
		assertThat(this.mapper.readValue(Nested.class, this.mapper.writeValue(nested))).isEqualTo(nested);
		assertThat((Object) this.mapper.readValue(List.class, this.mapper.writeValue(List.of(1, 2))))
			.isEqualTo(List.of(1, 2));
		assertThat((Object) this.mapper.readValue(Map.class, this.mapper.writeValue(Map.of("a", 1))))
			.isEqualTo(Map.of("a", 1));
	}

	@Test
	void resultsKeepTheClassesOfTheirParts() {
		Drawing drawing = new Drawing(new Circle(1), List.of(new Square(2), new Circle(3)), Map.of("a", new Square(4)));
		Object stored = this.mapper.writeValue(drawing);
		assertThat(this.mapper.readValue(Drawing.class, stored)).isEqualTo(drawing);
		assertThat((Document) stored).doesNotContainKey("_class");
	}

	@Test
	void aValueForAFieldIsMappedAsInTheWholeObject() {
		Drawing drawing = new Drawing(new Circle(1), List.of(new Square(2), new Circle(3)), Map.of("a", new Square(4)));
		Document parts = new Document();
		parts.append("shape", this.mapper.writeFieldValue(Drawing.class, "shape", drawing.shape()));
		parts.append("shapes", this.mapper.writeFieldValue(Drawing.class, "shapes", drawing.shapes()));
		parts.append("named", this.mapper.writeFieldValue(Drawing.class, "named", drawing.named()));
		assertThat(parts).isEqualTo(this.mapper.write(drawing));
	}

	@Test
	void whatCannotBeWrittenIsNamedWithItsPathAndItsClass() {
		BigDecimal tooLong = new BigDecimal("1".repeat(50));
		Account account = new Account("a", new Place(1, tooLong), List.of(), Map.of());
		assertFails(() -> this.mapper.write(account), "place.size: the field size of " + Place.class.getName()
				+ " cannot be stored with this value: a BigDecimal can have 34 digits at most");
		Place wrong = new Place(2, tooLong);
		assertFails(() -> this.mapper.write(new Account("a", null, List.of(new Place(1, null), wrong), Map.of())),
				"others[1].size: the field size of " + Place.class.getName());
		assertFails(() -> this.mapper.write(new Account("a", null, List.of(), Map.of("home", wrong))),
				"named.home.size: the field size of " + Place.class.getName());
	}

	@Test
	void whatCannotBeReadIsNamedWithItsPathAndItsClass() {
		Document wrong = new Document("zip", "none");
		assertFails(() -> read(new Document("place", wrong)),
				"place.zip: the field zip of " + Place.class.getName() + " does not take what is stored: ", "\"none\"");
		assertFails(() -> read(new Document("others", List.of(new Document("zip", 1), wrong))), "others[1].zip: ");
		assertFails(() -> read(new Document("named", new Document("home", wrong))), "named.home.zip: ");
		assertFails(() -> read(new Document("place", "text")), "place: the field place of " + Account.class.getName());
		assertFails(() -> read(new Document("others", 1)), "others: the field others of " + Account.class.getName());
		assertFails(() -> read(new Document("others", List.of(new Document("zip", -1)))),
				"others[0]: a " + Place.class.getName() + " cannot be made of it: ", "a zip is not negative");
	}

	private Account read(Document stored) {
		return this.mapper.read(Account.class, roundTrip(stored));
	}

	private static void assertFails(ThrowingCallable mapping, String... parts) {
		assertThatExceptionOfType(MappingException.class).isThrownBy(mapping)
			.satisfies((ex) -> assertThat(ex.getMessage()).startsWith(parts[0]).contains(parts));
	}

	record Account(String name, @Nullable Place place, List<Place> others, Map<String, Place> named) {
	}

	record Place(int zip, @Nullable BigDecimal size) {

		Place {
			if (zip < 0) {
				throw new IllegalArgumentException("a zip is not negative");
			}
		}

	}

	private static Document roundTrip(Document document) {
		String database = TestDatabase.get().newDatabaseName();
		try (MongoClient client = MongoClients.create(TestDatabase.get().connectionString())) {
			MongoCollection<Document> collection = client.getDatabase(database).getCollection("fields");
			collection.insertOne(new Document("fields", document));
			Document read = collection.find().first().get("fields", Document.class);
			client.getDatabase(database).drop();
			return read;
		}
	}

	enum Color {

		RED, GREEN

	}

	sealed interface Shape permits Circle, Square {

	}

	record Circle(double radius) implements Shape {
	}

	record Square(int side) implements Shape {
	}

	record Drawing(Shape shape, List<Shape> shapes, Map<String, Shape> named) {
	}

	record Nested(String name, List<Integer> numbers) {
	}

	record WithId(String id, int version) {
	}

	record Day(LocalDate day) {
	}

	record Numbers(UUID id, BigDecimal amount) {
	}

	record Defaults(String text, int count, boolean flag, List<String> list) {

		Defaults {
			list = (list != null) ? list : List.of("default");
		}

	}

	static class Plain {

		int a;

		String b = "initial";

	}

	record Bad(String fine, Thread thread, List<BadInner> inner, File file, Class<?> type) {
	}

	record BadInner(InputStream stream) {
	}

	record Money(int amount, String currency) {
	}

	record Price(Money price) {
	}

	@WritingConverter
	static class MoneyWriter implements Converter<Money, String> {

		@Override
		public String convert(Money money) {
			return money.amount() + " " + money.currency();
		}

	}

	@ReadingConverter
	static class MoneyReader implements Converter<String, Money> {

		@Override
		public Money convert(String text) {
			String[] parts = text.split(" ", 2);
			return new Money(Integer.parseInt(parts[0]), parts[1]);
		}

	}

	record Everything(String text, int number, long big, double fraction, boolean flag, char letter, Color color,
			BigDecimal decimal, UUID uuid, byte[] bytes, Instant instant, LocalDate date, LocalTime time,
			LocalDateTime dateTime, OffsetDateTime offset, ZonedDateTime zoned, Duration duration, Period period,
			Year year, YearMonth month, MonthDay day, ZoneId zone, URI uri, ObjectId objectId, Nested nested,
			List<Nested> list, Set<String> set, Map<String, Integer> map, Shape shape, List<Shape> shapes,
			@Nullable String nothing) {
	}

	static class WithTransient {

		transient String java;

		@Transient
		String spring;

	}

}
