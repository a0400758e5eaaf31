package io.rocketjob.mongo;

import java.util.List;
import java.util.Set;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: what a database server can do of the things that not all can. It is found by
 * asking the server, never by its name or version.
 *
 * @param product what the server calls itself, with its version; for people only
 * @param topology what it is part of; for people only
 * @param transactions whether it has transactions of several writes
 * @param claimHints whether a find-and-modify can name the index that it is to use
 */
public record DatabaseAbilities(String product, String topology, boolean transactions, boolean claimHints) {

	private static final Logger logger = LoggerFactory.getLogger(DatabaseAbilities.class);

	/**
	 * How servers refuse an option that they do not know: not supported, cannot be
	 * parsed, unknown field.
	 */
	private static final Set<Integer> NOT_KNOWN = Set.of(115, 9, 40415);

	/** A value that no document has. */
	private static final String NONE = "";

	/** Nothing is ever stored in it. */
	private static final String NOTHING = "rocketjob.none";

	/**
	 * Asks a server, by three commands that change nothing.
	 * @param database a database on it
	 * @return what it can do
	 * @throws MongoException when it cannot be reached
	 */
	static DatabaseAbilities of(MongoDatabase database) {
		Document hello = database.runCommand(new Document("hello", 1));
		boolean sharded = "isdbgrid".equals(hello.get("msg"));
		boolean replicated = hello.containsKey("setName");
		String topology = sharded ? "sharded cluster" : replicated ? "replica set" : "alone";
		return new DatabaseAbilities(product(database), topology, sharded || replicated, takesHints(database));
	}

	private static String product(MongoDatabase database) {
		try {
			Document info = database.runCommand(new Document("buildInfo", 1));
			Document ferret = info.get("ferretdb", new Document());
			return ferret.containsKey("version") ? "FerretDB " + ferret.getString("version").replaceFirst("^v", "")
					: info.get("rocketjob", "MongoDB") + " " + info.getString("version");
		}
		catch (MongoException | ClassCastException ex) {
			if (DatabaseErrors.isPassing(ex)) {
				throw ex;
			}
			logger.debug("The database does not tell what it is", ex);
			return "a database of unknown version";
		}
	}

	private static boolean takesHints(MongoDatabase database) {
		try {
			database
				.runCommand(new Document("findAndModify", NOTHING).append("query", new Document("_id", new ObjectId()))
					.append("update", new Document("$set", new Document("asked", true)))
					.append("hint", "_id_"));
		}
		catch (MongoException ex) {
			if (DatabaseErrors.isPassing(ex)) {
				throw ex;
			}
			logger.debug("The database was asked whether a find-and-modify takes a hint", ex);
			return !NOT_KNOWN.contains(ex.getCode());
		}
		return true;
	}

	/**
	 * What a find-and-modify must match in a field that has one of some values, so that
	 * it takes the first in the order of an index that begins with the field. Where it
	 * takes no hint (FerretDB 2.7), the server sorts all that match one value alone, and
	 * merges what matches several, whether they are there or not.
	 * @param values the values
	 * @return the condition
	 */
	public Document firstOf(List<String> values) {
		if (this.claimHints || values.size() > 1) {
			return new Document("$in", values);
		}
		return new Document("$in", List.of(values.get(0), NONE));
	}

	/**
	 * Whether a find-and-modify may answer that there is nothing though there is: that
	 * was seen of the server that takes no hints, when many claim at once, and of no
	 * other.
	 * @return whether that answer proves nothing
	 */
	public boolean mayMiss() {
		return !this.claimHints;
	}

	@Override
	public String toString() {
		return this.product + ", " + this.topology + "; " + (this.transactions ? "transactions" : "no transactions")
				+ ", " + (this.claimHints ? "hints" : "no hints");
	}

}
