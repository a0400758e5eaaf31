package io.rocketjob.event;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rocketjob.JobState;
import io.rocketjob.Subscriber;
import org.bson.BsonDocumentReader;
import org.bson.BsonDocumentWriter;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.context.support.SimpleThreadScope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Beans whose public methods are the actions. */
class SubscriberTests {

	private final Logger logger = (Logger) LoggerFactory.getLogger(SubscriberQueue.class);

	private final Level level = this.logger.getLevel();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private EventReader reader;

	@BeforeEach
	void listen() {
		this.log.start();
		this.logger.addAppender(this.log);
		this.logger.setAdditive(false);
		this.logger.setLevel(Level.WARN);
	}

	@AfterEach
	void close() {
		this.logger.detachAppender(this.log);
		this.logger.setAdditive(true);
		this.logger.setLevel(this.level);
		this.context.close();
	}

	private void start(Consumer<GenericApplicationContext> beans) {
		beans.accept(this.context);
		this.context.registerBean(EventReader.class, () -> new EventReader(new EventStore(null, "test"), false));
		this.context.registerBean(Subscribers.class, () -> new Subscribers(this.context.getBeanFactory(),
				this.context.getBean(EventReader.class), UnaryOperator.identity()));
		this.context.refresh();
		this.reader = this.context.getBean(EventReader.class);
		this.context.getBean(Subscribers.class).start();
	}

	private void start(Class<?>... beans) {
		start((context) -> {
			for (Class<?> bean : beans) {
				context.registerBean(bean);
			}
		});
	}

	/** As if it had been published, stored and read. */
	private void hear(String name, String action, Map<String, ?> parameters) {
		this.reader.dispatch(new Document(EventDocument.NAME, name).append(EventDocument.ACTION, action)
			.append(EventDocument.PARAMETERS, stored(StorableValues.of(parameters)))
			.append(EventDocument.FROM, "other/1"));
	}

	private static Document stored(Document document) {
		BsonDocument stored = new BsonDocument();
		DocumentCodec codec = new DocumentCodec();
		codec.encode(new BsonDocumentWriter(stored), document, EncoderContext.builder().build());
		return codec.decode(new BsonDocumentReader(stored), DecoderContext.builder().build());
	}

	private List<String> logged() {
		return List.copyOf(this.log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	private List<Object> calls() {
		return Calls.all;
	}

	@BeforeEach
	void forget() {
		Calls.all.clear();
	}

	/** What subscribers of these tests were called with. */
	private static final class Calls {

		private static final List<Object> all = new CopyOnWriteArrayList<>();

	}

	@Subscriber("types")
	static class Types {

		public void numbers(int a, Long b, double c, float d, BigDecimal e, BigInteger f, short g, byte h) {
			Calls.all.add(List.of(a, b, c, d, e, f, g, h));
		}

		public void texts(String a, char b, JobState c, UUID d, ObjectId e, boolean f, Boolean g, byte[] h) {
			Calls.all.add(List.of(a, b, c, d, e, f, g, new String(h)));
		}

		public void times(Instant a, LocalDate b, LocalTime c, LocalDateTime d, OffsetDateTime e, ZonedDateTime f,
				Duration g, Period h, Year i, YearMonth j, ZoneId k, Date l, DayOfWeek m) {
			Calls.all.add(List.of(a, b, c, d, e, f, g, h, i, j, k, l, m));
		}

		public void several(List<LocalDate> a, Set<JobState> b, Map<String, Duration> c, int[] d,
				Map<DayOfWeek, List<Integer>> e) {
			Calls.all.add(List.of(a, b, c, d.length, e));
		}

	}

	@Test
	void numbersTextsTimesAndCollectionsArriveAsTheyWereGiven() {
		start(Types.class);
		hear("types", "numbers", Map.of("a", 1, "b", 2L, "c", 3.5, "d", 0.1f, "e", new BigDecimal("1.10"), "f",
				BigInteger.TWO.pow(80), "g", (short) 5, "h", (byte) 6));
		UUID uuid = UUID.randomUUID();
		ObjectId id = new ObjectId();
		hear("types", "texts", Map.of("a", "x", "b", 'y', "c", JobState.PAUSED, "d", uuid, "e", id, "f", true, "g",
				false, "h", "z".getBytes()));
		Instant now = Instant.parse("2026-01-02T03:04:05.123456789Z");
		Map<String, Object> times = new LinkedHashMap<>();
		ZonedDateTime zoned = now.atZone(ZoneId.of("America/New_York"));
		List<Object> given = List.of(now, zoned.toLocalDate(), zoned.toLocalTime(), zoned.toLocalDateTime(),
				zoned.toOffsetDateTime(), zoned, Duration.ofMillis(1500), Period.ofDays(3), Year.of(2026),
				YearMonth.of(2026, 2), ZoneId.of("Europe/Berlin"), new Date(12345), DayOfWeek.FRIDAY);
		for (int i = 0; i < given.size(); i++) {
			times.put(String.valueOf((char) ('a' + i)), given.get(i));
		}
		hear("types", "times", times);
		hear("types", "several",
				Map.of("a", List.of(LocalDate.EPOCH), "b", Set.of(JobState.FAILED), "c",
						Map.of("x", Duration.ofDays(2)), "d", new int[] { 1, 2, 3 }, "e",
						Map.of(DayOfWeek.MONDAY, List.of(1, 2))));
		await()
			.untilAsserted(
					() -> assertThat(calls()).containsExactly(
							List.of(1, 2L, 3.5, 0.1f, new BigDecimal("1.10"), BigInteger.TWO.pow(80), (short) 5,
									(byte) 6),
							List.of("x", 'y', JobState.PAUSED, uuid, id, true, false, "z"), given,
							List.of(List.of(LocalDate.EPOCH), Set.of(JobState.FAILED), Map.of("x", Duration.ofDays(2)),
									3, Map.of(DayOfWeek.MONDAY, List.of(1, 2)))));
		assertThat(logged()).isEmpty();
	}

	@Test
	void whatIsConvertibleIsConverted() {
		start(Types.class);
		hear("types", "numbers", Map.of("a", "1", "b", 2, "c", 3, "d", 4.0, "e", 5, "f", 6L, "g", 7.0, "h", 8L));
		await().untilAsserted(() -> assertThat(calls())
			.containsExactly(List.of(1, 2L, 3.0, 4f, new BigDecimal("5"), BigInteger.valueOf(6), (short) 7, (byte) 8)));
	}

	@Subscriber("loader")
	static class Loading {

		public void change() {
			Calls.all.add(Thread.currentThread().getContextClassLoader());
			Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
		}

	}

	@Test
	void eachEventIsHandledWithTheClassLoaderOfTheApplication() throws InterruptedException {
		start(Loading.class);
		// the first event makes the thread
		Thread other = new Thread(() -> hear("loader", "change", Map.of()));
		other.setContextClassLoader(ClassLoader.getPlatformClassLoader());
		other.start();
		other.join();
		hear("loader", "change", Map.of());
		ClassLoader application = SubscriberTests.class.getClassLoader();
		await().untilAsserted(() -> assertThat(calls()).containsExactly(application, application));
	}

	@Subscriber("missing")
	static class Missing {

		public void act(String needed, @org.jspecify.annotations.Nullable String typeUse, @Nullable Integer own,
				Optional<String> optional) {
			Calls.all.add(java.util.Arrays.asList(needed, typeUse, own, optional));
		}

	}

	@Target(ElementType.PARAMETER)
	@Retention(RetentionPolicy.RUNTIME)
	private @interface Nullable {

	}

	@Test
	void whatIsMissingIsNullWhereItMayBe() {
		start(Missing.class);
		hear("missing", "act", Map.of("needed", "x"));
		hear("missing", "act", Map.of("needed", "x", "typeUse", "y", "own", 1, "optional", "z"));
		await().untilAsserted(() -> assertThat(calls()).containsExactly(
				java.util.Arrays.asList("x", null, null, Optional.empty()), List.of("x", "y", 1, Optional.of("z"))));
	}

	@Test
	void whatIsMissingIsOtherwiseSaidOnceAndTheEventIgnored() {
		start(Missing.class);
		Map<String, Object> explicit = new HashMap<>();
		explicit.put("needed", null);
		hear("missing", "act", Map.of("own", 1));
		hear("missing", "act", explicit);
		hear("missing", "act", Map.of("needed", "x"));
		await().untilAsserted(() -> assertThat(calls()).hasSize(1));
		assertThat(logged()).singleElement()
			.satisfies((line) -> assertThat(line).contains("'act'", Missing.class.getName(), "'needed'"));
	}

	@Test
	void wrongEventsAreSaidOnceForEachKindWithoutTheirValues() {
		start(Types.class, Missing.class);
		for (int i = 0; i < 50; i++) {
			hear("missing", "nothing", Map.of());
			hear("missing", "act", Map.of("needed", "x", "unknown", "secret"));
			hear("missing", "act", Map.of("needed", "x", "own", "secret"));
			hear("missing", "toString", Map.of());
			hear("missing", "act", Map.of("needed", List.of("x", "y")));
			hear("missing", "getClass", Map.of());
		}
		hear("types", "numbers", Map.of("a", 1.5, "b", 2, "c", 3, "d", 4.0, "e", 5, "f", 6L, "g", 7.0, "h", 8L));
		hear("types", "numbers", Map.of("a", Long.MAX_VALUE, "b", 2, "c", 3, "d", 4, "e", 5, "f", 6, "g", 7, "h", 8));
		hear("missing", "act", Map.of("needed", "last"));
		await().untilAsserted(() -> assertThat(calls()).hasSize(1));
		await().untilAsserted(() -> assertThat(logged()).hasSize(8));
		assertThat(logged()).noneMatch((line) -> line.contains("secret") || line.contains("1.5"))
			.anyMatch((line) -> line.contains("no action 'nothing'"))
			.anyMatch((line) -> line.contains("no parameter 'unknown'"))
			.anyMatch((line) -> line.contains("'own'") && line.contains("Integer"));
	}

	@Test
	void whatWrongEventsMakeTheLogGrowByIsBounded() {
		start(Missing.class);
		for (int i = 0; i < 5_000; i++) {
			hear("missing", "nothing" + i + "\n".repeat(200), Map.of());
		}
		hear("missing", "act", Map.of("needed", "last"));
		await().untilAsserted(() -> assertThat(calls()).hasSize(1));
		assertThat(logged()).hasSizeLessThan(110).noneMatch((line) -> line.contains("\n") || line.length() > 400);
	}

	@Subscriber("failing")
	static class Failing {

		public void act(int n) {
			Calls.all.add(n);
			if (n == 1) {
				throw new IllegalStateException("for a test");
			}
			if (n == 2) {
				throw new StackOverflowError("for a test");
			}
		}

	}

	@Test
	void aSubscriberThatThrowsGetsItsNextEvent() {
		start(Failing.class);
		hear("failing", "act", Map.of("n", 1));
		hear("failing", "act", Map.of("n", 2));
		hear("failing", "act", Map.of("n", 3));
		await().untilAsserted(() -> assertThat(calls()).containsExactly(1, 2, 3));
		assertThat(logged()).hasSize(2).allMatch((line) -> line.contains("'act'") && line.contains("failed"));
	}

	@Subscriber("hanging")
	static class Hanging {

		private static volatile CountDownLatch gate;

		public void act(int n) throws InterruptedException {
			Calls.all.add(n);
			gate.await();
		}

	}

	@Test
	void oneThatHangsLosesWhatComesAfterTenThousandEventsAndThatIsSaidOnce() {
		Hanging.gate = new CountDownLatch(1);
		start(Hanging.class);
		hear("hanging", "act", Map.of("n", 0));
		await().untilAsserted(() -> assertThat(calls()).containsExactly(0));
		for (int n = 1; n <= SubscriberQueue.CAPACITY + 500; n++) {
			hear("hanging", "act", Map.of("n", n));
		}
		assertThat(logged()).singleElement().satisfies((line) -> assertThat(line).contains("does not keep up"));
		Hanging.gate.countDown();
		await().untilAsserted(() -> assertThat(calls()).hasSize(1 + SubscriberQueue.CAPACITY));
		hear("hanging", "act", Map.of("n", -1));
		await().untilAsserted(() -> assertThat(calls()).endsWith(SubscriberQueue.CAPACITY, -1));
		assertThat(logged()).hasSize(2).last().satisfies((line) -> assertThat(line.toString()).contains("500"));
	}

	@Test
	void stoppingDoesNotWaitForOneThatHangs() {
		Hanging.gate = new CountDownLatch(1);
		start(Hanging.class);
		hear("hanging", "act", Map.of("n", 0));
		hear("hanging", "act", Map.of("n", 1));
		await().untilAsserted(() -> assertThat(calls()).containsExactly(0));
		long before = System.nanoTime();
		this.context.getBean(Subscribers.class).stop();
		assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isLessThan(4_000);
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.doesNotContain("rocketjob-subscriber-hanging"));
		hear("hanging", "act", Map.of("n", 2));
		assertThat(calls()).containsExactly(0);
	}

	@Subscriber("same")
	static class One {

		public void act() {
			Calls.all.add("one");
		}

	}

	@Subscriber("same")
	static class Other extends One implements InitializingBean {

		@Override
		public void act() {
			Calls.all.add("other");
		}

		@Override
		public void afterPropertiesSet() {
			// called by the container only
		}

		void notPublic() {
			Calls.all.add("not public");
		}

		public static void forAll() {
			Calls.all.add("static");
		}

	}

	@Test
	void twoSubscribersOfANameGetEachEvent() {
		start(One.class, Other.class);
		hear("same", "act", Map.of());
		await().untilAsserted(() -> assertThat(calls()).containsExactlyInAnyOrder("one", "other"));
	}

	@Test
	void onlyPublicMethodsThatTheContainerDoesNotCallAreActions() {
		assertThat(SubscriberClass.of(Other.class).actions()).containsOnlyKeys("act");
	}

	@Subscriber("lazy")
	static class Lazy {

		Lazy() {
			Calls.all.add("made");
		}

		public void act() {
			Calls.all.add("called");
		}

	}

	@Test
	void aLazyBeanIsMadeForItsFirstEvent() {
		start((context) -> context.registerBean(Lazy.class, (definition) -> definition.setLazyInit(true)));
		assertThat(calls()).isEmpty();
		hear("lazy", "act", Map.of());
		await().untilAsserted(() -> assertThat(calls()).containsExactly("made", "called"));
	}

	@Test
	void aScopedBeanIsCalledThroughItsProxy() {
		start((context) -> {
			context.getBeanFactory().registerScope("test", new SimpleThreadScope());
			RootBeanDefinition definition = new RootBeanDefinition(Lazy.class);
			definition.setScope("test");
			BeanDefinitionHolder proxy = ScopedProxyUtils
				.createScopedProxy(new BeanDefinitionHolder(definition, "lazy"), context, true);
			context.registerBeanDefinition("lazy", proxy.getBeanDefinition());
		});
		hear("lazy", "act", Map.of());
		await().untilAsserted(() -> assertThat(calls()).containsExactly("made", "called"));
	}

	@Test
	void aProxiedBeanIsCalledThroughItsProxy() {
		start((context) -> context.registerBean("proxied", One.class, () -> {
			ProxyFactory factory = new ProxyFactory(new One());
			factory.setProxyTargetClass(true);
			factory.addAdvice((org.aopalliance.intercept.MethodInterceptor) (invocation) -> {
				Calls.all.add("advice");
				return invocation.proceed();
			});
			return (One) factory.getProxy();
		}));
		hear("same", "act", Map.of());
		await().untilAsserted(() -> assertThat(calls()).containsExactly("advice", "one"));
	}

	@Test
	void eventsOfOtherNamesAreIgnored() {
		start(One.class);
		hear("nobody", "act", Map.of());
		hear("same", "act", Map.of());
		await().untilAsserted(() -> assertThat(calls()).containsExactly("one"));
		assertThat(logged()).isEmpty();
	}

	@Subscriber("overloaded")
	static class Overloaded {

		public void act(int n) {
			// one
		}

		public void act(String n) {
			// other
		}

	}

	@Test
	void anActionThatCouldBeTwoMethodsIsAnErrorAtStart() {
		assertThatExceptionOfType(SubscriberException.class).isThrownBy(() -> start(Overloaded.class))
			.withMessageContaining(Overloaded.class.getName())
			.withMessageContaining("act");
	}

	@Subscriber(" ")
	static class Nameless {

	}

	@Test
	void aSubscriberWithoutANameIsAnErrorAtStart() {
		assertThatExceptionOfType(SubscriberException.class).isThrownBy(() -> start(Nameless.class))
			.withMessageContaining(Nameless.class.getName());
	}

}
