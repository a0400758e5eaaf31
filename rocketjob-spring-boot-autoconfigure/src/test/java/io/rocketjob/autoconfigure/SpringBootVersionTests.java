package io.rocketjob.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.asm.ClassReader;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What somebody reads whose Spring Boot is too old. */
class SpringBootVersionTests {

	/** The tag of a class in the constant pool of a class file. */
	private static final int CONSTANT_CLASS = 7;

	@ParameterizedTest
	@ValueSource(strings = { "3.5.7", "2.7.18", "3.0.0-SNAPSHOT" })
	void anOlderVersionIsRefusedWithTheOneThatIsNeeded(String version) {
		assertThatExceptionOfType(UnsupportedSpringBootException.class)
			.isThrownBy(() -> SpringBootVersionCheck.check(version))
			.satisfies((thrown) -> {
				FailureAnalysis analysis = new UnsupportedSpringBootFailureAnalyzer().analyze(thrown);
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains("needs Spring Boot 4",
						"this application has Spring Boot " + version);
				assertThat(analysis.getAction()).contains("Update Spring Boot to 4.1 or later");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "4.0.0", "4.1.2", "4.2.0-M1", "10.0.0" })
	void laterVersionsAreTaken(String version) {
		assertThatCode(() -> SpringBootVersionCheck.check(version)).doesNotThrowAnyException();
	}

	@Test
	void theVersionIsCheckedAsTheApplicationStarts() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation().load(ApplicationContextInitializer.class))
			.hasAtLeastOneElementOfType(SpringBootVersionCheck.class);
		assertThat(SpringBootVersion.getVersion()).startsWith("4.");
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			assertThatCode(() -> new SpringBootVersionCheck().initialize(context)).doesNotThrowAnyException();
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("own", Map.of("rocketjob.enabled", "false")));
			assertThatCode(() -> new SpringBootVersionCheck().initialize(context)).doesNotThrowAnyException();
		}
	}

	@Test
	void whatSaysSoUsesOnlyWhatOlderVersionsHaveByTheSameNames() {
		Set<String> older = Set.of("org.springframework.boot.SpringBootVersion",
				"org.springframework.boot.diagnostics.AbstractFailureAnalyzer",
				"org.springframework.boot.diagnostics.FailureAnalysis",
				"org.springframework.context.ApplicationContextInitializer",
				"org.springframework.context.ConfigurableApplicationContext",
				"org.springframework.core.env.ConfigurableEnvironment");
		assertThat(Stream
			.of(SpringBootVersionCheck.class, UnsupportedSpringBootException.class,
					UnsupportedSpringBootFailureAnalyzer.class)
			.flatMap((type) -> used(type).stream())
			.filter((name) -> !name.startsWith("java.") && !name.startsWith(getClass().getPackageName()))
			.distinct()).isNotEmpty().isSubsetOf(older);
	}

	private static List<String> used(Class<?> type) {
		List<String> used = new ArrayList<>();
		try (InputStream in = type.getResourceAsStream(ClassUtils.getClassFileName(type))) {
			ClassReader reader = new ClassReader(Objects.requireNonNull(in));
			for (int i = 1; i < reader.getItemCount(); i++) {
				int offset = reader.getItem(i);
				if (offset > 0 && reader.readByte(offset - 1) == CONSTANT_CLASS) {
					used.add(reader.readUTF8(offset, new char[reader.getMaxStringLength()]).replace('/', '.'));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return used;
	}

}
