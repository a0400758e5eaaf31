package io.rocketjob.document;

import java.util.Date;
import java.util.List;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Internal: the indexes of the jobs that all kinds of jobs need, and the bounds by which
 * a condition lets the database use them.
 */
public final class JobIndexes {

	public static final Document BY_ID = new Document(JobFields.ID, 1);

	/** A bound on a key of an index. An id is there, and one that is not null. */
	public static final Document ANY_ID = new Document("$gt", new ObjectId(0, 0));

	/** A bound that each class has. */
	public static final Document ANY_TYPE = new Document("$gte", "");

	/** A bound that each priority has. */
	static final Document ANY_PRIORITY = new Document("$gt", 0);

	/** A bound that each time has: of {@code $exists} an index alone cannot judge. */
	public static final Document AT_ANY_TIME = new Document("$gt", new Date(0));

	public static final String CLAIM_INDEX = "claim";

	public static final String DUE_INDEX = "due";

	public static final String HOLDER_INDEX = "holder";

	public static final String ENDED_INDEX = "ended";

	public static final String ENDED_BY_ID_INDEX = "ended_by_id";

	static final String DISCARD_INDEX = "discard";

	static final String UNIQUE_INDEX = "unique";

	public static final String WAITS_FOR_INDEX = "waits_for";

	public static final String LINKING_INDEX = "linking";

	public static final String SETTLE_INDEX = "settle";

	public static final String CHAIN_INDEX = "chain";

	public static final String SLOTS_INDEX = "slots";

	public static final List<IndexModel> INDEXES = List.of(
			// all entries have the marker; with it the index alone tells what to claim
			new IndexModel(Indexes.ascending(JobFields.TYPE, JobFields.PRIORITY, JobFields.ID, JobFields.CLAIMABLE),
					new IndexOptions().name(CLAIM_INDEX)
						.partialFilterExpression(new Document(JobFields.CLAIMABLE, true))),
			new IndexModel(Indexes.ascending(JobFields.DUE_AT, JobFields.ID),
					new IndexOptions().name(DUE_INDEX)
						.partialFilterExpression(new Document(JobFields.DUE_AT, new Document("$exists", true)))),
			new IndexModel(Indexes.ascending(JobFields.CLAIM_SERVER),
					new IndexOptions().name(HOLDER_INDEX).sparse(true)),
			new IndexModel(Indexes.ascending(JobFields.STATE, JobFields.COMPLETED_AT, JobFields.ID),
					new IndexOptions().name(ENDED_INDEX)
						.partialFilterExpression(new Document(JobFields.COMPLETED_AT, new Document("$exists", true)))),
			new IndexModel(Indexes.ascending(JobFields.STATE, JobFields.ID),
					new IndexOptions().name(ENDED_BY_ID_INDEX)
						.partialFilterExpression(new Document(JobFields.COMPLETED_AT, new Document("$exists", true)))),
			new IndexModel(Indexes.ascending(JobFields.DISCARD), new IndexOptions().name(DISCARD_INDEX).sparse(true)),
			new IndexModel(Indexes.ascending(JobFields.UNIQUE),
					new IndexOptions().name(UNIQUE_INDEX).unique(true).sparse(true)),
			new IndexModel(Indexes.ascending(JobFields.WAITS_FOR),
					new IndexOptions().name(WAITS_FOR_INDEX).sparse(true)),
			new IndexModel(Indexes.ascending(JobFields.LINKING), new IndexOptions().name(LINKING_INDEX).sparse(true)),
			new IndexModel(Indexes.ascending(JobFields.SETTLE_AT), new IndexOptions().name(SETTLE_INDEX).sparse(true)),
			new IndexModel(Indexes.ascending(JobFields.CHAIN_KEY), new IndexOptions().name(CHAIN_INDEX).sparse(true)),
			new IndexModel(Indexes.ascending(JobFields.SLOTS),
					new IndexOptions().name(SLOTS_INDEX).unique(true).sparse(true)));

	private JobIndexes() {
	}

}
