package io.rocketjob.job;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.rocketjob.InvalidJobException;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.TestSystem;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What the template says when it is given null. */
class NullArgumentsTests {

	private static TestSystem system;

	@BeforeAll
	static void start() {
		system = TestSystem.with(ScriptJob.class).start();
	}

	@AfterAll
	static void close() {
		system.close();
	}

	/** Every parameter of every method of the template that must be given. */
	static Stream<Arguments> parameters() {
		return Arrays.stream(RocketJobTemplate.class.getMethods())
			.flatMap((method) -> IntStream.range(0, method.getParameterCount())
				.filter((index) -> method.getParameterTypes()[index] != Object.class)
				.mapToObj((index) -> Arguments.of(method, index)));
	}

	@ParameterizedTest
	@MethodSource("parameters")
	void anArgumentThatIsMissingIsNamed(Method method, int missing) throws IllegalAccessException {
		Object[] arguments = Arrays.stream(method.getParameterTypes())
			.map(NullArgumentsTests::argument)
			.toArray(Object[]::new);
		arguments[missing] = null;
		String name = method.getParameters()[missing].getName();
		try {
			method.invoke(system.rocketJob, arguments);
		}
		catch (InvocationTargetException ex) {
			assertThat(ex.getCause()).isInstanceOf(IllegalArgumentException.class)
				.hasMessage(name + " must not be null");
			return;
		}
		throw new AssertionError(method + " takes null");
	}

	private static Object argument(Class<?> type) {
		if (type == Class.class) {
			return ScriptJob.class;
		}
		if (type == ObjectId.class) {
			return new ObjectId();
		}
		if (type == Iterable.class) {
			return List.of();
		}
		if (type == Stream.class) {
			return Stream.of();
		}
		if (type == Consumer.class) {
			return (Consumer<Object>) (given) -> {
			};
		}
		if (type == String.class) {
			return "text";
		}
		assertThat(type).isEqualTo(Object.class);
		return new Fields("text");
	}

	@Test
	void fieldsThatAreMissingAreSaidWithTheirType() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> system.rocketJob.create(ScriptJob.class, null))
			.withMessageContaining("fields: must be a " + Fields.class.getName() + ", but is null");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> system.rocketJob.createAll(ScriptJob.class, Arrays.asList(new Fields("text"), null)))
			.withMessageContaining("[1].fields: must be a " + Fields.class.getName() + ", but is null");
	}

}
