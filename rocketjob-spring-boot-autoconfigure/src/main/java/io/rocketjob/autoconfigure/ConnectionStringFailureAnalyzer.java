package io.rocketjob.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import com.mongodb.ConnectionString;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Explains what is wrong with the connection to MongoDB that Spring Boot makes of
 * {@code spring.mongodb.*}.
 */
@Order(0)
final class ConnectionStringFailureAnalyzer extends AbstractFailureAnalyzer<IllegalArgumentException> {

	private static final String URI = "spring.mongodb.uri";

	private static final String RIGHT = "Right would be such as mongodb://user:password@db.example:27017/jobs, where"
			+ " user and password have the characters : / ? # [ ] @ % percent-encoded (%40 for @).";

	/** What the driver quotes may be a part of a password that is not encoded. */
	private static final Pattern QUOTED = Pattern.compile("'(?!mongodb(\\+srv)?://)[^']*'");

	private final @Nullable Environment environment;

	ConnectionStringFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, IllegalArgumentException cause) {
		List<String> callers = Arrays.stream(cause.getStackTrace()).map(StackTraceElement::getClassName).toList();
		if (!callers.contains(ConnectionString.class.getName()) || callers.stream()
			.noneMatch((name) -> name.startsWith("org.springframework.boot.mongodb.autoconfigure."))) {
			return null;
		}
		List<ConfiguredProperty> configured = ConfiguredProperty.find(this.environment, URI);
		String name = configured.isEmpty() ? "spring.mongodb" : URI;
		StringBuilder description = new StringBuilder("The connection to MongoDB is wrong:\n");
		ConfiguredProperty.find(this.environment, name).forEach((property) -> property.appendTo(description));
		description.append(String.format("%n    Reason: %s", reason(cause)));
		return new FailureAnalysis(description.toString(), "Correct the value. " + RIGHT, cause);
	}

	/**
	 * What the driver says, without what it quotes.
	 * @param malformed its exception
	 * @return the text
	 */
	static String reason(IllegalArgumentException malformed) {
		return QUOTED.matcher(String.valueOf(malformed.getMessage())).replaceAll("'…'");
	}

}
