package io.rocketjob.embedded.server;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import org.jspecify.annotations.Nullable;

/**
 * An error that the client gets as MongoDB would give it.
 */
final class ServerError extends MongoServerError {

	private static final long serialVersionUID = 1L;

	private final @Nullable Document details;

	private ServerError(int code, String codeName, String message, @Nullable Document details) {
		super(code, codeName, message);
		this.details = details;
	}

	static ServerError badValue(String message) {
		return new ServerError(2, "BadValue", message, null);
	}

	static ServerError failedToParse(String message) {
		return new ServerError(9, "FailedToParse", message, null);
	}

	static ServerError typeMismatch(String message) {
		return new ServerError(14, "TypeMismatch", message, null);
	}

	static ServerError of(int code, String codeName, String message) {
		return new ServerError(code, codeName, message, null);
	}

	static ServerError duplicateKey(String namespace, String index, Document keyPattern, Document keyValue) {
		StringBuilder key = new StringBuilder();
		for (String field : keyValue.keySet()) {
			key.append(key.isEmpty() ? "" : ", ").append(field).append(": ");
			key.append(de.bwaldvogel.mongo.bson.Json.toCompactJsonValue(keyValue.get(field)));
		}
		String message = "E11000 duplicate key error collection: " + namespace + " index: " + index + " dup key: { "
				+ key + " }";
		return new ServerError(11000, "DuplicateKey", message,
				new Document("keyPattern", keyPattern).append("keyValue", keyValue));
	}

	/**
	 * Adds what this error says to an answer or to an entry of its write errors.
	 */
	static void describe(MongoServerError error, Document target) {
		target.append("errmsg", error.getMessageWithoutErrorCode())
			.append("code", error.getCode())
			.append("codeName", error.getCodeName());
		if (error instanceof ServerError own && own.details != null) {
			target.putAll(own.details);
		}
	}

}
