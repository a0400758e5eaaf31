package io.rocketjob.logging;

import java.util.Set;
import java.util.stream.Stream;

import com.mongodb.MongoClientException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketException;
import io.rocketjob.InvalidRecordException;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobStateException;
import io.rocketjob.JobTimeoutException;
import io.rocketjob.RocketJobException;
import io.rocketjob.ServerNotFoundException;
import io.rocketjob.UnknownJobClassException;
import io.rocketjob.WorkerNotFoundException;
import io.rocketjob.encryption.EncryptionException;
import io.rocketjob.mongo.EncryptedFieldException;
import org.jspecify.annotations.Nullable;

/**
 * The messages of exceptions that hold no data of users: Rocket Job has composed them, or
 * the driver, about connections and servers. What a server says about a document may show
 * it, and what users throw is theirs, whatever its class.
 */
final class OwnTexts {

	private static final String OURS = "io.rocketjob.";

	private static final int DEPTH = 20;

	/** Others have reasons, keys or values of users in their texts. */
	private static final Set<Class<?>> OUR_CLASSES = Set.of(RocketJobException.class, JobTimeoutException.class,
			UnknownJobClassException.class, JobStateException.class, JobNotFoundException.class,
			ServerNotFoundException.class, WorkerNotFoundException.class, InvalidRecordException.class,
			EncryptionException.class, EncryptedFieldException.class);

	private static final Set<Class<?>> CLASSES_OF_DRIVER = Set.of(MongoClientException.class,
			MongoSocketException.class, MongoInterruptedException.class, MongoNotPrimaryException.class,
			MongoNodeIsRecoveringException.class, MongoCursorNotFoundException.class);

	private OwnTexts() {
	}

	/**
	 * The message of an exception, if it has no data in it.
	 * @param thrown the exception
	 * @return the message, without what it quotes of its causes, or {@code null}
	 */
	static @Nullable String of(Throwable thrown) {
		String message = thrown.getMessage();
		if (message == null) {
			return null;
		}
		if (isOfDriver(thrown)) {
			return message;
		}
		return (OUR_CLASSES.contains(thrown.getClass()) && isMadeHere(thrown)) ? withoutQuotes(thrown, message) : null;
	}

	/**
	 * What can be told of a failure that the database has reported, where its message
	 * cannot.
	 * @param thrown the exception
	 * @return a text to append, may be empty
	 */
	static String code(Throwable thrown) {
		if (!(thrown instanceof MongoException exception) || exception.getCode() <= 0) {
			return "";
		}
		String name = (exception instanceof MongoCommandException command) ? command.getErrorCodeName() : "";
		return " (error " + exception.getCode() + (name.isEmpty() ? "" : " " + name) + ")";
	}

	private static boolean isOfDriver(Throwable thrown) {
		return CLASSES_OF_DRIVER.stream().anyMatch((type) -> type.isInstance(thrown)) && isFrom(thrown, "com.mongodb.");
	}

	/** Anybody may throw our exceptions. */
	private static boolean isMadeHere(Throwable thrown) {
		return isFrom(thrown, OURS);
	}

	private static boolean isFrom(Throwable thrown, String packages) {
		StackTraceElement[] trace = thrown.getStackTrace();
		return trace.length > 0 && trace[0].getClassName().startsWith(packages);
	}

	private static String withoutQuotes(Throwable thrown, String message) {
		return Stream.iterate(thrown.getCause(), (cause) -> cause != null, Throwable::getCause)
			.limit(DEPTH)
			.map(Throwable::getMessage)
			.filter((quoted) -> quoted != null && !quoted.isBlank())
			.reduce(message, (text, quoted) -> text.replace(quoted, "(text not logged)"));
	}

}
