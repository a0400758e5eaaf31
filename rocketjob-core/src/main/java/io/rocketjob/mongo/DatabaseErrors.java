package io.rocketjob.mongo;

import java.util.Set;

import com.mongodb.MongoClientException;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;

/**
 * Internal: tells what the driver's exceptions mean for us.
 */
public final class DatabaseErrors {

	/** Codes of a server that is starting, stopping, electing or overloaded. */
	private static final Set<Integer> PASSING = Set.of(6, 7, 24, 50, 63, 89, 91, 112, 150, 189, 202, 262, 317, 358, 384,
			9001, 10107, 11600, 11602, 13388, 13435, 13436);

	/** Codes of a document that is too large, too deep, or refused by a validator. */
	private static final Set<Integer> ABOUT_THE_DOCUMENT = Set.of(2, 15, 28, 52, 57, 121, 10334, 17280, 17419);

	private DatabaseErrors() {
	}

	/**
	 * Whether what was to be written can never be, rather than the database not taking it
	 * now.
	 * @param error what was thrown
	 * @return whether trying again is of no use
	 */
	public static boolean isAboutTheDocument(Throwable error) {
		return !(error instanceof MongoException mongo) || ABOUT_THE_DOCUMENT.contains(mongo.getCode());
	}

	/**
	 * Whether the database is away for a while, so that the same call may succeed later.
	 * @param error what was thrown
	 * @return whether to try again
	 */
	public static boolean isPassing(Throwable error) {
		if (error instanceof MongoInterruptedException || !(error instanceof MongoException mongo)) {
			return false;
		}
		return mongo instanceof MongoSocketException || mongo instanceof MongoTimeoutException
				|| mongo instanceof MongoNotPrimaryException || mongo instanceof MongoNodeIsRecoveringException
				|| mongo instanceof MongoWriteConcernException || mongo instanceof MongoClientException
				|| mongo.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)
				|| mongo.hasErrorLabel("RetryableWriteError") || PASSING.contains(mongo.getCode());
	}

}
