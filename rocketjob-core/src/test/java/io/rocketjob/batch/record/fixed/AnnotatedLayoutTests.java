package io.rocketjob.batch.record.fixed;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;

import io.rocketjob.FixedWidth;
import io.rocketjob.batch.record.FormatHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Layouts that classes say. */
class AnnotatedLayoutTests {

	private final FixedFormat format = new FixedFormat();

	@Test
	void theComponentsOfARecordAreInTheirOrderWithTheTypesThatTheyHave() {
		assertThat(layout(Line.class)).isEqualTo("name:5, -:2, n:4:integer, f:7:decimal:2, -:1, note:*");
		assertThat(layout(Other.class)).isEqualTo("day:10, rate:8:decimal:5, count:3:integer");
	}

	@Test
	void anObjectWithinHasItsPlaceThereAndWhatIsNotAnnotatedHasNone() throws Exception {
		assertThat(layout(Person.class)).isEqualTo("address.street:6, address.zip:5, age:3:integer");
		FormatHarness harness = new FormatHarness(this.format).with("layout", layout(Person.class));
		assertThat(harness.read("Main  12345042\n", Person.class))
			.containsExactly(new Person(null, new Address("Main", "12345"), 42));
		assertThat(harness.write(Map.of("age", 42, "address", Map.of("street", "Main", "zip", "12345"))))
			.isEqualTo("Main  12345042\n");
	}

	@Test
	void aClassWithSettersHasItsFieldsAfterThoseThatItExtends() throws Exception {
		assertThat(layout(Bean.class)).isEqualTo("id:2:integer, code:3");
		Bean bean = new FormatHarness(this.format).with("layout", layout(Bean.class))
			.read("07abc\n", Bean.class)
			.get(0);
		assertThat(bean.id).isEqualTo(7);
		assertThat(bean.code).isEqualTo("abc");
	}

	@Test
	void aClassWithoutAnnotationsSaysNothing() {
		assertThat(this.format.declaredOptions(ResolvableType.forClass(Plain.class))).isEmpty();
		assertThat(this.format.declaredOptions(ResolvableType.forClass(String.class))).isEmpty();
		assertThat(this.format.declaredOptions(ResolvableType.forClass(Map.class))).isEmpty();
		assertThat(layout(Node.class)).isEqualTo("name:3");
	}

	@Test
	void aWrongSizeIsRefusedWithItsValueAndClass() {
		assertThatIllegalArgumentException().isThrownBy(() -> layout(Empty.class))
			.withMessageContaining("@FixedWidth of 'name' in " + Empty.class.getName())
			.withMessageContaining("must have a size of 1 or more, or REMAINDER");
	}

	private Object layout(Class<?> type) {
		return Objects.requireNonNull(this.format.declaredOptions(ResolvableType.forClass(type)).get("layout"));
	}

	record Line(@FixedWidth(value = 5, skipAfter = 2) String name, @FixedWidth(4) Integer n,
			@FixedWidth(value = 7, skipAfter = 1) double f, @FixedWidth(FixedWidth.REMAINDER) String note) {
	}

	record Other(@FixedWidth(10) LocalDate day, @FixedWidth(value = 8, decimals = 5) BigDecimal rate,
			@FixedWidth(3) short count) {
	}

	record Person(@Nullable String name, Address address, @FixedWidth(3) int age) {
	}

	record Address(@FixedWidth(6) String street, @FixedWidth(5) String zip) {
	}

	record Plain(String name) {
	}

	record Node(@FixedWidth(3) String name, @Nullable Node next) {
	}

	record Empty(@FixedWidth(0) String name) {
	}

	static class Base {

		@FixedWidth(2)
		int id;

		public void setId(int id) {
			this.id = id;
		}

	}

	static class Bean extends Base {

		@FixedWidth(3)
		@Nullable String code;

		public void setCode(String code) {
			this.code = code;
		}

	}

}
