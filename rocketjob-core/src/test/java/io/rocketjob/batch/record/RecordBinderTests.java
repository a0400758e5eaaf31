package io.rocketjob.batch.record;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.rocketjob.Column;
import io.rocketjob.Encrypted;
import io.rocketjob.batch.record.csv.CsvFormat;
import io.rocketjob.batch.record.csv.PsvFormat;
import io.rocketjob.batch.record.fixed.FixedFormat;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.ResolvableType;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.NumberFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RecordBinderTests {

	@ParameterizedTest
	@CsvSource({ "first_name", "firstName", "FIRST NAME", "first-name", "FirstName" })
	void aPropertyIsFoundByItsName(String column) {
		assertThat(bind(Person.class, column, "Ann", "age", "30")).isEqualTo(new Person("Ann", 30));
	}

	@Test
	void otherColumnsAreLeftOut() {
		assertThat(bind(Person.class, "first_name", "Ann", "age", "30", "x", "y")).isEqualTo(new Person("Ann", 30));
	}

	@Test
	void nothingIsNullAndRefusedWhereAPrimitiveIsWanted() {
		assertThat(bind(Person.class, "first_name", null, "age", "30")).isEqualTo(new Person(null, 30));
		assertThatIllegalArgumentException().isThrownBy(() -> bind(Person.class, "first_name", "Ann", "age", null))
			.withMessage("there is no value for 'age', which is of type int");
		assertThatIllegalArgumentException().isThrownBy(() -> bind(Person.class, "first_name", "Ann"))
			.withMessage("there is no value for 'age', which is of type int");
	}

	@Test
	void anEmptyTextIsNothingUnlessATextIsWanted() {
		assertThat(bind(Boxed.class, "text", "", "number", "")).isEqualTo(new Boxed("", null));
	}

	@Test
	void aWrongValueNamesItsColumnTheValueAndTheTypeThatIsWanted() {
		assertThatIllegalArgumentException().isThrownBy(() -> bind(Person.class, "Age", "3x"))
			.withMessage("column 'Age': '3x' is no int");
		assertThatIllegalArgumentException().isThrownBy(() -> bind(Person.class, "age", "x\n".repeat(100)))
			.withMessage("column 'age': '" + "x ".repeat(25) + "\u2026' is no int");
	}

	@Test
	void theValueOfAnEncryptedPropertyIsNotShown() {
		assertThatIllegalArgumentException().isThrownBy(() -> bind(Secret.class, "pin", "12 34"))
			.withMessage("column 'pin': its value is no Integer");
		assertThatIllegalArgumentException().isThrownBy(() -> bind(Secret.class, "card.number", "12 34"))
			.withMessage("column 'card.number': its value is no Long");
	}

	@Test
	void aConstructorThatRefusesValuesSaysWhy() {
		assertThatIllegalArgumentException().isThrownBy(() -> bind(Checked.class, "age", "-1"))
			.withMessageContaining("the constructor of Checked refuses its values")
			.withMessageContaining("must not be negative");
	}

	@ParameterizedTest
	@ValueSource(classes = { Refusing.class, RefusingAround.class, RefusingBean.class })
	void whatAConstructorOrASetterThrowsShowsNothingOfAnEncryptedValue(Class<?> type) {
		assertThatThrownBy(() -> bind(type, "ssn", "078-05", "refusing_ssn", "078-05", "name", "Ann"))
			.isInstanceOf(RecordValueException.class)
			.hasMessageContaining("refuses its value")
			.hasMessageContaining("java.lang.IllegalStateException, whose message could show a value")
			.satisfies((thrown) -> {
				StringWriter trace = new StringWriter();
				thrown.printStackTrace(new PrintWriter(trace));
				assertThat(trace.toString()).doesNotContain("078-05").contains("RecordBinderTests.java");
			});
	}

	@Test
	void aRecordWithinAMapShowsNothingOfAnEncryptedValue() {
		RecordBinder binder = new RecordBinder(
				ResolvableType.forClassWithGenerics(Map.class, String.class, Refusing.class), null);
		assertThatThrownBy(() -> binder.bind(values("a", values("ssn", "078-05")))).hasNoCause()
			.hasMessageNotContaining("078-05");
	}

	@Test
	void anErrorHasATextWithoutTheValue() {
		assertThatExceptionOfType(RecordValueException.class).isThrownBy(() -> bind(Person.class, "age", "3x"))
			.satisfies((ex) -> assertThat(ex.concealed()).isEqualTo("column 'age': its value is no int"));
		assertThatExceptionOfType(RecordValueException.class).isThrownBy(() -> bind(Checked.class, "age", "-1"))
			.satisfies((ex) -> assertThat(ex.concealed()).doesNotContain("negative"));
	}

	@Test
	void aSetterThatRefusesItsValueSaysWhy() {
		assertThatIllegalArgumentException().isThrownBy(() -> bind(Strict.class, "age", "-1"))
			.withMessageContaining("the setter of 'age' of Strict refuses its value")
			.withMessageContaining("must not be negative");
	}

	@Test
	void twoColumnsForOneComponentAreRefusedNamingBoth() {
		for (String[] two : new String[][] { { "id", "cust no" }, { "CUST_NO", "Customer No." } }) {
			assertThatIllegalArgumentException().isThrownBy(() -> bind(Aliased.class, two[0], "1", two[1], null))
				.withMessageContaining("'" + two[0] + "' and '" + two[1] + "' are both for one value");
			assertThatIllegalArgumentException()
				.isThrownBy(
						() -> new RecordBinder(ResolvableType.forClass(Aliased.class), null).checkColumns(List.of(two)))
				.withMessageContaining("'" + two[0] + "' and '" + two[1] + "' are both for one value");
		}
		assertThatIllegalArgumentException()
			.isThrownBy(() -> bind(Customer.class, "address_street", "x", "address", values("street", "y", "zip", "z")))
			.withMessageContaining("'address_street' and 'address' are both for one value");
		assertThat(bind(Customer.class, "address", null, "address_street", "x", "address_zip", "z"))
			.isEqualTo(new Customer(null, new Address("x", "z")));
		assertThat(bind(Customer.class, "address_street", "x", "address_zip", "z", "address", null))
			.isEqualTo(new Customer(null, new Address("x", "z")));
	}

	@Test
	void anEmptyTextIsNothingForObjectsAndDefaultsWhereAFormatCannotTellThemApart() {
		RecordBinder binder = new RecordBinder(ResolvableType.forClass(Sale.class), null).emptyIsNothing();
		assertThat(binder.bind(values("currency", "", "place_street", "", "place_zip", "")))
			.isEqualTo(new Sale("EUR", null));
		assertThat(binder.bind(values("currency", "USD", "place_street", "", "place_zip", "1")))
			.isEqualTo(new Sale("USD", new Place("", 1)));
		assertThat(bind(Sale.class, "currency", "")).isEqualTo(new Sale("", null));
	}

	@Test
	void recordsOfPsvAndFixedHaveNoObjectWhereAllItsColumnsAreEmpty() throws IOException {
		assertThat(
				new FormatHarness(new PsvFormat()).read("currency|place_street|place_zip\n||\nUSD|x|1\n", Sale.class))
			.containsExactly(new Sale("EUR", null), new Sale("USD", new Place("x", 1)));
		assertThat(
				new FormatHarness(new FixedFormat()).with("layout", "currency:3, place_street:2, place_zip:2:integer")
					.read("USD    \n   x 01\n", Sale.class))
			.containsExactly(new Sale("USD", null), new Sale("EUR", new Place("x", 1)));
	}

	@Test
	void parsersRefuseTwoColumnsForOneComponent() {
		for (FormatHarness harness : List.of(new FormatHarness(new CsvFormat()).with("columns", "id,cust no,rank"),
				new FormatHarness(new FixedFormat()).with("layout", "id:2, cust no:2, rank:2"))) {
			assertThatIllegalArgumentException().isThrownBy(
					() -> harness.parser("1".getBytes(StandardCharsets.UTF_8), ResolvableType.forClass(Aliased.class)))
				.withMessageContaining("'id' and 'cust no' are both for one value");
		}
	}

	@Test
	void aValueThatMustBeThereAndHasNoColumnIsRefusedBeforeTheRecords() {
		assertThatIllegalArgumentException().isThrownBy(() -> check(Person.class, "first_name", ""))
			.withMessage("no column is for 'age', which must have a value of type int; give it a column, or a default"
					+ " value by @Column(defaultValue = \"...\")");
		assertThatIllegalArgumentException().isThrownBy(() -> check(Sale.class, "currency", "place.street"))
			.withMessageStartingWith("no column is for 'place.zip', which must have a value of type int");
		check(Person.class, "AGE");
		check(Person.class);
		check(Sale.class, "currency");
		check(Aliased.class, "id");
		check(Maybe.class, "other");
		check(Bean.class, "other");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new FormatHarness(new CsvFormat()).read("first_name\nAnn\n", Person.class))
			.withMessageStartingWith("no column is for 'age'");
		assertThatIllegalArgumentException().isThrownBy(
				() -> new FormatHarness(new FixedFormat()).with("layout", "first_name:3").read("Ann\n", Person.class))
			.withMessageStartingWith("no column is for 'age'");
	}

	@Test
	void anEmptyFileOfDelimitedTextIsReadWhateverItsRecordsNeed() throws IOException {
		assertThat(new FormatHarness(new CsvFormat()).read("", Person.class)).isEmpty();
	}

	@Test
	void aColumnForWhatNoSimpleValueCanBeIsRefusedBeforeTheRecords() {
		assertThatIllegalArgumentException().isThrownBy(() -> check(Order.class, "id", "tags"))
			.withMessage("column 'tags': a simple value is no Set");
		assertThatIllegalArgumentException().isThrownBy(() -> check(Order.class, "id", "Extra"))
			.withMessage("column 'Extra': a simple value is no Map");
		assertThatIllegalArgumentException().isThrownBy(() -> check(Customer.class, "name", "address"))
			.withMessage("column 'address': a simple value is no Address");
		assertThatIllegalArgumentException().isThrownBy(() -> check(Order.class, "id", "customer address"))
			.withMessage("column 'customer address': a simple value is no Address");
		check(Order.class, "id", "customer_name", "extra.a");
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> new RecordBinder(ResolvableType.forClassWithGenerics(Map.class, String.class, Address.class),
							null)
						.checkColumns(List.of("", "a")))
			.withMessage("column 'a': a simple value is no Address");
		new RecordBinder(ResolvableType.forClassWithGenerics(Map.class, String.class, Integer.class), null)
			.checkColumns(List.of("a"));
		check(Everything.class, "any", "bytes", "number");
	}

	@Test
	void columnsForAnObjectAndForPartsOfItAreRefusedNamingBoth() {
		for (String[] columns : new String[][] { { "name", "address", "addressStreet", "address_zip" },
				{ "addressStreet", "address" } }) {
			assertThatIllegalArgumentException().isThrownBy(() -> check(Customer.class, columns))
				.withMessageContaining("'address'")
				.withMessageContaining("'addressStreet'")
				.withMessageContaining("are both for one value of the record");
		}
	}

	@Test
	void aParserThatKnowsAWrongValueShowsItWhereItMayBeShown() {
		RecordBinder binder = new RecordBinder(ResolvableType.forClass(Secret.class), null);
		for (String column : List.of("pin", "card.number", "another")) {
			RecordValueException wrong = binder.wrongValue(column, "12 34", "number");
			assertThat(wrong).hasMessage("column '" + column + "': its value is no number");
			assertThat(wrong.concealed()).isEqualTo(wrong.getMessage());
		}
		RecordValueException shown = new RecordBinder(ResolvableType.forClass(Person.class), null).wrongValue("age",
				"12 34", "number");
		assertThat(shown).hasMessage("column 'age': '12 34' is no number");
		assertThat(shown.concealed()).isEqualTo("column 'age': its value is no number");
	}

	@Test
	void aWrongValueSaysHowItIsWritten() {
		assertThatIllegalArgumentException().isThrownBy(() -> bind(Dates.class, "several", "2026-02-28"))
			.withMessage("column 'several': '2026-02-28' is no LocalDate of the pattern 'dd.MM.yyyy' or 'M/d/yyyy'");
		assertThatIllegalArgumentException().isThrownBy(() -> bind(Dates.class, "iso", "28.2.2026"))
			.withMessage("column 'iso': '28.2.2026' is no LocalDateTime of the pattern 'iso = DATE_TIME'");
		assertThatIllegalArgumentException().isThrownBy(() -> bind(Written.class, "price", "1,5"))
			.withMessage("column 'price': '1,5' is no BigDecimal of the pattern '#,##0.00'");
		RecordBinder german = new RecordBinder(ResolvableType.forClass(Written.class), Locale.GERMANY);
		assertThatIllegalArgumentException().isThrownBy(() -> german.bind(values("price", "1.5")))
			.withMessage("column 'price': '1.5' is no BigDecimal of the pattern '#,##0.00' in the locale 'de-DE'");
		RecordBinder plain = new RecordBinder(ResolvableType.forClass(Person.class), Locale.GERMANY);
		assertThatIllegalArgumentException().isThrownBy(() -> plain.bind(values("age", "1,000.5")))
			.withMessage("column 'age': '1,000.5' is no int as the locale 'de-DE' has it");
		assertThatIllegalArgumentException().isThrownBy(() -> convert(Character.UnicodeScript.class, "latin"))
			.withMessageStartingWith("column 'v': 'latin' is no UnicodeScript; it can be COMMON, LATIN, GREEK, ")
			.withMessageEndingWith(" or another of its " + Character.UnicodeScript.values().length + " names");
	}

	@ParameterizedTest
	@ValueSource(classes = { WrongDefault.class, WithId.class, WithIds.class, Styled.class, StyledNumber.class,
			LocalInstant.class, WrongPattern.class })
	void whatWouldFailEachRecordIsRefusedAtOnce(Class<?> type) {
		assertThatIllegalArgumentException().isThrownBy(() -> new RecordBinder(ResolvableType.forClass(type), null));
	}

	@Test
	void aWrongDefaultValueNamesItsComponent() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RecordBinder(ResolvableType.forClass(WrongDefault.class), null))
			.withMessageContaining("the default value of 'rank'")
			.withMessageContaining("'five', which is no int");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '!',
			value = { "1,50", "1,2,3.4", "1,234,5", "12,34", ",123", "1234,567", "1.5.5", "1,", "x" })
	void groupsOfAPatternMustBeWhole(String text) {
		RecordBinder binder = new RecordBinder(ResolvableType.forClass(Written.class), null);
		assertThatIllegalArgumentException().isThrownBy(() -> binder.bind(values("price", text)))
			.withMessageContaining("'" + text + "' is no BigDecimal");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '!',
			value = { "#,##0.00!1234.5!1234.5", "#,##0.00!-1,234,567.50!-1234567.50", "0.0%!12.5%!0.125",
					"#,##0.00;(#,##0.00)!(1,234.50)!-1234.50", "EUR 0.00!EUR 1.50!1.50", "0.##E0!1.5E3!1500",
					"0.00!+1.5!1.5" })
	void aPatternOfNumbersHasSignsPercentsAndWords(String pattern, String text, BigDecimal number) {
		assertThat(new BigDecimal(NumberText.ofPattern(pattern, Locale.ENGLISH).plain(text)))
			.isEqualByComparingTo(number);
	}

	@Test
	void datesAreReadAsTheirAnnotationsSay() {
		assertThat(bind(Dates.class, "spoken", "3 day of March 2026", "old", "28.02.2026 18:00 +0200", "iso",
				"2026-02-28T18:00:00", "several", "2/28/2026", "era", "28.02.2026 AD"))
			.isEqualTo(new Dates(LocalDate.of(2026, 3, 3), java.util.Date.from(Instant.parse("2026-02-28T16:00:00Z")),
					LocalDateTime.of(2026, 2, 28, 18, 0), LocalDate.of(2026, 2, 28), LocalDate.of(2026, 2, 28)));
		assertThatIllegalArgumentException().isThrownBy(() -> bind(Dates.class, "several", "30.02.2026"));
	}

	@Test
	void annotationsSayHowTheValuesOfAListAndAnOptionalAreWritten() {
		assertThat(bind(Several.class, "days", List.of("28.02.2026"), "price", "1,234.50"))
			.isEqualTo(new Several(List.of(LocalDate.of(2026, 2, 28)), Optional.of(new BigDecimal("1234.50"))));
	}

	@Test
	@Timeout(20)
	void classesThatReferToEachOtherCostLittle() {
		RecordBinder binder = new RecordBinder(ResolvableType.forClass(A.class), null);
		assertThat(binder.bind(values("b_c_d_e_f_g_h_name", "x"))).extracting("b.c.d.e.f.g.h.name").isEqualTo("x");
	}

	@Test
	void whatReflectionTellsIsKeptForLaterParsers() {
		ResolvableType type = ResolvableType.forClass(Customer.class);
		BoundTypes first = BoundTypes.of(type, null);
		assertThat(BoundTypes.of(ResolvableType.forClass(Customer.class), null)).isSameAs(first);
		assertThat(BoundTypes.of(type, Locale.GERMANY)).isNotSameAs(first);
	}

	@ParameterizedTest
	@CsvSource({ "address.street, address.zip", "address_street, Address ZIP", "addressStreet, addresszip" })
	void valuesOfAPropertyWithinAnotherHaveBothNames(String street, String zip) {
		assertThat(bind(Customer.class, "name", "Ann", street, "Main St", zip, "01234"))
			.isEqualTo(new Customer("Ann", new Address("Main St", "01234")));
		assertThat(bind(Customer.class, "name", "Ann", street, null, zip, null)).isEqualTo(new Customer("Ann", null));
	}

	@Test
	void aClassThatHasItselfIsBound() {
		Node node = (Node) bind(Node.class, "name", "a", "next_name", "b");
		assertThat(node.name()).isEqualTo("a");
	}

	@Test
	void aPropertyMayHaveOtherNamesAndAValueWhereThereIsNone() {
		assertThat(bind(Aliased.class, "Customer No.", "7", "rank", null)).isEqualTo(new Aliased(7, 5));
		assertThat(bind(Aliased.class, "cust_no", "7", "rank", "6")).isEqualTo(new Aliased(7, 6));
		assertThat(bind(Aliased.class, "id", "7")).isEqualTo(new Aliased(7, 5));
	}

	@Test
	void settersAreUsedWhereThereIsNoConstructorWithParameters() {
		Bean bean = (Bean) bind(Bean.class, "full name", "Ann", "age", "30");
		assertThat(bean.fullName).isEqualTo("Ann");
		assertThat(bean.age).isEqualTo(30);
	}

	@Test
	void mapsKeepTheNamesOfTheFileAndConvertTheirValues() {
		assertThat(bind(Map.class, "First", "1", "b", null)).isEqualTo(values("First", "1", "b", null));
		RecordBinder numbers = new RecordBinder(
				ResolvableType.forClassWithGenerics(Map.class, String.class, Integer.class), null);
		assertThat(numbers.bind(values("a", "1"))).isEqualTo(Map.of("a", 1));
		assertThatIllegalArgumentException().isThrownBy(() -> numbers.bind(values("a", "x")))
			.withMessage("column 'a': 'x' is no Integer");
	}

	@Test
	void whatJsonHasIsBoundWithItsObjectsAndLists() {
		Map<String, @Nullable Object> order = values("id", 1, "customer",
				values("name", "Ann", "address", values("street", "Main St", "zip", "1")), "items",
				List.of(values("price", new BigDecimal("1.50")), values("price", 2)), "tags", List.of("a", "b"),
				"sizes", List.of(1, 2), "extra", values("x", List.of(1)));
		Order bound = (Order) new RecordBinder(ResolvableType.forClass(Order.class), null).bind(order);
		assertThat(bound.customer().address().street()).isEqualTo("Main St");
		assertThat(bound.items()).containsExactly(new Item(new BigDecimal("1.50")), new Item(new BigDecimal("2")));
		assertThat(bound.tags()).containsExactly("a", "b");
		assertThat(bound.sizes()).containsExactly(1, 2);
		assertThat(bound.extra()).isEqualTo(Map.of("x", List.of(1)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RecordBinder(ResolvableType.forClass(Order.class), null)
				.bind(values("items", List.of(values("price", "cheap")))))
			.withMessage("column 'items[0].price': 'cheap' is no BigDecimal");
	}

	@Test
	void classesThatCannotBeMadeOfValuesAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RecordBinder(ResolvableType.forClass(Long.class), null))
			.withMessageContaining("not as java.lang.Long");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RecordBinder(ResolvableType.forClass(Comparable.class), null));
	}

	@Test
	void valuesMeanTheSameWhateverTheLocaleOfTheServer() {
		Locale before = Locale.getDefault();
		try {
			for (Locale locale : List.of(Locale.US, Locale.GERMANY, Locale.forLanguageTag("ar-EG"))) {
				Locale.setDefault(locale);
				everySimpleTypeIsReadExactly();
			}
		}
		finally {
			Locale.setDefault(before);
		}
	}

	@Test
	void everySimpleTypeIsReadExactly() {
		assertThat(convert(Integer.class, "-012")).isEqualTo(-12);
		assertThat(convert(long.class, "+9223372036854775807")).isEqualTo(Long.MAX_VALUE);
		assertThat(convert(BigInteger.class, "1".repeat(30))).isEqualTo(new BigInteger("1".repeat(30)));
		assertThat(convert(BigDecimal.class, "1.50")).isEqualTo(new BigDecimal("1.50"));
		assertThat(convert(double.class, ".5e1")).isEqualTo(5.0);
		assertThat(convert(Boolean.class, "t")).isEqualTo(true);
		assertThat(convert(boolean.class, "NO")).isEqualTo(false);
		assertThat(convert(TimeUnit.class, "DAYS")).isEqualTo(TimeUnit.DAYS);
		assertThat(convert(LocalDate.class, "2026-02-28")).isEqualTo(LocalDate.of(2026, 2, 28));
		assertThat(convert(LocalTime.class, "18:00")).isEqualTo(LocalTime.of(18, 0));
		assertThat(convert(LocalDateTime.class, "2026-02-28 18:00:01.5"))
			.isEqualTo(LocalDateTime.parse("2026-02-28T18:00:01.5"));
		assertThat(convert(Instant.class, "2026-02-28 18:00:00+02")).isEqualTo(Instant.parse("2026-02-28T16:00:00Z"));
		assertThat(convert(OffsetDateTime.class, "2026-02-28T18:00:00Z"))
			.isEqualTo(OffsetDateTime.parse("2026-02-28T18:00Z"));
		assertThat(convert(Duration.class, "PT1M30S")).isEqualTo(Duration.ofSeconds(90));
		assertThat(convert(UUID.class, "00000000-0000-0001-0000-000000000002")).isEqualTo(new UUID(1, 2));
		assertThat(convert(char.class, "x")).isEqualTo('x');
		assertThat(convert(byte[].class, "AQI=")).isEqualTo(new byte[] { 1, 2 });
	}

	@ParameterizedTest
	@CsvSource(delimiter = '!', value = { "java.lang.Integer!1 2", "java.lang.Integer!1.0", "java.lang.Integer!0x10",
			"java.lang.Integer!2147483648", "java.lang.Integer!\u0661", "java.lang.Long!1,000", "java.lang.Double!NaN",
			"java.lang.Double!1d", "java.lang.Double!1e999", "java.math.BigDecimal!1,5", "java.math.BigDecimal!1.",
			"java.lang.Boolean!on", "java.lang.Boolean!2", "java.util.concurrent.TimeUnit!days",
			"java.time.LocalDate!03/04/26", "java.time.LocalDate!2026-02-30", "java.time.LocalDate!2026-2-3",
			"java.time.Instant!2026-02-28T18:00:00", "java.time.Duration!90", "java.util.UUID!1-1-1-1-1",
			"java.lang.Character!xy" })
	void whatIsNotExactlyAValueIsRefused(Class<?> type, String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> convert(type, text))
			.withMessageStartingWith("column 'v': '" + text + "' is no " + type.getSimpleName());
	}

	@Test
	void aPatternSaysHowDatesAndNumbersAreWritten() {
		RecordBinder english = new RecordBinder(ResolvableType.forClass(Written.class), null);
		assertThat(english.bind(values("day", "28.02.2026", "price", "1,234.50")))
			.isEqualTo(new Written(LocalDate.of(2026, 2, 28), new BigDecimal("1234.50")));
		RecordBinder german = new RecordBinder(ResolvableType.forClass(Written.class), Locale.GERMANY);
		assertThat(german.bind(values("price", "1.234,50"))).isEqualTo(new Written(null, new BigDecimal("1234.50")));
		assertThatIllegalArgumentException().isThrownBy(() -> english.bind(values("day", "30.02.2026")))
			.withMessage("column 'day': '30.02.2026' is no LocalDate of the pattern 'dd.MM.yyyy'");
		assertThatIllegalArgumentException().isThrownBy(() -> english.bind(values("price", "12x")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '!',
			value = { "de!1,7!1.7", "de!200.000.000!200000000", "en!1,234.5!1234.5", "fr!1 234,5!1234.5",
					"fr!1\u00a0234,5!1234.5", "fr!1\u202f234,5!1234.5", "sv!1\u00a0234,5!1234.5", "sv!1 234,5!1234.5",
					"sv!\u22121,5!-1.5", "sv!-1,5!-1.5", "de!\u22121,5!-1.5", "de!1,5E+3!1500", "de!1,5e-3!0.0015",
					"sv!1,5E+3!1500", "de-CH!1'234.5!1234.5", "de-CH!1\u2019234.5!1234.5",
					"en-IN!12,34,567.5!1234567.5", "hi!12,34,567.5!1234567.5", "en-IN!1,234,567!1234567",
					"en-IN!1,00,000!100000" })
	void aLocaleSaysHowAllNumbersAreWritten(String locale, String text, BigDecimal number) {
		RecordBinder binder = new RecordBinder(
				ResolvableType.forClassWithGenerics(Map.class, String.class, BigDecimal.class),
				Locale.forLanguageTag(locale));
		assertThat(binder.bind(values("v", text))).isEqualTo(Map.of("v", number));
		assertThatIllegalArgumentException().isThrownBy(() -> binder.bind(values("v", "1.2,3.4")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '!', value = { "en-IN!1,2,345", "en-IN!12,34,56", "en-IN!123,45,678", "en!12,34,567",
			"de-CH!1'23'4", "fr!1\u00a023", "de!1,5E+-3", "de!--1", "de!1'234" })
	void groupsOfALocaleMustBeWhole(String locale, String text) {
		RecordBinder binder = new RecordBinder(
				ResolvableType.forClassWithGenerics(Map.class, String.class, BigDecimal.class),
				Locale.forLanguageTag(locale));
		assertThatIllegalArgumentException().isThrownBy(() -> binder.bind(values("v", text)));
	}

	@Test
	void aPatternMayHaveTheGroupsOfIndiaAndTheSignsOfItsLocale() {
		RecordBinder indian = new RecordBinder(ResolvableType.forClass(Indian.class), null);
		assertThat(indian.bind(values("price", "12,34,567.50"))).isEqualTo(new Indian(new BigDecimal("1234567.50")));
		assertThatIllegalArgumentException().isThrownBy(() -> indian.bind(values("price", "1,234,567.50")));
		RecordBinder swedish = new RecordBinder(ResolvableType.forClass(Written.class), Locale.forLanguageTag("sv"));
		for (String text : List.of("-1 234,50", "\u22121\u00a0234,50")) {
			assertThat(swedish.bind(values("price", text))).isEqualTo(new Written(null, new BigDecimal("-1234.50")));
		}
	}

	@Test
	void aValueThatMayBeMissingIsOptional() {
		assertThat(bind(Maybe.class, "age", "3")).isEqualTo(new Maybe(Optional.of(3)));
		assertThat(bind(Maybe.class, "age", null)).isEqualTo(new Maybe(Optional.empty()));
		assertThat(bind(Maybe.class)).isEqualTo(new Maybe(Optional.empty()));
	}

	private static Object convert(Class<?> type, String text) {
		RecordBinder binder = new RecordBinder(ResolvableType.forClassWithGenerics(Map.class, String.class, type),
				null);
		return ((Map<?, ?>) binder.bind(values("v", text))).get("v");
	}

	private static void check(Class<?> type, String... columns) {
		new RecordBinder(ResolvableType.forClass(type), null).checkColumns(List.of(columns));
	}

	private static Object bind(Class<?> type, @Nullable Object... namesAndValues) {
		return new RecordBinder(ResolvableType.forClass(type), null).bind(values(namesAndValues));
	}

	private static Map<String, @Nullable Object> values(@Nullable Object... namesAndValues) {
		Map<String, @Nullable Object> values = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			values.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
		}
		return values;
	}

	record Refusing(@Encrypted String ssn) {

		Refusing {
			throw new IllegalStateException("bad ssn " + ssn);
		}

	}

	record RefusingAround(String name, List<Card> cards, @Encrypted String ssn) {

		RefusingAround {
			throw new IllegalStateException("bad ssn " + ssn, new IllegalStateException(ssn));
		}

	}

	static class RefusingBean {

		@Encrypted
		private String ssn = "";

		public void setSsn(String ssn) {
			throw new IllegalStateException("bad ssn " + ssn + this.ssn);
		}

	}

	static class Strict {

		public void setAge(int age) {
			throw new IllegalArgumentException("must not be negative");
		}

	}

	record Sale(@Column(defaultValue = "EUR") String currency, @Nullable Place place) {
	}

	record Place(String street, int zip) {
	}

	record WrongDefault(@Column(defaultValue = "five") int rank) {
	}

	record WithId(ObjectId id) {
	}

	record WithIds(List<Map<String, WithId>> ids) {
	}

	record Styled(@DateTimeFormat(style = "M-") LocalDate day) {
	}

	record StyledNumber(@NumberFormat(style = NumberFormat.Style.PERCENT) BigDecimal share) {
	}

	record LocalInstant(@DateTimeFormat(pattern = "dd.MM.yyyy HH:mm") Instant time) {
	}

	record WrongPattern(@NumberFormat(pattern = "0.0.0") BigDecimal price) {
	}

	record Dates(@DateTimeFormat(pattern = "d 'day of' MMMM yyyy") @Nullable LocalDate spoken,
			@DateTimeFormat(pattern = "dd.MM.yyyy HH:mm Z") java.util.@Nullable Date old,
			@DateTimeFormat(iso = DateTimeFormat.ISO.DATE_TIME) @Nullable LocalDateTime iso,
			@DateTimeFormat(pattern = "dd.MM.yyyy", fallbackPatterns = "M/d/yyyy") @Nullable LocalDate several,
			@DateTimeFormat(pattern = "dd.MM.yyyy G") @Nullable LocalDate era) {
	}

	record Several(@DateTimeFormat(pattern = "dd.MM.yyyy") List<LocalDate> days,
			@NumberFormat(pattern = "#,##0.00") Optional<BigDecimal> price) {
	}

	record A(String name, B b, C c, D d, E e, F f, G g, H h) {
	}

	record B(String name, A a, C c, D d, E e, F f, G g, H h) {
	}

	record C(String name, A a, B b, D d, E e, F f, G g, H h) {
	}

	record D(String name, A a, B b, C c, E e, F f, G g, H h) {
	}

	record E(String name, A a, B b, C c, D d, F f, G g, H h) {
	}

	record F(String name, A a, B b, C c, D d, E e, G g, H h) {
	}

	record G(String name, A a, B b, C c, D d, E e, F f, H h) {
	}

	record H(String name, A a, B b, C c, D d, E e, F f, G g) {
	}

	record Person(@Nullable String firstName, int age) {

	}

	record Boxed(String text, @Nullable Integer number) {

	}

	record Secret(@Encrypted @Nullable Integer pin, @Encrypted @Nullable Card card) {

	}

	record Card(@Nullable Long number) {

	}

	record Checked(int age) {

		Checked {
			if (age < 0) {
				throw new IllegalArgumentException("must not be negative");
			}
		}

	}

	record Customer(String name, @Nullable Address address) {

	}

	record Address(String street, String zip) {

	}

	record Node(String name, @Nullable Node next) {

	}

	record Aliased(@Column( {
			"Customer No.", "cust_no" }) int id, @Column(defaultValue = "5") int rank){

	}

	record Order(int id, Customer customer, List<Item> items, Set<String> tags, int[] sizes,
			Map<String, Object> extra) {

	}

	record Item(BigDecimal price) {

	}

	record Written(@DateTimeFormat(pattern = "dd.MM.yyyy") @Nullable LocalDate day,
			@NumberFormat(pattern = "#,##0.00") @Nullable BigDecimal price) {

	}

	record Indian(@NumberFormat(pattern = "#,##,##0.00") BigDecimal price) {
	}

	record Everything(Object any, byte[] bytes, Optional<Long> number) {
	}

	record Maybe(Optional<Integer> age) {

	}

	static class Bean {

		private String fullName;

		private int age;

		public void setFullName(String fullName) {
			this.fullName = fullName;
		}

		public void setAge(int age) {
			this.age = age;
		}

	}

}
