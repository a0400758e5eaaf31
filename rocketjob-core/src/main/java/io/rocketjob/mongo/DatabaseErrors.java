package io.rocketjob.mongo;

import java.util.Set;
import java.util.regex.Pattern;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoClientException;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;

/**
 * Internal: tells what the driver's exceptions mean for us, also those that Spring has
 * translated. The one place that knows codes and texts of servers: those of MongoDB, and
 * those of FerretDB 2 on DocumentDB, where many errors of PostgreSQL have the code 1 and
 * no label.
 */
public final class DatabaseErrors {

	/** FerretDB 2.7: PostgreSQL has ended one of those who waited for each other. */
	private static final int DEADLOCK = 16908292;

	/** Codes of a server that is starting, stopping, electing or overloaded. */
	private static final Set<Integer> PASSING = Set.of(6, 7, 24, 50, 63, 89, 91, 112, 150, 189, 202, 262, 317, 358, 384,
			9001, 10107, 11600, 11602, 13388, 13435, 13436);

	/**
	 * Codes of a document that is too large, too deep, or refused by a validator; the
	 * last is that of FerretDB 2.7 for one that is too large.
	 */
	private static final Set<Integer> ABOUT_THE_DOCUMENT = Set.of(2, 15, 28, 52, 57, 121, 10334, 17280, 17419,
			285999133);

	/** "Internal error": all that FerretDB has no other code for. */
	private static final int INTERNAL = 1;

	/**
	 * How FerretDB tells that it has no connection to PostgreSQL, or that PostgreSQL
	 * starts, stops, or has too much to do (classes 08, 53 and 57P of
	 * <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">its
	 * codes</a>).
	 */
	private static final Pattern POSTGRESQL_AWAY = Pattern
		.compile("SQLSTATE (?:08|53|57P)|failed to connect to|terminating connection|not yet accepting connections"
				+ "|the database system is|conn closed|connection reset|connection refused|unexpected EOF|broken pipe");

	/** How it tells of a find-and-modify that a unique index does not allow. */
	private static final String EXCLUSION = "exclusion constraint";

	private DatabaseErrors() {
	}

	private static @Nullable MongoException driver(Throwable error) {
		Throwable cause = (error instanceof DataAccessException) ? error.getCause() : error;
		return (cause instanceof MongoException mongo) ? mongo : null;
	}

	/**
	 * Whether what was to be written can never be, rather than the database not taking it
	 * now.
	 * @param error what was thrown
	 * @return whether trying again is of no use
	 */
	public static boolean isAboutTheDocument(Throwable error) {
		MongoException mongo = driver(error);
		return mongo == null || ABOUT_THE_DOCUMENT.contains(mongo.getCode()) || error instanceof DuplicateKeyException;
	}

	/**
	 * Whether a unique index has refused a write of one document.
	 * @param error what was thrown
	 * @return whether another document has the key
	 */
	public static boolean isDuplicateKey(Throwable error) {
		MongoException mongo = driver(error);
		return mongo != null && (ErrorCategory.fromErrorCode(mongo.getCode()) == ErrorCategory.DUPLICATE_KEY
				|| isInternal(mongo, EXCLUSION));
	}

	/**
	 * Whether a write has lost against others that wanted the same key at the same
	 * moment, and has done nothing: one of them has won.
	 * @param error what was thrown
	 * @return whether the same write can be made again at once
	 */
	public static boolean isDeadlock(Throwable error) {
		MongoException mongo = driver(error);
		return mongo != null && (mongo.getCode() == DEADLOCK || isInternal(mongo, "deadlock detected"));
	}

	private static boolean isInternal(MongoException error, String text) {
		return error.getCode() == INTERNAL && error.getMessage() != null && error.getMessage().contains(text);
	}

	private static boolean isPostgresqlAway(MongoException error) {
		return error.getCode() == INTERNAL && error.getMessage() != null
				&& POSTGRESQL_AWAY.matcher(error.getMessage()).find();
	}

	/**
	 * Whether the database is away for a while, so that the same call may succeed later.
	 * @param error what was thrown
	 * @return whether to try again
	 */
	public static boolean isPassing(Throwable error) {
		MongoException mongo = driver(error);
		if (mongo == null || mongo instanceof MongoInterruptedException) {
			return false;
		}
		return mongo instanceof MongoSocketException || mongo instanceof MongoTimeoutException
				|| mongo instanceof MongoNotPrimaryException || mongo instanceof MongoNodeIsRecoveringException
				|| mongo instanceof MongoWriteConcernException || mongo instanceof MongoClientException
				|| mongo.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)
				|| mongo.hasErrorLabel("RetryableWriteError") || PASSING.contains(mongo.getCode()) || isDeadlock(mongo)
				|| isPostgresqlAway(mongo);
	}

}
