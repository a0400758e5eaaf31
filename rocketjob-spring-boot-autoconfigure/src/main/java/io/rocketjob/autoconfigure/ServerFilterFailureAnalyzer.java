package io.rocketjob.autoconfigure;

import java.util.Arrays;

import com.mongodb.MongoException;
import io.rocketjob.server.Supervisor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Explains that MongoDB refuses the query of this server's filter, which it is asked for
 * when the server starts.
 */
@Order(0)
final class ServerFilterFailureAnalyzer extends AbstractFailureAnalyzer<IllegalArgumentException> {

	private final InvalidSettingFailureAnalyzer settings;

	ServerFilterFailureAnalyzer(@Nullable Environment environment) {
		this.settings = new InvalidSettingFailureAnalyzer(environment);
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, IllegalArgumentException cause) {
		boolean atStart = Arrays.stream(cause.getStackTrace())
			.anyMatch((element) -> element.getClassName().equals(Supervisor.class.getName())
					&& element.getMethodName().equals("start"));
		if (!atStart || !(cause.getCause() instanceof MongoException refused)) {
			return null;
		}
		return this.settings.analyze(rootFailure, new InvalidSettingException("rocketjob.server.where", null,
				"MongoDB refuses the query: " + refused.getMessage(), cause));
	}

}
