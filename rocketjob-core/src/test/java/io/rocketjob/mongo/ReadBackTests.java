package io.rocketjob.mongo;

import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URL;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Date;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import com.mongodb.DBRef;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import io.micrometer.observation.ObservationRegistry;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.RocketJobTemplate;
import kotlin.jvm.functions.Function0;
import kotlin.sequences.Sequence;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.types.Binary;
import org.bson.types.Code;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

import org.springframework.context.ApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.io.Resource;
import org.springframework.data.annotation.PersistenceCreator;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.mapping.Field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What is stored can be read back, or is refused before anything is stored. */
class ReadBackTests {

	private final FieldsMapper mapper = new FieldsMapper(List.of(), null);

	@Test
	void aConstantOfAnEnumBehindASealedInterfaceComesBack() {
		assertThat(this.mapper.problems(Mail.class)).isEmpty();
		Mail mail = new Mail(Group.ALL, List.of(Group.NONE, new Address("a@b.c")), Map.of("cc", Group.ALL));
		Document stored = this.mapper.write(mail);
		assertThat(stored.get("target"))
			.isEqualTo(new Document("_class", Group.class.getName()).append("value", "ALL"));
		assertThat(read(Mail.class, stored)).isEqualTo(mail);
	}

	@Test
	void aConstantThatWasStoredByItsNameAloneIsStillRead() {
		Document stored = new Document("target", "ALL").append("more", List.of("NONE")).append("named", new Document());
		assertThat(read(Mail.class, stored)).isEqualTo(new Mail(Group.ALL, List.of(Group.NONE), Map.of()));
	}

	@Test
	void keysOfMapsComeBackWhateverTheirTextIs() {
		assertThat(this.mapper.problems(Keys.class)).isEmpty();
		UUID uuid = UUID.randomUUID();
		Keys keys = new Keys(Map.of(Level.HIGH, 1), new EnumMap<>(Map.of(Level.LOW, 2)),
				Map.of(new Date(1_700_000_000_123L), "then"), Map.of(uuid, 3), Map.of(LocalDate.of(2026, 2, 3), 4),
				Map.of(7L, 5), Map.of(new BigDecimal("1.50"), 6), Map.of('x', true));
		Document stored = this.mapper.write(keys);
		assertThat(stored.get("levels")).isEqualTo(new Document("HIGH", 1));
		assertThat(stored.get("dates")).isEqualTo(new Document("2023-11-14T22:13:20.123Z", "then"));
		assertThat(read(Keys.class, stored)).isEqualTo(keys);
	}

	@Test
	void keysThatWereStoredByTheirTextsAreStillRead() {
		Date date = new Date(1_700_000_000_000L);
		Document stored = new Document("levels", new Document("Level 1", 1)).append("dates",
				new Document(date.toString(), "then"));
		Keys read = read(Keys.class, stored);
		assertThat(read.levels()).isEqualTo(Map.of(Level.HIGH, 1));
		assertThat(read.dates()).isEqualTo(Map.of(date, "then"));
	}

	@Test
	void collectionsOfEveryUsualTypeComeBack() {
		assertThat(this.mapper.problems(Collections.class)).isEmpty();
		Collections fields = new Collections();
		fields.queue.add("a");
		fields.deque.add("b");
		fields.blocking.add("c");
		fields.priority.add("d");
		fields.concurrent.put("e", 1);
		fields.sorted.add("f");
		fields.navigable.put("g", UUID.randomUUID());
		fields.copied.add(LocalDate.of(2026, 1, 1));
		fields.enums.add(Level.LOW);
		Collections read = read(Collections.class, this.mapper.write(fields));
		assertThat(read).usingRecursiveComparison().ignoringFields("pattern", "queue", "deque").isEqualTo(fields);
		assertThat(read.queue).containsExactly("a");
		assertThat(read.deque).containsExactly("b");
		assertThat(read.pattern.flags()).isEqualTo(Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
		assertThat(read.pattern.pattern()).isEqualTo("a+");
	}

	@Test
	void typeArgumentsAreKept() {
		ResolvableType type = ResolvableType.forClassWithGenerics(Wrapper.class, UUID.class);
		assertThat(this.mapper.problems(type)).isEmpty();
		Wrapper<UUID> wrapper = new Wrapper<>(UUID.randomUUID(), List.of(UUID.randomUUID()),
				Map.of("a", UUID.randomUUID()));
		assertThat(this.mapper.read(type, throughBson(this.mapper.write(type, wrapper)))).isEqualTo(wrapper);
		ResolvableType days = ResolvableType.forClassWithGenerics(Wrapper.class, LocalDate.class);
		Wrapper<LocalDate> day = new Wrapper<>(LocalDate.of(2026, 1, 1), List.of(), Map.of());
		Document stored = this.mapper.write(days, day);
		assertThat(stored.get("value")).isEqualTo("2026-01-01");
		assertThat(this.mapper.read(days, throughBson(stored))).isEqualTo(day);
	}

	@Test
	void aComparableMayBeAnything() {
		UUID uuid = UUID.randomUUID();
		assertThat(read(Open.class, this.mapper.write(new Open(uuid)))).isEqualTo(new Open(uuid));
		LocalDate day = LocalDate.of(2026, 1, 1);
		assertThat(read(Open.class, this.mapper.write(new Open(day)))).isEqualTo(new Open(day));
	}

	@Test
	void oneMapperKnowsAGenericClassWithManyArguments() {
		ResolvableType documents = ResolvableType.forClassWithGenerics(Wrapper.class, Document.class);
		ResolvableType points = ResolvableType.forClassWithGenerics(Wrapper.class, Large.class);
		ResolvableType ids = ResolvableType.forClassWithGenerics(Wrapper.class, UUID.class);
		assertThat(this.mapper.problems(documents)).isEmpty();
		assertThat(this.mapper.problems(points)).isEmpty();
		assertThat(this.mapper.problems(ids)).isEmpty();
		Wrapper<UUID> id = new Wrapper<>(UUID.randomUUID(), List.of(), Map.of());
		assertThat(this.mapper.read(ids, throughBson(this.mapper.write(ids, id)))).isEqualTo(id);
		Wrapper<Large> point = new Wrapper<>(new Large(BigInteger.ONE, List.of()), List.of(), Map.of());
		assertThat(this.mapper.read(points, throughBson(this.mapper.write(points, point)))).isEqualTo(point);
		Wrapper<Document> document = new Wrapper<>(new Document("number", 1), List.of(), Map.of());
		assertThat(this.mapper.read(documents, throughBson(this.mapper.write(documents, document))))
			.isEqualTo(document);
	}

	@ParameterizedTest
	@CsvSource({ "java.sql.Timestamp, java.time.Instant", "java.sql.Date, java.time.LocalDate",
			"java.sql.Time, java.time.LocalTime", "java.util.Optional, the type in it",
			"org.bson.BsonInt32, a record of your own", "kotlin.ranges.IntRange, a record of your own",
			"kotlin.ranges.CharRange, a record of your own",
			"org.springframework.data.domain.Sort$Order, a record of your own" })
	void aTypeOfALibraryThatDoesNotComeBackIsRefusedWithWhatToUseInstead(Class<?> type, String instead) {
		ResolvableType wrapper = ResolvableType.forClassWithGenerics(Wrapper.class, type);
		assertThat(this.mapper.problems(wrapper)).isNotEmpty()
			.anySatisfy((problem) -> assertThat(problem).startsWith("fields.value: ")
				.contains("use " + instead, "or declare FieldsConverters for it")
				.doesNotContain("annotate", "name parameters"));
	}

	@ParameterizedTest
	@ValueSource(classes = { kotlin.Pair.class, DecimalHolder.class })
	void whatComesBackIsNotRefused(Class<?> type) {
		assertThat(this.mapper.problems(ResolvableType.forClass(type))).isEmpty();
	}

	record DecimalHolder(Decimal128 decimal, Binary binary, BsonTimestamp timestamp, Code code, ObjectId id, Date date,
			AtomicLong counter, DBRef reference, Currency currency, URL url) {
	}

	@ParameterizedTest
	@ValueSource(classes = { LongAdder.class, DoubleAdder.class, LongAccumulator.class, DoubleAccumulator.class,
			OwnNumber.class, ReentrantLock.class, Lock.class, Thread.class, InputStream.class, Runnable.class,
			Supplier.class, ExecutorService.class, Clock.class, AtomicReference.class, Logger.class,
			ApplicationContext.class, Resource.class, MongoOperations.class, MongoTemplate.class, MongoClient.class,
			MongoCollection.class, RocketJobTemplate.class, BatchContext.class, BatchInstance.class,
			ObservationRegistry.class, Function0.class, Sequence.class })
	void whatIsNoDataIsRefusedAtTheStart(Class<?> type) {
		for (ResolvableType holder : List.of(ResolvableType.forClassWithGenerics(Holder.class, type), ResolvableType
			.forClassWithGenerics(Holder.class, ResolvableType.forClassWithGenerics(List.class, type)))) {
			assertThat(this.mapper.problems(holder))
				.anySatisfy((problem) -> assertThat(problem).startsWith("fields.value")
					.contains(": a " + type.getName() + " cannot be stored; "));
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { AtomicInteger.class, AtomicLong.class, Integer.class, Short.class, Byte.class, Float.class,
			Number.class, BigInteger.class, BigDecimal.class, Decimal128.class })
	void numbersThatCanBeStoredAreNotRefused(Class<?> type) {
		assertThat(this.mapper.problems(ResolvableType.forClassWithGenerics(Holder.class, type))).isEmpty();
	}

	@Test
	void aNumberOfOnesOwnCanHaveConverters() {
		FieldsMapper converting = new FieldsMapper(
				List.of(new FieldsConverters(List.of(new OwnNumberToText(), new TextToOwnNumber()))), null);
		ResolvableType type = ResolvableType.forClassWithGenerics(Holder.class, OwnNumber.class);
		assertThat(converting.problems(type)).isEmpty();
		Document stored = converting.write(type, new Holder<>(new OwnNumber(7)));
		assertThat(stored).containsEntry("value", "7");
		assertThat(((Holder<?>) converting.read(type, stored)).value()).isInstanceOfSatisfying(OwnNumber.class,
				(number) -> assertThat(number.intValue()).isEqualTo(7));
	}

	record Holder<T>(T value) {
	}

	static class OwnNumber extends Number {

		private final int value;

		OwnNumber(int value) {
			this.value = value;
		}

		@Override
		public int intValue() {
			return this.value;
		}

		@Override
		public long longValue() {
			return this.value;
		}

		@Override
		public float floatValue() {
			return this.value;
		}

		@Override
		public double doubleValue() {
			return this.value;
		}

	}

	@WritingConverter
	static class OwnNumberToText implements Converter<OwnNumber, String> {

		@Override
		public String convert(OwnNumber source) {
			return String.valueOf(source.intValue());
		}

	}

	@ReadingConverter
	static class TextToOwnNumber implements Converter<String, OwnNumber> {

		@Override
		public OwnNumber convert(String source) {
			return new OwnNumber(Integer.parseInt(source));
		}

	}

	@Test
	void oneOfSeveralConstructorsHasToBeChosen() {
		assertThat(this.mapper.problems(TwoConstructors.class)).singleElement()
			.asString()
			.startsWith("fields: " + TwoConstructors.class.getName() + " has 2 constructors")
			.contains("@PersistenceCreator");
		assertThat(this.mapper.problems(ChosenConstructor.class)).isEmpty();
		assertThat(read(ChosenConstructor.class, this.mapper.write(new ChosenConstructor("a", 2))).text).isEqualTo("a");
	}

	@Test
	void aParameterOfAConstructorNeedsAField() {
		assertThat(this.mapper.problems(Misnamed.class)).singleElement()
			.asString()
			.contains("the constructor of " + Misnamed.class.getName(), "a parameter text", "no field of that name");
	}

	@Test
	void aFieldThatIsInTwoClassesIsRefused() {
		assertThat(this.mapper.problems(Sub.class)).singleElement()
			.asString()
			.startsWith("fields.name: ")
			.contains(Base.class.getName(), Sub.class.getName());
	}

	@Test
	void aFinalFieldThatNothingSetsIsRefused() {
		assertThat(this.mapper.problems(Final.class)).singleElement()
			.asString()
			.startsWith("fields.items: the field is final");
	}

	@Test
	void anInnerClassIsRefused() {
		assertThat(this.mapper.problems(Inner.class)).singleElement().asString().contains("inner class", "static");
	}

	@Test
	void aFieldCannotHaveTheNameOfTheKeyForClasses() {
		assertThat(this.mapper.problems(Reserved.class)).singleElement()
			.asString()
			.startsWith("fields.kind: ")
			.contains("_class");
	}

	@ParameterizedTest
	@ValueSource(classes = { NoConstructorQueue.class, ObjectKeys.class, ByteKeys.class })
	void whatCannotBeMadeAgainIsRefusedWithItsPath(Class<?> type) {
		assertThat(this.mapper.problems(type)).singleElement().asString().startsWith("fields.part");
	}

	@Test
	void aConverterThatOnlyWritesIsRefused() {
		FieldsMapper own = new FieldsMapper(List.of(new FieldsConverters(List.of(new MoneyWriter()))), null);
		assertThat(own.problems(Price.class)).singleElement()
			.asString()
			.startsWith("fields.price: ")
			.contains("converter for reading");
	}

	@Test
	void aConstructorThatRefusesSamplesIsNoProblem() {
		assertThat(this.mapper.problems(Strict.class)).isEmpty();
	}

	@Test
	void classesThatConsistOfThemselvesAreFine() {
		assertThat(this.mapper.problems(Tree.class)).isEmpty();
		Tree tree = new Tree("root", List.of(new Tree("leaf", List.of(), Map.of())), Map.of());
		assertThat(read(Tree.class, this.mapper.write(tree))).isEqualTo(tree);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "9223372036854775808", "-123456789012345678901234567890" })
	void aLongIntegerComesBack(String number) {
		Large large = new Large(new BigInteger(number), List.of(new BigInteger(number)));
		assertThat(read(Large.class, this.mapper.write(large))).isEqualTo(large);
	}

	@Test
	void aNumberThatIsNoIntegerIsNotCutToOne() {
		Document stored = new Document("number", Decimal128.parse("1.5"));
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> read(Large.class, stored))
			.withRootCauseInstanceOf(ArithmeticException.class);
	}

	@Test
	void everyLocaleComesBack() {
		for (Locale each : List.of(Locale.ROOT, Locale.GERMAN, Locale.forLanguageTag("de-AT"),
				Locale.forLanguageTag("zh-Hant-TW"), Locale.forLanguageTag("sr-Latn"),
				Locale.forLanguageTag("de-DE-u-co-phonebk"), Locale.forLanguageTag("ja-JP-u-ca-japanese-x-lvariant-JP"),
				Locale.forLanguageTag("und-US"), Locale.forLanguageTag("de-AT-POSIX"))) {
			Place place = new Place(each, Map.of(each, 1), each);
			assertThat(read(Place.class, this.mapper.write(place))).isEqualTo(place);
		}
		Document stored = this.mapper.write(new Place(Locale.forLanguageTag("de-AT"), Map.of(), null));
		assertThat(stored.get("locale")).isEqualTo("de_AT");
		assertThat(read(Place.class, new Document("locale", "").append("named", new Document())).locale())
			.isEqualTo(Locale.ROOT);
	}

	private <T> T read(Class<T> type, Document stored) {
		return this.mapper.read(type, throughBson(stored));
	}

	static Document throughBson(Document document) {
		return new RawBsonDocument(document, new DocumentCodec()).decode(new DocumentCodec());
	}

	sealed interface Target permits Address, Group {

	}

	record Address(String mail) implements Target {
	}

	enum Group implements Target {

		ALL, NONE {
			@Override
			boolean any() {
				return false;
			}
		};

		boolean any() {
			return true;
		}

	}

	record Mail(Target target, List<Target> more, Map<String, Target> named) {
	}

	enum Level {

		LOW, HIGH;

		@Override
		public String toString() {
			return "Level " + ordinal();
		}

	}

	record Keys(Map<Level, Integer> levels, EnumMap<Level, Integer> all, Map<Date, String> dates,
			Map<UUID, Integer> uuids, Map<LocalDate, Integer> days, Map<Long, Integer> numbers,
			Map<BigDecimal, Integer> amounts, Map<Character, Boolean> letters) {
	}

	static class Collections {

		Queue<String> queue = new LinkedList<>();

		Deque<String> deque = new LinkedList<>();

		BlockingQueue<String> blocking = new LinkedBlockingQueue<>();

		PriorityQueue<String> priority = new PriorityQueue<>();

		ConcurrentMap<String, Integer> concurrent = new ConcurrentHashMap<>();

		SortedSet<String> sorted = new TreeSet<>();

		NavigableMap<String, UUID> navigable = new TreeMap<>();

		CopyOnWriteArrayList<LocalDate> copied = new CopyOnWriteArrayList<>();

		Set<Level> enums = EnumSet.noneOf(Level.class);

		Pattern pattern = Pattern.compile("a+", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

	}

	record Wrapper<T>(T value, List<T> list, Map<String, T> map) {
	}

	record Open(Comparable<?> value) {
	}

	static class TwoConstructors {

		private final String text;

		private final int number;

		TwoConstructors(String text) {
			this(text, 0);
		}

		TwoConstructors(String text, int number) {
			this.text = text;
			this.number = number;
		}

		String describe() {
			return this.text + this.number;
		}

	}

	static class ChosenConstructor {

		private final String text;

		private final int number;

		ChosenConstructor(String text) {
			this(text, 0);
		}

		@PersistenceCreator
		ChosenConstructor(String text, int number) {
			this.text = text;
			this.number = number;
		}

		String describe() {
			return this.text + this.number;
		}

	}

	static class Misnamed {

		private final String content;

		Misnamed(String text) {
			this.content = text;
		}

		String describe() {
			return this.content;
		}

	}

	static class Base {

		String name = "";

	}

	static class Sub extends Base {

		String name = "";

	}

	static class Final {

		final List<String> items = new ArrayList<>();

	}

	class Inner {

		String name = "";

	}

	record Reserved(@Field("_class") String kind) {
	}

	record NoConstructorQueue(ArrayBlockingQueue<String> part) {
	}

	record ObjectKeys(Map<Address, String> part) {
	}

	record ByteKeys(Map<byte[], String> part) {
	}

	record Money(int amount) {
	}

	record Price(Money price) {
	}

	@WritingConverter
	static class MoneyWriter implements Converter<Money, String> {

		@Override
		public String convert(Money money) {
			return "" + money.amount();
		}

	}

	record Strict(String text, int number) {

		Strict {
			if (!text.equals("right") || number < 5) {
				throw new IllegalArgumentException("wrong");
			}
		}

	}

	record Large(BigInteger number, List<BigInteger> numbers) {
	}

	record Place(Locale locale, Map<Locale, Integer> named, @Nullable Object open) {
	}

	record Tree(String name, List<Tree> children, Map<String, Tree> named) {
	}

}
