package io.rocketjob.autoconfigure;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains what is missing in a connection string without a database, of which Spring
 * Boot says only that the name must not be empty.
 */
final class DatabaseNameFailureAnalyzer extends AbstractFailureAnalyzer<IllegalArgumentException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, IllegalArgumentException cause) {
		boolean ofMongo = Arrays.stream(cause.getStackTrace())
			.anyMatch((element) -> element.getClassName()
				.startsWith("org.springframework.boot.data.mongodb.autoconfigure.MongoDatabaseFactoryConfiguration"));
		if (!ofMongo || !"Database name must not be empty".equals(cause.getMessage())) {
			return null;
		}
		return new FailureAnalysis("The connection to MongoDB names no database, so jobs cannot be stored.",
				"Append the name of a database to spring.mongodb.uri, as in mongodb://db.example:27017/jobs,"
						+ " or set spring.mongodb.database.",
				cause);
	}

}
