package io.rocketjob.plugin.singleton;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** When two keys are the same, and which ones there cannot be. */
class KeyExpressionTests {

	private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-000000000001");

	private static final LocalDate DAY = LocalDate.of(2026, 11, 28);

	@Test
	void aSingleValueIsWrittenAsItIs() {
		Fields fields = new Fields("acme", "x", 100, DAY, ID, Level.HIGH, new BigDecimal("10.50"));
		assertThat(key("a", fields)).isEqualTo("acme");
		assertThat(key("number", fields)).isEqualTo("100");
		assertThat(key("day", fields)).isEqualTo("2026-11-28");
		assertThat(key("id", fields)).isEqualTo("00000000-0000-0000-0000-000000000001");
		assertThat(key("level", fields)).isEqualTo("HIGH");
		assertThat(key("amount", fields)).isEqualTo("10.5");
		assertThat(key("a?.trim()", fields)).isEqualTo("acme");
		assertThat(key("a ?: b", fields)).isEqualTo("acme");
		assertThat(key("number > 5 ? a : b", fields)).isEqualTo("acme");
		assertThat(key("number + 1", fields)).isEqualTo("101");
	}

	@Test
	void aMethodThatThrowsIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> key("a.substring(0, 3)", texts("x", "b")))
			.withMessageContaining("'a.substring(0, 3)' cannot be told from the fields: "
					+ "java.lang.StringIndexOutOfBoundsException");
	}

	@Test
	void noValueIsNoKey() {
		assertThat(key("a", new Fields(null, null, 1, DAY, ID, Level.HIGH, BigDecimal.ONE))).isNull();
		assertThat(key("a != null ? a + b : null", new Fields(null, null, 1, DAY, ID, Level.HIGH, BigDecimal.ONE)))
			.isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "a + b", "a + ':' + b", "{a, b}", "number > 0 ? a + ':' + b : null" })
	void textsThatAreJoinedToTheSameTextAreDifferent(String expression) {
		assertThat(key(expression, texts("a", "b:c"))).isNotEqualTo(key(expression, texts("a:b", "c")))
			.isEqualTo(key(expression, texts("a", "b:c")));
		assertThat(key(expression, texts("a", "bc"))).isNotEqualTo(key(expression, texts("ab", "c")));
		assertThat(key(expression, texts("a\"", "b"))).isNotEqualTo(key(expression, texts("a", "\"b")));
		assertThat(key(expression, texts(null, "b"))).isNotEqualTo(key(expression, texts("null", "b")));
	}

	@Test
	void bytesAreComparedByWhatIsInThem() {
		assertThat(key("value", new Bytes(new byte[] { 1, 2 }))).isEqualTo(key("value", new Bytes(new byte[] { 1, 2 })))
			.isNotEqualTo(key("value", new Bytes(new byte[] { 1, 3 })));
	}

	@Test
	void theOrderOfSetsAndMapsDoesNotMatterAndThatOfListsDoes() {
		Map<String, Object> oneWay = new LinkedHashMap<>();
		oneWay.put("a", 1);
		oneWay.put("b", Set.of(2));
		Map<String, Object> otherWay = new LinkedHashMap<>();
		otherWay.put("b", Set.of(2));
		otherWay.put("a", 1);
		Many one = new Many(new LinkedHashSet<>(List.of("x", "y")), oneWay, List.of("x", "y"));
		Many other = new Many(new LinkedHashSet<>(List.of("y", "x")), otherWay, List.of("y", "x"));
		assertThat(key("set", one)).isEqualTo(key("set", other));
		assertThat(key("map", one)).isEqualTo(key("map", other));
		assertThat(key("{set, map}", one)).isEqualTo(key("{set, map}", other));
		assertThat(key("list", one)).isNotEqualTo(key("list", other));
		assertThat(key("map['a']", one)).isEqualTo("1");
	}

	@Test
	void recordsAreComparedByTheirComponents() {
		assertThat(key("pair", new Paired(new Pair("a, right=b", "c"))))
			.isNotEqualTo(key("pair", new Paired(new Pair("a", "b, right=c"))))
			.isEqualTo(key("pair", new Paired(new Pair("a, right=b", "c"))));
	}

	@Test
	void timesAreComparedAsTheyAreStored() {
		Instant time = Instant.parse("2026-11-28T10:00:00.123456Z");
		assertThat(key("time", new Times(time, null))).isEqualTo("2026-11-28T10:00:00.123Z")
			.isEqualTo(key("time", new Times(time.plusNanos(1000), null)));
		LocalDateTime local = LocalDateTime.of(2026, 11, 28, 10, 0, 0, 123_456_000);
		assertThat(key("value", new Any(local))).isNotEqualTo(key("value", new Any(local.plusNanos(1000))));
		assertThat(key("date", new Times(null, new Date(1)))).isNotEqualTo(key("date", new Times(null, new Date(2))));
	}

	@Test
	void numbersOfAnyTypeAreComparedByTheirValue() {
		assertThat(key("value", new Any(5))).isEqualTo(key("value", new Any(5.0)))
			.isEqualTo(key("value", new Any(new BigDecimal("5.00"))))
			.isNotEqualTo(key("value", new Any("5")));
		assertThat(key("value", new Any(new BigDecimal("1E+300")))).isEqualTo("1E+300");
		assertThat(key("value", new Any(-0.0))).isEqualTo(key("value", new Any(0)));
		assertThat(key("value", new Any(Optional.of("5")))).isEqualTo(key("value", new Any("5")));
	}

	@Test
	void aValueOfWhichNothingSaysWhenTwoAreTheSameIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> parse("customer", Ordered.class))
			.withMessageContaining(Customer.class.getName())
			.withMessageContaining("'customer.id', or 'customer.toString()'");
		assertThatIllegalArgumentException().isThrownBy(() -> parse("customers", Ordered.class))
			.withMessageContaining(Customer.class.getName());
		assertThatIllegalArgumentException().isThrownBy(() -> parse("{customer, day}", Ordered.class))
			.withMessageContaining("'customer' has a " + Customer.class.getName());
		assertThatIllegalArgumentException().isThrownBy(() -> parse("customer + '/' + day", Ordered.class))
			.withMessageContaining("'customer' has a " + Customer.class.getName());
		assertThat(key("customer.id + '/' + day", new Ordered(new Customer(), List.of(), DAY)))
			.isEqualTo("[\"me\",\"/\",LocalDate(2026-11-28)]");
		assertThatIllegalArgumentException().isThrownBy(() -> key("value", new Any(new Customer())))
			.withMessageContaining("there is a " + Customer.class.getName());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"acount | has nothing named 'acount' that can be read; there are [a, amount, b, day, id, level, number]",
			"a.lenght() | java.lang.String has no public method 'lenght' with 0 arguments",
			"day.yeer | java.time.LocalDate has nothing named 'yeer'", "a + ':' + dya | has nothing named 'dya'",
			"{a, dya} | has nothing named 'dya'", "dya != null ? a : b | has nothing named 'dya'",
			"number > 5 ? a : dya | has nothing named 'dya'", "a.startsWith(dya) ? a : b | has nothing named 'dya'",
			"#a | there is no variable #a", "T(java.lang.System).exit(1) | is not allowed in it",
			"new String(a) | is not allowed in it", "a = 'x' | is not allowed in it", "number++ | is not allowed in it",
			"@bean | is not allowed in it", "(a + b).trim() | joins texts", "a.concat(b) | 'concat' joins texts",
			"a + | is no expression" })
	void whatIsMisspelledOrCannotWorkIsRefused(String expression, String explanation) {
		assertThatIllegalArgumentException().isThrownBy(() -> parse(expression, Fields.class))
			.withMessageContaining("'" + expression + "'")
			.withMessageContaining(explanation);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "#root.a", "a.toUpperCase()", "day.dayOfWeek", "day.atStartOfDay()", "{a: b}", "{'x', number}",
					"number % 3", "id.toString()", "level.name()", "a.length() > 3", "number.toString()",
					"a.bytes.length" })
	void whatIsThereIsTaken(String expression) {
		assertThat(key(expression, new Fields("acme", "x", 5, DAY, ID, Level.LOW, BigDecimal.ONE))).isNotNull();
	}

	@Test
	void anEntryOfAMapIsNamedInBrackets() {
		assertThatIllegalArgumentException().isThrownBy(() -> parse("map.a", Many.class))
			.withMessageContaining("written ['a']");
		assertThat(key("list.![length()]", new Many(Set.of(), Map.of(), List.of("x", "yy")))).isEqualTo("[1,2]");
	}

	@Test
	void whatADeclaredTypeMayHaveInItIsLeftToTheValue() {
		assertThat(key("value.id", new Any(new Customer()))).isEqualTo("\"me\"");
		assertThat(key("shape.size", new Drawn(new Square(4)))).isEqualTo("4");
	}

	@Test
	void beansAreReadByTheirGettersAndPublicFields() {
		assertThat(key("id", new Customer())).isEqualTo("me");
		assertThat(key("open", new Customer())).isEqualTo("true");
		assertThat(key("vip ? 'v' : 'n'", new Customer())).isEqualTo("v");
		assertThatIllegalArgumentException().isThrownBy(() -> parse("hidden", Customer.class))
			.withMessageContaining("there are [id, open, vip]");
	}

	private static @Nullable String key(String expression, Object fields) {
		return parse(expression, fields.getClass()).of(fields);
	}

	private static KeyExpression parse(String expression, Class<?> fieldsType) {
		return KeyExpression.of(KeyExpression.parse(expression), fieldsType);
	}

	private static Fields texts(@Nullable String a, @Nullable String b) {
		return new Fields(a, b, 1, DAY, ID, Level.HIGH, BigDecimal.ONE);
	}

	public enum Level {

		HIGH, LOW;

		@Override
		public String toString() {
			return "level";
		}

	}

	public record Fields(@Nullable String a, @Nullable String b, int number, LocalDate day, UUID id, Level level,
			BigDecimal amount) {
	}

	public record Bytes(byte[] value) {
	}

	public record Many(Set<String> set, Map<String, Object> map, List<String> list) {
	}

	public record Pair(String left, String right) {
	}

	public record Paired(Pair pair) {
	}

	public record Times(@Nullable Instant time, @Nullable Date date) {
	}

	public record Any(Object value) {
	}

	public record Ordered(Customer customer, List<Customer> customers, LocalDate day) {
	}

	public interface Shape {

	}

	public record Square(int size) implements Shape {
	}

	public record Drawn(Shape shape) {
	}

	public static class Customer {

		public final boolean vip = true;

		private final String hidden = "me";

		public String getId() {
			return this.hidden;
		}

		public boolean isOpen() {
			return true;
		}

	}

}
