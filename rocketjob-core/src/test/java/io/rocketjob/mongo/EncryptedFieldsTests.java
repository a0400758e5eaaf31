package io.rocketjob.mongo;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.rocketjob.CopyOnRestart;
import io.rocketjob.Editable;
import io.rocketjob.Encrypted;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.encryption.EncryptionException;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.encryption.TinkEncryption;
import org.assertj.core.util.Throwables;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.core.convert.converter.Converter;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.data.annotation.TypeAlias;
import org.springframework.data.convert.PropertyValueConverter;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.ValueConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.mongodb.core.convert.MongoConversionContext;
import org.springframework.data.mongodb.core.mapping.Field;
import org.springframework.data.mongodb.core.mapping.Unwrapped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What is encrypted of fields objects, and how. */
class EncryptedFieldsTests {

	private static final String SECRET = "123-45-6789";

	private final String keyset = Keysets.newValues();

	private final FieldsMapper mapper = mapper(this.keyset);

	@Test
	void aValueOfAnyTypeIsStoredEncryptedAndComesBackAsItWas() {
		Everything fields = new Everything("text", 1, 2L, 3.5, true, 'x', Color.RED, new BigDecimal("12.340"),
				UUID.randomUUID(), new byte[] { 1, 2, 3 }, new int[] { 1, 2 },
				Instant.parse("2026-02-03T04:05:06.789Z"), LocalDate.of(2026, 2, 3), new Card("4111", 123),
				List.of(new Card("a", 1), new Card("b", 2)), Set.of("one"), List.of(List.of(1, 2), List.of()),
				Map.of("a.b", new Card("c", 3)), new Circle(2.5), List.of(new Square(1), new Circle(2)),
				Map.of("square", new Square(4)), null);
		Document stored = this.mapper.write(fields);
		assertThat(stored.values()).hasSize(22);
		assertThat(stored.values().stream().filter((value) -> value != null)).hasSize(21)
			.allSatisfy((value) -> assertThat(value).isInstanceOf(Binary.class));
		assertThat(this.mapper.read(Everything.class, throughBson(stored))).usingRecursiveComparison()
			.isEqualTo(fields);
	}

	@Test
	void fieldsAreEncryptedAtAnyDepthAndTheOthersStayReadable() {
		Deep fields = new Deep("readable", SECRET, new Person("Ann", SECRET), List.of(new Person("Bob", SECRET)),
				Map.of("key", new Person("Cid", SECRET)), new Plain("Dan", SECRET));
		Document stored = this.mapper.write(fields);
		assertThat(text(stored)).contains("readable", "Ann", "Bob", "Cid", "key", "Dan").doesNotContain(SECRET);
		assertThat(stored.get("person", Document.class)).containsOnlyKeys("name", "ssn");
		assertThat(this.mapper.read(Deep.class, throughBson(stored))).usingRecursiveComparison().isEqualTo(fields);
	}

	@Test
	void aParameterOfAConstructorMaySayThatItsFieldIsEncrypted() {
		Document stored = this.mapper.write(new Plain("Dan", SECRET));
		assertThat(stored.get("secret")).isInstanceOf(Binary.class);
		assertThat(stored.get("name")).isEqualTo("Dan");
		assertThat(this.mapper.read(Plain.class, stored).secret).isEqualTo(SECRET);
	}

	@Test
	void whatIsAnnotatedWithoutEffectIsNamed() {
		assertThat(this.mapper.problems(NoSuchField.class)).singleElement()
			.asString()
			.contains("the parameter other of", NoSuchField.class.getName(), "annotate the field");
		assertThat(this.mapper.problems(Setter.class)).singleElement().asString().contains("setSecret");
		assertThat(this.mapper.problems(Flat.class)).singleElement().asString().contains("fields.person: ");
		assertThat(this.mapper.problems(Deep.class)).isEmpty();
	}

	@Test
	void theSameValueIsNeverStoredTheSameTwiceButComparesAsEqual() {
		Person person = new Person("Ann", SECRET);
		assertThat(this.mapper.write(person).get("ssn")).isNotEqualTo(this.mapper.write(person).get("ssn"));
		Document comparable = this.mapper.writeComparable(person);
		assertThat(comparable).isEqualTo(this.mapper.writeComparable(new Person("Ann", SECRET)))
			.isNotEqualTo(this.mapper.writeComparable(new Person("Ann", "another")));
		assertThat(comparable.toString()).contains("Ann").doesNotContain(SECRET);
	}

	@Test
	void aValueThatWasStoredInTheClearIsStillRead() {
		Person read = this.mapper.read(Person.class, new Document("name", "Ann").append("ssn", SECRET));
		assertThat(read).isEqualTo(new Person("Ann", SECRET));
		assertThat(this.mapper.read(Bytes.class, new Document("bytes", new Binary(new byte[] { 'R', 'J' }))).bytes())
			.containsExactly('R', 'J');
	}

	@Test
	void keysMayBeRotated() {
		String rotated = Keysets.rotate(this.keyset);
		Document old = this.mapper.write(new Person("Ann", SECRET));
		FieldsMapper later = mapper(rotated);
		assertThat(later.read(Person.class, old)).isEqualTo(new Person("Ann", SECRET));
		Document stored = later.write(new Person("Bob", SECRET));
		assertThat(later.read(Person.class, stored)).isEqualTo(new Person("Bob", SECRET));
		assertThatExceptionOfType(EncryptionException.class).isThrownBy(() -> this.mapper.read(Person.class, stored))
			.withMessageStartingWith("The field ssn of " + Person.class.getName() + " cannot be decrypted: ")
			.withMessageContaining("its key is not in the keyset");
	}

	@Test
	void withoutKeysNothingIsStoredInTheClear() {
		FieldsMapper without = new FieldsMapper(List.of(), null);
		assertThat(without.withoutKeys("fields", Deep.class)).contains("fields.secret", "fields.person.ssn",
				"fields.plain.secret");
		assertThat(this.mapper.withoutKeys("fields", Deep.class)).isEmpty();
		assertThatExceptionOfType(EncryptionException.class).isThrownBy(() -> without.write(new Person("Ann", SECRET)))
			.withMessageContaining("rocketjob.encryption.keyset");
		assertThatExceptionOfType(EncryptionException.class)
			.isThrownBy(() -> without.read(Person.class, this.mapper.write(new Person("Ann", SECRET))))
			.withMessageContaining("rocketjob.encryption.keyset");
		assertThat(without.write(new Person("Ann", null))).isEqualTo(new Document("name", "Ann").append("ssn", null));
	}

	@Test
	void anEncryptedValueCannotBeMovedToAnotherFieldOrClass() {
		Document stored = this.mapper.write(new Two("first", "second"));
		Document swapped = new Document("a", stored.get("b")).append("b", stored.get("a"));
		assertThatExceptionOfType(EncryptionException.class).isThrownBy(() -> this.mapper.read(Two.class, swapped))
			.withMessageContaining("belongs to something else")
			.satisfies((ex) -> assertThat(ex).hasMessageNotContaining("first").hasMessageNotContaining("second"));
		assertThatExceptionOfType(EncryptionException.class).isThrownBy(() -> this.mapper.read(SameTwo.class, stored));
	}

	@Test
	void aClassThatIsRenamedReadsWhatWasStoredUnderItsFormerName() {
		Document stored = this.mapper.write(new Two("first", "second"));
		assertThat(this.mapper.read(RenamedTwo.class, stored)).isEqualTo(new RenamedTwo("first", "second"));
	}

	@Test
	void exceptionsAboutSuchObjectsDoNotShowTheValues() {
		assertConceals(() -> this.mapper.read(Number.class, this.mapper.write(new Text(SECRET))));
		assertConceals(() -> this.mapper.read(Number.class, new Document("value", SECRET)));
		assertConceals(() -> this.mapper.read(Strict.class, new Document("number", "1").append("ssn", SECRET)));
		assertConceals(() -> this.mapper.readValue(Strict.class, new Document("number", "1").append("ssn", SECRET)));
		Document holder = new Document("strict", new Document("number", "1").append("ssn", SECRET));
		assertConceals(() -> this.mapper.read(Holder.class, holder));
		FieldsMapper failing = new FieldsMapper(
				List.of(new FieldsConverters(List.of(new FailingWriter(), new FailingReader()))),
				encryption(this.keyset));
		assertConceals(() -> failing.write(new Converted(new Secret(SECRET))));
		assertConceals(() -> failing.writeValue(new Converted(new Secret(SECRET))));
		assertConceals(() -> failing.write(new Beside(SECRET, new Secret(SECRET))));
	}

	private static void assertConceals(Runnable action) {
		assertThatExceptionOfType(EncryptionException.class).isThrownBy(action::run)
			.satisfies((ex) -> assertThat(ex).hasMessageContaining(EncryptedFieldsTests.class.getName() + "$"))
			.satisfies((ex) -> assertThat(Throwables.getStackTrace(ex)).doesNotContain(SECRET));
	}

	@Test
	void resultsAndRecordsAreEncryptedAsWell() {
		Object stored = this.mapper.writeValue(new Person("Ann", SECRET));
		assertThat(stored).isInstanceOfSatisfying(Document.class,
				(document) -> assertThat(document.get("ssn")).isInstanceOf(Binary.class));
		assertThat(this.mapper.readValue(Person.class, stored)).isEqualTo(new Person("Ann", SECRET));
	}

	@Test
	void theValuesAreKnownAsTheyMayAppearInTexts() {
		UUID uuid = UUID.randomUUID();
		Instant instant = Instant.parse("2026-02-03T04:05:06.789Z");
		assertThat(this.mapper.secrets(new Texts(uuid, instant, LocalDate.of(2026, 2, 3), new Card("4111", 1234),
				Map.of("key", 5678), List.of("first"), new byte[5], true, null, "shown")))
			.containsExactlyInAnyOrder(uuid.toString(), instant.toString(), "2026-02-03", "4111", "1234", "key", "5678",
					"first", "number", "check");
		assertThat(this.mapper.secrets(new Card("4111", 1))).isEmpty();
		assertThat(this.mapper.secrets(new Deep("x", "one", new Person("y", "two"), List.of(new Person("z", "three")),
				Map.of("k", new Person("v", "four")), new Plain("w", "five"))))
			.containsExactlyInAnyOrder("one", "two", "three", "four", "five");
		assertThat(this.mapper.secrets("text")).isEmpty();
	}

	@Test
	void aPropertyWithAConverterOfItsOwnKeepsIt() {
		Document stored = this.mapper.write(new Reversed("abc", SECRET));
		assertThat(stored.get("text")).isEqualTo("cba");
		assertThat(this.mapper.read(Reversed.class, stored)).isEqualTo(new Reversed("abc", SECRET));
	}

	@Test
	void theFieldsOfAClassAreKnownWithTheirAnnotations() {
		assertThat(this.mapper.fields(Annotated.class)).containsExactly(
				new MappedField("account", "account", String.class, true, false, false),
				new MappedField("last", "l", Integer.class, false, true, false),
				new MappedField("ssn", "ssn", String.class, true, true, true),
				new MappedField("people", "people", List.class, true, false, true));
	}

	@Test
	void pathsThatEndInAnEncryptedFieldAreKnown() {
		assertThat(this.mapper.isEncrypted(Deep.class, "text")).isFalse();
		assertThat(this.mapper.isEncrypted(Deep.class, "secret")).isTrue();
		assertThat(this.mapper.isEncrypted(Deep.class, "person.ssn")).isTrue();
		assertThat(this.mapper.isEncrypted(Deep.class, "person.name")).isFalse();
		assertThat(this.mapper.isEncrypted(Deep.class, "people.ssn")).isTrue();
		assertThat(this.mapper.isEncrypted(Deep.class, "people.0.ssn")).isTrue();
		assertThat(this.mapper.isEncrypted(Deep.class, "byKey.some.ssn")).isTrue();
		assertThat(this.mapper.isEncrypted(Deep.class, "byKey.ssn")).isFalse();
		assertThat(this.mapper.isEncrypted(Deep.class, "nothing")).isNull();
	}

	private static FieldsMapper mapper(String keyset) {
		return new FieldsMapper(List.of(), encryption(keyset));
	}

	private static Encryption encryption(String keyset) {
		return TinkEncryption.of(new ByteArrayResource(keyset.getBytes(StandardCharsets.UTF_8)));
	}

	private static Document throughBson(Document document) {
		return new RawBsonDocument(document, new DocumentCodec()).decode(new DocumentCodec());
	}

	private static String text(Document document) {
		RawBsonDocument raw = new RawBsonDocument(document, new DocumentCodec());
		return new String(raw.getByteBuffer().array(), StandardCharsets.ISO_8859_1);
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

	record Card(String number, int check) {
	}

	record Everything(@Encrypted String text, @Encrypted int number, @Encrypted long big, @Encrypted double fraction,
			@Encrypted boolean flag, @Encrypted char letter, @Encrypted Color color, @Encrypted BigDecimal decimal,
			@Encrypted UUID uuid, @Encrypted byte[] bytes, @Encrypted int[] ints, @Encrypted Instant instant,
			@Encrypted LocalDate date, @Encrypted Card card, @Encrypted List<Card> cards, @Encrypted Set<String> set,
			@Encrypted List<List<Integer>> lists, @Encrypted Map<String, Card> map, @Encrypted Shape shape,
			@Encrypted List<Shape> shapes, @Encrypted Map<String, Shape> shapesByName,
			@Encrypted @Nullable String nothing) {
	}

	record Person(String name, @Encrypted @Nullable String ssn) {
	}

	record Deep(String text, @Encrypted String secret, Person person, List<Person> people, Map<String, Person> byKey,
			Plain plain) {
	}

	static class Plain {

		private final String name;

		private final String secret;

		Plain(String name, @Encrypted String secret) {
			this.name = name;
			this.secret = secret;
		}

		String describe() {
			return this.name + this.secret;
		}

	}

	static class NoSuchField {

		private final String secret;

		NoSuchField(@Encrypted String other) {
			this.secret = other;
		}

		String describe() {
			return this.secret;
		}

	}

	static class Setter {

		String secret = "";

		void setSecret(@Encrypted String secret) {
			this.secret = secret;
		}

	}

	record Flat(@Encrypted @Unwrapped.Nullable Card person) {
	}

	record Bytes(@Encrypted byte[] bytes) {
	}

	record Two(@Encrypted String a, @Encrypted String b) {
	}

	record SameTwo(@Encrypted String a, @Encrypted String b) {
	}

	@TypeAlias("io.rocketjob.mongo.EncryptedFieldsTests$Two")
	record RenamedTwo(@Encrypted @Field("a") String first, @Encrypted @Field("b") String second) {
	}

	@TypeAlias("number")
	record Text(@Encrypted String value) {
	}

	@TypeAlias("number")
	record Number(@Encrypted int value) {
	}

	record Strict(int number, @Encrypted String ssn) {

		Strict {
			if (!ssn.isEmpty()) {
				throw new IllegalArgumentException("Not allowed: " + ssn);
			}
		}

	}

	record Holder(Strict strict) {
	}

	record Secret(String value) {
	}

	record Converted(@Encrypted Secret secret) {
	}

	record Beside(@Encrypted String ssn, Secret secret) {
	}

	record Texts(@Encrypted UUID uuid, @Encrypted Instant instant, @Encrypted LocalDate date, @Encrypted Card card,
			@Encrypted Map<String, Integer> map, @Encrypted List<String> list, @Encrypted byte[] bytes,
			@Encrypted boolean flag, @Encrypted @Nullable String nothing, String shown) {
	}

	record Reversed(@ValueConverter(Reversing.class) String text, @Encrypted String secret) {
	}

	static class Reversing implements PropertyValueConverter<String, String, MongoConversionContext> {

		@Override
		public String read(String value, MongoConversionContext context) {
			return new StringBuilder(value).reverse().toString();
		}

		@Override
		public String write(String value, MongoConversionContext context) {
			return new StringBuilder(value).reverse().toString();
		}

	}

	record Annotated(@Editable String account, @CopyOnRestart @Field("l") Integer last,
			@Editable @CopyOnRestart @Encrypted String ssn, @Editable List<Person> people) {
	}

	@WritingConverter
	static class FailingWriter implements Converter<Secret, String> {

		@Override
		public String convert(Secret secret) {
			throw new IllegalStateException("Cannot write " + secret);
		}

	}

	@ReadingConverter
	static class FailingReader implements Converter<String, Secret> {

		@Override
		public Secret convert(String text) {
			throw new IllegalStateException("Cannot read " + text);
		}

	}

}
