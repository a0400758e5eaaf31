package io.rocketjob.mongo;

import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is annotated where nobody looks is refused. */
class ParameterInspectionTests {

	private final FieldsMapper mapper = new FieldsMapper(List.of(), null);

	@Test
	void aConstraintAtAParameterAloneIsNamed() {
		assertThat(this.mapper.problems(AtParameter.class)).containsExactly(problem("name", "NotBlank"),
				problem("parts", "Valid"), problem("codes", "Pattern"));
	}

	@Test
	void aConstraintInsideOfAnObjectIsFoundAsWell() {
		assertThat(this.mapper.problems(Outer.class)).hasSize(3)
			.allMatch((problem) -> problem.startsWith("fields.inner[]."));
	}

	@Test
	void aConstraintThatIsAtTheFieldOrItsGetterIsChecked() {
		assertThat(this.mapper.problems(Components.class)).isEmpty();
		assertThat(this.mapper.problems(AtField.class)).isEmpty();
		assertThat(this.mapper.problems(AtGetter.class)).isEmpty();
	}

	@Test
	void ofAParameterThatIsNoFieldTheMissingFieldIsNamedAndNotTheConstraint() {
		assertThat(this.mapper.problems(Parsed.class)).singleElement()
			.asString()
			.contains("has a parameter text and there is no field of that name")
			.doesNotContain("constraint");
	}

	private static String problem(String field, String constraint) {
		return "fields." + field + ": the constraint @" + constraint
				+ " stands at the parameter of a constructor alone, where nobody checks it; annotate the field";
	}

	record Components(@NotBlank String name, @Valid @NotNull List<String> parts) {
	}

	record Outer(List<AtParameter> inner) {
	}

	static final class AtParameter {

		private final String name;

		private final List<String> parts;

		private final String codes;

		AtParameter(@NotBlank String name, @Valid List<String> parts,
				@Pattern(regexp = "a") @Pattern(regexp = "b") String codes) {
			this.name = name;
			this.parts = parts;
			this.codes = codes;
		}

	}

	static final class AtField {

		@NotBlank
		private final String name;

		AtField(@NotBlank String name) {
			this.name = name;
		}

	}

	static final class AtGetter {

		private final String name;

		AtGetter(@NotBlank String name) {
			this.name = name;
		}

		@NotBlank
		public String getName() {
			return this.name;
		}

	}

	static final class Parsed {

		private final int length;

		Parsed(@NotBlank String text) {
			this.length = text.length();
		}

	}

}
