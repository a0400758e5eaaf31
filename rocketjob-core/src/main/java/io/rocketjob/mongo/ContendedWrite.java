package io.rocketjob.mongo;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: a single write of a document that others may write at the same moment.
 */
public final class ContendedWrite {

	private static final Logger logger = LoggerFactory.getLogger(ContendedWrite.class);

	private static final int ATTEMPTS = 5;

	private static final int LONGEST_PAUSE_MILLIS = 100;

	private ContendedWrite() {
	}

	/**
	 * Writes a document with a unique key, again if need be. MongoDB lets one win and
	 * refuses the others at once. PostgreSQL, behind FerretDB, may let them wait for each
	 * other for a second, and then end one of them, which has written nothing: whether it
	 * was the first is not known before it tries again.
	 * @param write the write, outside of any transaction
	 * @param <T> the type of its answer
	 * @return its answer
	 * @throws MongoException what the write has thrown; of a deadlock only when it has
	 * been the victim of several
	 */
	public static <T extends @Nullable Object> T make(Supplier<T> write) {
		for (int attempt = 1;; attempt++) {
			try {
				return write.get();
			}
			catch (MongoException ex) {
				if (attempt == ATTEMPTS || !DatabaseErrors.isDeadlock(ex)) {
					throw ex;
				}
				logger.debug("A write was ended so that others could go on; it is made again", ex);
			}
			LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(1, LONGEST_PAUSE_MILLIS) * 1_000_000L);
		}
	}

	/**
	 * Deletes a document. MongoDB deletes what matches when the turn of the deletion
	 * comes. FerretDB 2.7 deletes nothing, and says so, when another write of the
	 * document came first, though the document still matches; its deletion of many does
	 * not.
	 * @param collection where it is
	 * @param filter the {@code _id}, and what else must hold
	 * @return whether this call deleted it
	 */
	public static boolean delete(MongoCollection<Document> collection, Document filter) {
		// in this order, because drivers repeat a deletion of one whose answer was lost
		return collection.deleteOne(filter).getDeletedCount() == 1
				|| collection.deleteMany(filter).getDeletedCount() == 1;
	}

}
