package io.rocketjob.plugin.singleton;

import java.util.List;
import java.util.Map;

import io.rocketjob.Encrypted;
import io.rocketjob.mongo.FieldsMapper;
import io.rocketjob.plugin.PluggableClass;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.expression.spel.standard.SpelExpressionParser;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** Keys show nothing of what is encrypted. */
class SecretPartsTests {

	private final PluggableClass jobClass = mock(PluggableClass.class);

	SecretPartsTests() {
		FieldsMapper mapper = new FieldsMapper(List.of(), null);
		given(this.jobClass.isSecret(anyList()))
			.willAnswer((asked) -> mapper.isHidden(Secrets.class, asked.getArgument(0)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ssn", "ssn.trim()", "account + ssn", "parameter", "inner.ssn", "inner",
			"inner.toString()", "inner.ssn()", "label()", "toString()", "#root", "#this", "#root.inner.ssn",
			"#root['ssn']", "inner['ssn']", "people", "people[0]", "people[0].ssn", "people.![ssn]", "people.?[true]",
			"people.![#this]", "people.?[ssn == 'x'].size()", "named['a'].ssn", "named.values()",
			"account.concat(inner.ssn)", "account ?: inner", "account != null ? ssn : ''", "{account, inner}",
			"{ssn}[0]", "(inner ?: inner).ssn", "shape", "shape.ssn", "unknown", "inner.unknown",
			"account.concat(label())", "{a: inner.ssn}['a']", "inner == null ? '' : inner.ssn.substring(0, 2)" })
	void whatIsEncryptedIsNoKeyBecauseKeysAreShown(String key) {
		assertThatThrownBy(() -> check(key)).isInstanceOf(IllegalArgumentException.class)
			.hasMessageStartingWith("key: ")
			.hasMessageContaining("encrypted")
			.hasMessageEndingWith("use other fields");
	}

	@ParameterizedTest
	@ValueSource(strings = { "account", "account.trim()", "account()", "inner.account", "inner.account()",
			"people.![account]", "people[0].account", "people.?[account == 'x'].![account]", "named['a'].account",
			"account + ':' + 5", "#root.account", "inner.account.concat(account)",
			"people.![account.trim()].toString()", "#this.account" })
	void whatIsBesideEncryptedFieldsMayBeAKey(String key) {
		assertThatCode(() -> check(key)).doesNotThrowAnyException();
	}

	private void check(String key) {
		SecretParts.check(new SpelExpressionParser().parseRaw(key), this.jobClass);
	}

	record Person(String account, @Encrypted String ssn) {
	}

	sealed interface Shape permits Hidden, Shown {

	}

	record Hidden(@Encrypted String ssn) implements Shape {
	}

	record Shown(String text) implements Shape {
	}

	static final class Secrets {

		String account = "";

		@Encrypted
		@Nullable String ssn;

		private final String parameter;

		@Nullable Person inner;

		List<Person> people = List.of();

		Map<String, Person> named = Map.of();

		@Nullable Shape shape;

		Secrets(@Encrypted String parameter) {
			this.parameter = parameter;
		}

		String account() {
			return this.account;
		}

		String label() {
			return this.parameter + this.ssn;
		}

	}

}
